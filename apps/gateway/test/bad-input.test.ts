import { once } from 'node:events';
import { createServer } from 'node:http';
import { providers } from '@rollcall/provider-registry';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { connect, connectionTo } from './support/connect.ts';
import { useGateway } from './support/gateway.ts';
import { type TestSandbox, useSandboxes } from './support/sandboxes.ts';

const gateway = useGateway();
const startSandbox = useSandboxes();
const sandboxes = new Map<string, TestSandbox>();

// One connection to each provider, called as the provider is.
beforeAll(async () => {
  for (const name of Object.keys(providers)) {
    const sandbox = await startSandbox({ seed: 4 }, name);
    sandboxes.set(name, sandbox);
    await connect(gateway, name, sandbox);
  }
});

function sandboxOf(provider: string): TestSandbox {
  const sandbox = sandboxes.get(provider);
  if (sandbox === undefined) throw new RangeError(`There is no sandbox of ${provider}.`);
  return sandbox;
}

/** The methods of the requests that something made to a provider. */
async function requestsOf<Answer>(provider: string, ask: () => Promise<Answer>) {
  const before = (await sandboxOf(provider).log()).length;
  const answer = await ask();
  return { answer, methods: (await sandboxOf(provider).log()).slice(before).map(({ method }) => method) };
}

describe('a connection is refused before anything is asked', () => {
  test.each([
    {
      provider: 'simple-inboxes',
      given: { credential: { apiKey: 'adbtd_live_0123' } },
      says: 'begins with adbtd_live_, as those of adbtd do: give the one of SimpleInboxes',
    },
    { provider: 'adbtd', given: { credential: { apiKey: 'si_live_0123' } }, says: '"apiKey" begins with si_live_' },
    { provider: 'mailbux', given: { credential: { apiKey: 'inf_0123' } }, says: '"apiKey" begins with inf_' },
    {
      provider: 'inframail',
      given: { credential: { apiKey: 'inf_1' } },
      says: '"customerId" is missing; "profileId" is missing. Its fields: apiKey, customerId, profileId.',
    },
    { provider: 'inframail', given: { config: {} }, says: '"hostOrderIds" is missing' },
    { provider: 'elastic-email', given: { credential: { apiKey: 'short' } }, says: '96 characters, or a GUID' },
    {
      provider: 'elastic-email',
      given: { config: { subaccounts: ['nobody'] } },
      says: '"subaccounts.0" must be the e-mail address of a sub-account',
    },
    { provider: 'mailbux', given: { config: { patchDialect: 'swedish' } }, says: '"patchDialect" must be "stalwart"' },
    { provider: 'simple-inboxes', given: { config: { moneyUnit: 'cents' } }, says: '"moneyUnit" must be major' },
  ])('at $provider with $given', async ({ provider, given, says }) => {
    const sandbox = sandboxOf(provider);
    const input = connectionTo(sandbox, { name: 'refused', provider, config: sandbox.settings, ...given });
    const { answer, methods } = await requestsOf(provider, () => gateway.mutate('connections.add', input));
    expect(answer.error).toMatchObject({ code: expect.stringMatching(/^invalid_(credential|config)$/) });
    expect(answer.error?.message).toContain(says);
    expect(methods).toEqual([]);
  });
});

