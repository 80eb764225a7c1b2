import { runExample } from '@rollcall/provider-kit/testing';
import { expect, test } from 'vitest';
import { hostsOf, start } from './fixture.ts';

/**
 * The provider shows its examples to subscribers only; its article names what each of the three requests is made of, and
 * these have exactly that, by curl as there.
 */
const examples = {
  create: `curl -X POST https://app.inframail.io/api/v1/host/operations/email \\
  -H "x-api-key: inf_your_key" -H "Content-Type: application/json" \\
  -d '{"profileId":"YOUR_PROFILE_ID","email":"EMAIL","password":"Curl-password-1","name":"New One"}'
`,
  list: `curl "https://app.inframail.io/api/v1/host/operations/email?hostOrderId=HOST&customerId=CUSTOMER&profileId=YOUR_PROFILE_ID" \\
  -H "x-api-key: inf_your_key"
`,
  remove: `curl -X DELETE https://app.inframail.io/api/v1/host/operations/email \\
  -H "x-api-key: inf_your_key" -H "Content-Type: application/json" \\
  -d '{"profileId":"YOUR_PROFILE_ID","email":"EMAIL"}'
`,
};

test('the three operations, each by what the article says that it takes', async (context) => {
  const sandbox = await start();
  const { apiKey = '', customerId = '', profileId = '' } = sandbox.credential;
  const [host = ''] = hostsOf(sandbox);
  const email = 'by-curl@alder-desk.example';
  const ask = async (text: string, own: Readonly<Record<string, string>>) => {
    const credential = { inf_your_key: apiKey, YOUR_PROFILE_ID: profileId };
    const replacing = { 'https://app.inframail.io/api/v1': sandbox.baseUrl, ...credential, ...own };
    const [body = '', status] = (await runExample(context, { language: 'curl', text, replacing })).trim().split('\n');
    return { status: Number(status), body: JSON.parse(body) };
  };
  const list = async () => (await ask(examples.list, { HOST: host, CUSTOMER: customerId })).body.emails;
  expect((await ask(examples.create, { EMAIL: email })).status).toBeLessThan(300);
  expect(await list()).toContainEqual(expect.objectContaining({ email, name: 'New One' }));
  expect(await ask(examples.create, { EMAIL: email })).toMatchObject({
    status: 409,
    body: { message: expect.stringMatching(/exists/) },
  });
  expect((await ask(examples.remove, { EMAIL: email })).status).toBe(200);
  expect(JSON.stringify(await list())).not.toContain(email);
});
