import { Operation } from '@rollcall/schema';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connect } from './support/connect.ts';
import { type Answer, useGateway } from './support/gateway.ts';
import { providerName, type TestSandbox, useSandboxes } from './support/sandboxes.ts';

const gateway = useGateway();
const startSandbox = useSandboxes();

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 3, sizes: { host: 2, domain: 3, inbox: 40 } });
  await connect(gateway, 'acme', sandbox);
});
beforeEach(async () => {
  await sandbox.clearFaults();
  // One that was answered with 429 slows down those after it.
  await gateway.owner.query('delete from rollcall.rate_budget');
});

const call = (operation: string, input: Readonly<Record<string, unknown>>, idempotencyKey?: string) =>
  gateway.mutate(`providers.${providerName}.${operation}`, {
    connection: 'acme',
    input,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  });

/** The newest operation on record. */
async function newest(): Promise<Operation | undefined> {
  const { data } = await gateway.query('operations.list', { limit: 1 });
  // The list's envelope; what is in it is parsed.
  const { data: [operation] = [] } = data as { data: unknown[] };
  return operation === undefined ? undefined : Operation.strict().parse(operation);
}

async function stored(id: string): Promise<Record<string, unknown>> {
  const { rows } = await gateway.owner.query('select * from rollcall.operation where operation_id = $1', [id]);
  return rows[0];
}

const eventsOf = async (id: string): Promise<string[]> => {
  const { rows } = await gateway.owner.query(
    'select type from rollcall.audit_event where operation_id = $1 order by event_id',
    [id],
  );
  return rows.map(({ type }) => type);
};

let inboxes = 0;
/** An inbox that no test has deleted yet. */
const nextInbox = async () => {
  inboxes += 1;
  return sandbox.thing('inbox', inboxes);
};

