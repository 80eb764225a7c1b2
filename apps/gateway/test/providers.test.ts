import { providers as registry } from '@rollcall/provider-registry';
import { beforeAll, describe, expect, test } from 'vitest';
import { providers } from '../src/procedures/providers.ts';
import { connect, small } from './support/connect.ts';
import { useGateway } from './support/gateway.ts';
import { providerName, type TestSandbox, useSandboxes } from './support/sandboxes.ts';

const gateway = useGateway();
const startSandbox = useSandboxes();

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox(small);
  await connect(gateway, 'acme', sandbox);
});

const call = (operation: string, input: Readonly<Record<string, unknown>>) =>
  gateway.mutate(`providers.${providerName}.${operation}`, { connection: 'acme', input });

const recorded = async (): Promise<Record<string, unknown>[]> => {
  const { rows } = await gateway.owner.query(
    'select procedure, input, result from rollcall.operation order by operation_id',
  );
  return rows;
};

test('there is a procedure for every documented operation of every provider, and no other', () => {
  const documented = Object.values(registry).map(({ name, document }) => {
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    const ids = operations.map((operation) => (operation as { operationId?: string }).operationId); // By the document's own rules.
    return [name, ids.filter((id) => id !== undefined).sort()];
  });
  const offered = Object.entries(providers).map(([name, procedures]) => [name, Object.keys(procedures).sort()]);
  expect(Object.fromEntries(offered)).toEqual(Object.fromEntries(documented));
});

describe('a read', () => {
  test.each([
    { operation: 'getWorkspace', input: {} },
    { operation: 'listDomains', input: {} },
    { operation: 'listIps', input: {} },
    { operation: 'listMailboxes', input: {} },
  ])(
    '$operation answers what the provider does, and leaves no operation and no event',
    async ({ operation, input }) => {
      const events = async () =>
        (await gateway.owner.query('select count(*)::int as count from rollcall.audit_event')).rows[0].count;
      const before = { recorded: await recorded(), events: await events() };
      const { status, data } = await call(operation, input);
      expect(status).toBe(200);
      expect(data).toMatchObject({ operation: null, replayed: false });
      expect(data).toHaveProperty('result');
      expect({ recorded: await recorded(), events: await events() }).toEqual(before);
    },
  );

  test('of a message is one until it marks the message as seen: then it is a write, and is recorded', async () => {
    const inbox = await sandbox.thing('inbox');
    await sandbox.change({ do: 'deliver', to: inbox.name, subject: 'hello', text: 'canary-of-the-body' });
    const { data: listed } = await call('listMessages', { id: inbox.id, limit: 1 });
    const { result } = listed as { result: { messages: { uid: number; seen: boolean }[] } }; // As the document has it.
    const uid = result.messages[0]?.uid ?? 0;
    const seen = async () => {
      const again = (await call('listMessages', { id: inbox.id, limit: 1 })).data as typeof listed & {
        result: typeof result;
      };
      return again.result.messages[0]?.seen;
    };

    const read = await call('getMessage', { id: inbox.id, uid });
    expect(read.data).toMatchObject({
      result: { text: expect.stringContaining('canary-of-the-body') },
      operation: null,
    });
    expect(await recorded()).toEqual([]);
    expect(await seen()).toBe(false);

    const marked = await call('getMessage', { id: inbox.id, uid, markSeen: '1' });
    expect(marked.data).toMatchObject({ result: { uid }, operation: { state: 'succeeded' } });
    expect(await seen()).toBe(true);
    const [operation] = await recorded();
    expect(operation).toMatchObject({
      procedure: `${providerName}.getMessage`,
      input: { id: inbox.id, uid, markSeen: '1' },
    });
    expect(JSON.stringify(operation)).not.toContain('canary');
    expect(operation?.['result']).toMatchObject({ text: { $withheld: 'opaque', length: expect.any(Number) } });
  });

  test("that fails says so, with the provider's own code beside ours", async () => {
    await sandbox.fault({ operation: 'listMailboxes', fault: 'status', status: 429, retryAfter: 3 });
    const { status, error } = await call('listMailboxes', {});
    expect(status).toBe(502);
    expect(error).toMatchObject({
      code: 'provider_error',
      message: expect.stringMatching(/^rate_limited: .* — wait, then try again\.$/),
      provider: { kind: 'rate_limited', code: 'rate_limited', status: 429, retryAfterMs: 3_000 },
    });
  });
});

test('the body of a message that is sent is stored nowhere, and neither is what the provider says of it in full', async () => {
  const inbox = await sandbox.thing('inbox', 1);
  const input = {
    id: inbox.id,
    to: 'lena@client.example',
    subject: 'offer',
    text: 'canary-of-the-text',
    html: '<p>canary-of-the-html</p>',
  };
  const sent = await call('sendMessage', input);
  expect(sent).toMatchObject({ status: 200, data: { operation: { state: 'succeeded' } } });
  const operation = (await recorded()).at(-1);
  expect(operation?.['input']).toEqual({
    ...input,
    text: { $withheld: 'opaque', length: input.text.length },
    html: { $withheld: 'opaque', length: input.html.length },
  });
  expect(await everythingStored()).not.toContain('canary-of');
  expect(gateway.logged.join('')).not.toContain('canary-of');
});

test('what an answer looks like beside its document is kept, at once where it differs, and shown as a diff', async () => {
  const diff = async () => (await gateway.query('documents.diff', { connection: 'acme' })).data;
  expect(await diff()).toMatchObject({ data: { hunks: [], lookedAt: expect.any(String) } });
  await sandbox.fault({ operation: 'getMailbox', fault: 'extra_fields', fields: { warmup: 'canary-of-values' } });
  const [inbox] = await sandbox.things('inbox');
  expect(await call('getMailbox', { id: inbox?.id })).toMatchObject({ status: 200 });
  expect(await diff()).toMatchObject({
    data: {
      hunks: expect.arrayContaining([
        {
          ...{ pointer: '#/components/schemas/Mailbox', operations: ['getMailbox'], published: true },
          lines: expect.arrayContaining(['+  warmup: { type: string } # seen 1 times']),
        },
      ]),
    },
  });
  expect(await everythingStored()).not.toContain('canary-of-values');
});

/** Every row of every table, as text. */
async function everythingStored(): Promise<string> {
  const { rows: tables } = await gateway.owner.query(
    `select n.nspname || '.' || quote_ident(c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('rollcall', 'pgboss') and c.relkind = 'r'`,
  );
  let text = '';
  for (const { name } of tables) {
    const { rows } = await gateway.owner.query(`select coalesce(string_agg(t::text, ' '), '') as rows from ${name} t`);
    text += rows[0].rows;
  }
  return text;
}
