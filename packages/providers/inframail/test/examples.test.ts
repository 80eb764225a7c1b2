import { runExample } from '@rollcall/provider-kit/testing';
import { expect, test } from 'vitest';
import { hostsOf, start } from './fixture.ts';

/**
 * The provider shows its examples to subscribers only; its article names what each of the three requests is made of, and
 * these have exactly that: by curl as there, and by Python as public clients make them.
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

const byPython = `
import json
import requests

url = "https://app.inframail.io/api/v1/host/operations/email"
headers = {"x-api-key": "inf_your_key"}
email = {"profileId": "YOUR_PROFILE_ID", "email": "EMAIL"}
params = {"hostOrderId": "HOST", "customerId": "CUSTOMER", "profileId": "YOUR_PROFILE_ID"}

def request(method, **given):
    response = requests.request(method, url, headers=headers, **given)
    response.raise_for_status()
    return response.json()

before = request("GET", params=params)["emails"]
request("POST", json={**email, "password": "Python-password-1", "name": "New One", "mode": "add",
                      "updatePasswordIfEmailExists": True})
during = request("GET", params=params)["emails"]
request("DELETE", json=email)
after = request("GET", params=params)["emails"]
print(json.dumps([len(during) - len(before), len(after) - len(before)]))
`;

test('the three operations by Python, with the fields that public clients add', async (context) => {
  const sandbox = await start();
  const { apiKey = '', customerId = '', profileId = '' } = sandbox.credential;
  const replacing = {
    'https://app.inframail.io/api/v1': sandbox.baseUrl,
    ...{ inf_your_key: apiKey, YOUR_PROFILE_ID: profileId, CUSTOMER: customerId },
    ...{ HOST: hostsOf(sandbox)[0] ?? '', EMAIL: 'by-python@alder-desk.example' },
  };
  const printed = await runExample(context, { language: 'python', text: byPython, replacing });
  expect(JSON.parse(printed)).toEqual([1, 0]);
});