describe('a base URL that', () => {
  const pages = Object.keys(providers).flatMap((provider) => [200, 404].map((status) => ({ provider, status })));
  test.each(pages)(
    'answers HTML under $status is named, and its page is not: $provider',
    async ({ provider, status }) => {
      const server = createServer((_request, response) =>
        response.writeHead(status, { 'content-type': 'text/html' }).end('<html><body>Canary, sign in</body></html>'),
      ).listen(0, '127.0.0.1');
      onTestFinished(() => void server.close());
      await once(server, 'listening');
      const address = server.address();
      const baseUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/login`;
      const { settings: config, credential } = sandboxOf(provider);
      const input = connectionTo({ baseUrl, credential }, { name: 'html', provider, config });
      const { error, text } = await gateway.mutate('connections.add', input);
      expect(error).toMatchObject({ code: 'provider_error', provider: { status } });
      expect(error?.message).toMatch(/something that is not JSON \(text\/html, \d+ bytes\) — check the base URL/);
      expect(error?.message).toContain(`The base URL is ${baseUrl}.`);
      expect(text).not.toContain('Canary');
    },
  );

  test.each(Object.keys(providers))('is of the provider with another path is named: %s', async (provider) => {
    const { settings: config, credential, baseUrl } = sandboxOf(provider);
    const elsewhere = `${new URL(baseUrl).origin}/elsewhere`;
    const input = connectionTo({ baseUrl: elsewhere, credential }, { name: 'elsewhere', provider, config });
    const { error } = await gateway.mutate('connections.add', input);
    // A 404 in the provider's own form is its refusal; one in another is no answer of its API.
    expect(error).toMatchObject({
      code: expect.stringMatching(/^provider_(error|refused)$/),
      provider: { status: 404 },
    });
    expect(error?.message).toContain(`The base URL is ${elsewhere}.`);
  });
});

test.each(['connections.add', 'connections.update'])(
  'a host that the provider does not know is named, even among others that it knows: %s',
  async (procedure) => {
    const sandbox = sandboxOf('inframail');
    const config = { hostOrderIds: [...[sandbox.settings['hostOrderIds']].flat(), '1234567890123'] };
    const input =
      procedure === 'connections.add'
        ? connectionTo(sandbox, { name: 'no-host', provider: 'inframail', config })
        : { name: 'inframail', provider: 'inframail', config };
    const { error } = await gateway.mutate(procedure, input);
    expect(error).toMatchObject({ code: 'provider_refused', provider: { kind: 'not_found' } });
    expect(error?.message).toContain('host 1234567890123: ');
    expect(error?.message).toContain('Host order 1234567890123 not found');
  },
);

test('a change of settings for another provider than the one of the connection is refused', async () => {
  const input = { name: 'inframail', provider: 'adbtd', config: {} };
  const { answer, methods } = await requestsOf('inframail', () => gateway.mutate('connections.update', input));
  expect(answer.error).toMatchObject({ code: 'bad_request' });
  expect(answer.error?.message).toContain('"inframail" is a connection to inframail: name that provider, or none');
  expect(methods).toEqual([]);
});

describe('a call is refused', () => {
  const shapes = 'must be a domain name such as';
  test.each<{ call: string; at: string; input: Readonly<Record<string, unknown>>; code: string; says: string }>([
    {
      call: 'providers.elastic-email.createApiKey',
      at: 'elastic-email',
      input: { Name: 'n', AccessLevel: ['ViewAll'] },
      code: 'invalid_input',
      says: '"AccessLevel.0" must be one of None, ViewAccount',
    },
    {
      call: 'providerKeys.create',
      at: 'elastic-email',
      input: { name: 'n', permissions: ['ViewAll'] },
      code: 'invalid_input',
      says: '"AccessLevel.0" must be one of None, ViewAccount',
    },
    {
      call: 'providers.elastic-email.createApiKey',
      at: 'elastic-email',
      input: { Name: 'n', AccessLevel: ['ViewReports'], RestrictAccessToIPRange: ['home'], Expires: 'soon' },
      code: 'invalid_input',
      says: '"RestrictAccessToIPRange.0" must be of the form of 203.0.113.0/24',
    },
    {
      call: 'inboxes.create',
      at: 'mailbux',
      input: { adress: 'ada@new.example' },
      code: 'invalid_input',
      says: 'input.address: is missing; input: there is no field adress.',
    },
    { call: 'domains.add', at: 'adbtd', input: { domain: 'not a domain' }, code: 'invalid_input', says: shapes },
    { call: 'domains.add', at: 'elastic-email', input: { domain: 'localhost' }, code: 'invalid_input', says: shapes },
    { call: 'domains.add', at: 'mailbux', input: { domain: 'a..example' }, code: 'invalid_input', says: shapes },
    {
      call: 'providers.adbtd.addDomain',
      at: 'adbtd',
      input: { name: 'not a domain' },
      code: 'invalid_input',
      says: '"name" must be of the form of acme.com',
    },
    {
      call: 'providers.elastic-email.addDomain',
      at: 'elastic-email',
      input: { Domain: 'not a domain' },
      code: 'invalid_input',
      says: '"Domain" must be of the form of',
    },
    {
      call: 'providers.mailbux.createPrincipal',
      at: 'mailbux',
      input: { type: 'domain', name: 'not a domain' },
      code: 'provider_refused',
      says: '"name" must be a domain name such as',
    },
    {
      call: 'providers.inframail.createEmailAccount',
      at: 'inframail',
      input: { email: 'ada@not a domain', password: 'hunter22' },
      code: 'invalid_input',
      says: '"email" must be of the form of ada@acme.com',
    },
    {
      call: 'domains.add',
      at: 'inframail',
      input: { domain: 'new.example' },
      code: 'not_supported',
      says: 'domains.add is not possible at Inframail: domains are ordered in its dashboard only',
    },
    {
      call: 'inboxes.setPassword',
      at: 'adbtd',
      input: { inbox: 'a@b.example', password: 'hunter22' },
      code: 'not_supported',
      says: 'inboxes.setPassword is not possible at adbtd',
    },
    {
      call: 'providers.adbtd.renameMailbox',
      at: 'adbtd',
      input: {},
      code: 'not_found',
      says: 'providers.adbtd.renameMailbox',
    },
    {
      call: 'providers.adbtd.listDomains',
      at: 'mailbux',
      input: {},
      code: 'unknown_operation',
      says: 'The connection "mailbux" is at mailbux, and this is an operation of adbtd',
    },
  ])('before anything is asked: $call with $input', async ({ call, at, input, code, says }) => {
    const { answer, methods } = await requestsOf(at, () => gateway.mutate(call, { connection: at, input }));
    expect(answer.error?.code).toBe(code);
    expect(answer.error?.message).toContain(says);
    expect(answer.text).not.toContain('hunter22');
    expect(methods).toEqual([]);
  });

  test('after a read has shown that it cannot succeed: a sixteenth API key', async () => {
    // Fifteen more than there are, as though somebody had made them in the dashboard.
    for (let index = 0; index < 15; index += 1) {
      await sandboxOf('elastic-email').change({ do: 'create', kind: 'api_key', name: `key-${index}` });
    }
    const input = { Name: 'one-more', AccessLevel: ['ViewReports'] };
    const { answer, methods } = await requestsOf('elastic-email', () =>
      gateway.mutate('providers.elastic-email.createApiKey', { connection: 'elastic-email', input }),
    );
    expect(answer.error).toMatchObject({ code: 'provider_refused', provider: { kind: 'conflict' } });
    expect(answer.error?.message).toMatch(/The account has \d+ API keys, and the provider allows 15: delete one first/);
    expect(methods).toEqual(['GET']);
  });

  test('by the provider, whose own code and message stand beside ours: a password that it does not take', async () => {
    const { id: email } = await sandboxOf('inframail').thing('inbox');
    const input = { email, password: 'short', updatePasswordIfEmailExists: true };
    const call = () => gateway.mutate('providers.inframail.createEmailAccount', { connection: 'inframail', input });
    const { answer, methods } = await requestsOf('inframail', call);
    expect(answer.error).toMatchObject({
      code: 'provider_refused',
      provider: { kind: 'rejected', code: 'bad_request', status: 400 },
    });
    expect(answer.error?.message).toContain('The password must have at least 8 characters — correct the input');
    expect(answer.text).not.toContain('"short"');
    expect(methods).toEqual(['POST']);
  });
});

test.each([
  { call: 'domains.add', at: 'adbtd', input: { domain: 'Bücher.Example.' } },
  { call: 'domains.add', at: 'elastic-email', input: { domain: 'Bücher.Example.' } },
  { call: 'domains.add', at: 'mailbux', input: { domain: 'Bücher.Example.' } },
  { call: 'providers.adbtd.addDomain', at: 'adbtd', input: { name: 'Straße-Bücher.example' } },
])('a domain in another script is sent in its ASCII form: $call at $at', async ({ call, at, input }) => {
  const { status, data } = await gateway.mutate(call, { connection: at, input });
  expect(status).toBe(200);
  const shown = JSON.stringify([data, await sandboxOf(at).things('domain')]);
  expect(shown).toMatch(/xn--b(cher-kva|-cher-)/i);
  expect(shown).not.toMatch(/ü/i);
});