describe('a write', () => {
  test('at a connection that cannot be opened leaves nothing under way', async () => {
    const { id } = await nextInbox();
    const before = await newest();
    const configure = (config: unknown) => gateway.owner.query('update rollcall.connection set config = $1', [config]);
    await configure({ unheardOf: 1 });
    const answer = await call('deleteMailbox', { id, confirm: id }, 'unopened');
    expect(answer.error?.code).toBe('invalid_config');
    expect(await newest()).toEqual(before);
    await configure(sandbox.settings);
    expect(await call('deleteMailbox', { id, confirm: id }, 'unopened')).toMatchObject({ status: 200 });
  });

  test('that the provider took has succeeded, and is recorded step by step', async () => {
    const { id, name } = await nextInbox();
    const answer = await call('deleteMailbox', { id, confirm: id });
    const operation = await newest();
    expect(answer).toMatchObject({
      status: 200,
      data: { result: { deleted: name }, operation: { id: operation?.id, state: 'succeeded' }, replayed: false },
    });
    expect(operation).toMatchObject({
      state: 'succeeded',
      connection: 'acme',
      operation: `${providerName}.deleteMailbox`,
      input: { id, confirm: id },
      result: { deleted: name },
      error: null,
      settledAt: null,
    });
    expect(await eventsOf(operation?.id ?? '')).toEqual([
      'operation.accepted',
      'operation.dispatched',
      'operation.succeeded',
    ]);
    expect((await gateway.query('operations.get', { id: operation?.id })).data).toEqual({ data: operation });
  });

  interface Outcome {
    readonly what: string;
    readonly fault: Readonly<Record<string, unknown>>;
    readonly state: 'failed' | 'unknown';
    readonly kind: string;
    readonly providerCode?: string;
    readonly applied: boolean;
  }

  const refused = (status: number, kind: string, providerCode: string): Outcome => ({
    what: `a ${status}`,
    fault: { fault: 'status', status },
    state: 'failed',
    kind,
    providerCode,
    applied: false,
  });

  test.each<Outcome>([
    refused(400, 'rejected', 'validation_error'),
    refused(401, 'unauthorized', 'unauthorized'),
    refused(402, 'payment_required', 'payment_required'),
    refused(404, 'not_found', 'not_found'),
    refused(409, 'conflict', 'conflict'),
    refused(429, 'rate_limited', 'rate_limited'),
    refused(503, 'unavailable', 'inventory_unavailable'),
    { what: 'a 500', fault: { fault: 'status', status: 500 }, state: 'unknown', kind: 'unavailable', applied: false },
    {
      what: 'an undocumented 503',
      fault: { fault: 'status', status: 503, code: 'maintenance' },
      state: 'unknown',
      kind: 'unavailable',
      applied: false,
    },
    { what: 'a cut connection', fault: { fault: 'drop' }, state: 'unknown', kind: 'unavailable', applied: false },
    {
      what: 'a cut connection after it was done',
      fault: { fault: 'apply_then_drop' },
      state: 'unknown',
      kind: 'unavailable',
      applied: true,
    },
    { what: 'half an answer', fault: { fault: 'truncate' }, state: 'unknown', kind: 'unavailable', applied: true },
    {
      what: 'half an answer that says it is whole',
      fault: { fault: 'truncate', quietly: true },
      state: 'unknown',
      kind: 'unrecognised',
      applied: true,
    },
    { what: 'a page of HTML', fault: { fault: 'not_json' }, state: 'unknown', kind: 'unrecognised', applied: true },
    {
      what: 'an answer of another shape',
      fault: { fault: 'malformed', field: 'deleted', value: 5 },
      state: 'unknown',
      kind: 'unrecognised',
      applied: true,
    },
  ])('that is answered by $what is $state ($kind)', async ({ fault, state, kind, providerCode = null, applied }) => {
    const { id } = await nextInbox();
    await sandbox.fault({ operation: 'deleteMailbox', ...fault });
    const { status, error } = await call('deleteMailbox', { id, confirm: id });
    const operation = await newest();
    const refused = ['rejected', 'payment_required', 'not_found', 'conflict'].includes(kind);
    expect({ status, code: error?.code }).toEqual({
      status: refused ? 422 : 502,
      code: state === 'unknown' ? 'operation_unknown' : refused ? 'provider_refused' : 'provider_error',
    });
    expect(error).toMatchObject({ operationId: operation?.id, provider: { kind } });
    expect(operation).toMatchObject({ state, input: { id, confirm: id }, result: null, error: { kind } });
    if (state === 'failed') {
      expect(operation?.error?.providerCode).toBe(providerCode);
      expect(error?.provider?.code).toBe(providerCode);
      expect(error?.message).toMatch(new RegExp(`^${kind}: .* — .+\\.$`));
    } else {
      expect(error?.message).toMatch(
        /the operation is unknown, and it is looked by itself what became of it \("operations" says when\)\. Do not send it again/,
      );
    }
    expect(operation?.settledAt === null).toBe(state === 'unknown');
    expect((await eventsOf(operation?.id ?? '')).at(-1)).toBe(`operation.${state}`);
    const left = await sandbox.things('inbox');
    expect(left.some((inbox) => inbox.id === id)).toBe(!applied);
    if (applied) inboxes -= 1;
  });

  test('that waits for its answer longer than anybody would is unknown', async () => {
    const { id } = await nextInbox();
    await sandbox.fault({ operation: 'deleteMailbox', fault: 'apply_then_hang' });
    const { error } = await call('deleteMailbox', { id, confirm: id });
    expect(error).toMatchObject({ code: 'operation_unknown', provider: { kind: 'unavailable' } });
    expect(await newest()).toMatchObject({
      state: 'unknown',
      error: { message: expect.stringMatching(/no whole answer within 30 s/) },
    });
    inboxes -= 1;
  }, 40_000);

  test('that needs paying for says where', async () => {
    await sandbox.change({ do: 'payment', required: true });
    const { error } = await call('addDomain', { name: 'paid.example' });
    await sandbox.change({ do: 'payment', required: false });
    expect(error).toMatchObject({
      code: 'provider_refused',
      provider: { kind: 'payment_required' },
      details: { extras: { checkoutUrl: expect.stringMatching(/^https:/) } },
    });
  });

  test('leaves what it expects listings to show', async () => {
    await call('createMailboxes', { emails: [`New.One@${(await sandbox.thing('domain')).name}`] });
    const operation = await newest();
    expect((await stored(operation?.id ?? ''))['expectations']).toEqual([
      { becomes: 'present', kind: 'inbox', name: `new.one@${(await sandbox.thing('domain')).name}` },
    ]);
  });

  test('of a connection whose provider is another is refused before it is recorded', async () => {
    const before = await newest();
    const { error } = await gateway.mutate(`providers.${providerName}.deleteMailbox`, {
      connection: 'nobody',
      input: { id: 'mb_1', confirm: 'mb_1' },
    });
    expect(error?.code).toBe('connection_not_found');
    expect(await newest()).toEqual(before);
  });
});

describe('an idempotency key', () => {
  const deletions = async () =>
    (await sandbox.log()).filter(({ operationId }) => operationId === 'deleteMailbox').length;

  test('answers the second call as the first, without asking the provider', async () => {
    const { id, name } = await nextInbox();
    const first = await call('deleteMailbox', { id, confirm: id }, 'again');
    const sent = await deletions();
    const second = await call('deleteMailbox', { id, confirm: id }, 'again');
    expect(second).toMatchObject({ status: 200, data: { result: { deleted: name }, replayed: true } });
    expect(operationIn(second)).toEqual(operationIn(first));
    expect(await deletions()).toBe(sent);
  });

  test.each([
    { fault: { fault: 'status', status: 409 }, code: 'provider_refused' },
    { fault: { fault: 'apply_then_drop' }, code: 'operation_unknown' },
  ])('answers the second call with the same failure: $code', async ({ fault, code }) => {
    const { id } = await nextInbox();
    await sandbox.fault({ operation: 'deleteMailbox', ...fault });
    const first = await call('deleteMailbox', { id, confirm: id }, `failed ${code}`);
    const sent = await deletions();
    const second = await call('deleteMailbox', { id, confirm: id }, `failed ${code}`);
    expect([first.error?.code, second.error?.code]).toEqual([code, code]);
    expect(second.error?.operationId).toBe(first.error?.operationId);
    expect(second.error?.provider?.kind).toBe(first.error?.provider?.kind);
    expect(await deletions()).toBe(sent);
    if (code === 'operation_unknown') inboxes -= 1;
  });

  test('is refused for another input, and for another operation', async () => {
    const { id } = await nextInbox();
    await call('deleteMailbox', { id, confirm: id }, 'taken');
    const other = await nextInbox();
    for (const answer of [
      await call('deleteMailbox', { id: other.id, confirm: other.id }, 'taken'),
      await call('releaseIp', { id, confirm: id }, 'taken'),
    ]) {
      expect(answer).toMatchObject({ status: 422, error: { code: 'idempotency_mismatch' } });
    }
  });

  test('does not care for the order of the input, nor for a default that is written out', async () => {
    const name = 'ordered.example';
    const first = await call('addDomain', { name, mode: 'byo' }, 'ordered');
    const second = await call('addDomain', { mode: 'byo', name }, 'ordered');
    const third = await call('addDomain', { name }, 'ordered');
    expect(operationIn(second)).toEqual(operationIn(first));
    expect(operationIn(third)).toEqual(operationIn(first));
  });

  test('is not used up by what is refused before it is sent', async () => {
    const { id } = await nextInbox();
    const { token } = await gateway.key(['inventory:read']);
    const request = { connection: 'acme', input: { id, confirm: id }, idempotencyKey: 'kept' };
    const path = `providers.${providerName}.deleteMailbox`;
    expect((await gateway.mutate(path, request, token)).status).toBe(403);
    expect((await gateway.mutate(path, { ...request, input: { id: '' } })).status).toBe(400);
    await gateway.mutate('connections.pause', { name: 'acme' });
    expect((await gateway.mutate(path, request)).status).toBe(409);
    await gateway.mutate('connections.resume', { name: 'acme' });
    expect((await gateway.mutate(path, request)).status).toBe(200);
  });

  test('sends one request for ten calls at once, and tells nine that it is under way', async () => {
    const { id } = await nextInbox();
    await sandbox.fault({ operation: 'deleteMailbox', fault: 'delay', ms: 500 });
    const sent = await deletions();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => call('deleteMailbox', { id, confirm: id }, 'stampede')),
    );
    expect(await deletions()).toBe(sent + 1);
    const codes = answers.map(({ status, error }) => (status === 200 ? 'done' : error?.code)).sort();
    expect(codes).toEqual(['done', ...Array.from({ length: 9 }, () => 'idempotency_in_flight')]);
    const ids = new Set(answers.map((answer) => answer.error?.operationId ?? operationIn(answer)?.id));
    expect(ids.size).toBe(1);
  });
});

test('without the key, ten calls at once are ten requests', async () => {
  const sent = (await sandbox.log()).length;
  await Promise.all(Array.from({ length: 10 }, () => call('deleteMailbox', { id: 'mb_nobody', confirm: 'mb_nobody' })));
  expect((await sandbox.log()).length - sent).toBe(10);
});

test('operations are listed page by page, by state and connection', async () => {
  const all: string[] = [];
  let cursor: string | null | undefined;
  do {
    const { data } = await gateway.query('operations.list', { limit: 7, ...(cursor ? { cursor } : {}) });
    const page = data as { data: { id: string }[]; nextCursor: string | null }; // The list's envelope.
    all.push(...page.data.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  const { rows } = await gateway.owner.query(
    'select operation_id as id from rollcall.operation order by operation_id desc',
  );
  expect(all).toEqual(rows.map(({ id }) => id));
  const unknown = await gateway.query('operations.list', { state: 'unknown', connection: 'acme', limit: 100 });
  const { data: found } = unknown.data as { data: { state: string }[] }; // Like above.
  expect(found.length).toBeGreaterThan(3);
  expect(new Set(found.map(({ state }) => state))).toEqual(new Set(['unknown']));
});

function operationIn({ data }: Answer): { id: string; state: string } | undefined {
  // What every call answers.
  return (data as { operation: { id: string; state: string } } | undefined)?.operation;
}
