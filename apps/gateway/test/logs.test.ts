import { connect as connectTo } from 'node:net';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connect } from './support/connect.ts';
import { type Answer, useGateway } from './support/gateway.ts';
import { providerName, type TestSandbox, useSandboxes } from './support/sandboxes.ts';

// What the log and the records say of requests and of whose they are. No SDK of OpenTelemetry runs here.

const gateway = useGateway();
const startSandbox = useSandboxes();

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 3, sizes: { host: 2, domain: 3, inbox: 12 } });
  await connect(gateway, 'acme', sandbox);
});
beforeEach(() => {
  gateway.logged.length = 0;
});

type Line = Readonly<Record<string, unknown>>;
const lines = (msg: string): readonly Line[] =>
  gateway.logged.map((line): Line => JSON.parse(line)).filter((line) => line['msg'] === msg);
/** A line is written when its answer has gone out, which its caller may see first. */
const finished = async (msg = 'request finished'): Promise<Line> => {
  await expect.poll(() => lines(msg)).toHaveLength(1);
  return lines(msg)[0] ?? {};
};

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
const headers = () => ({ authorization: `Bearer ${gateway.adminKey}`, 'content-type': 'application/json' });
const post = (procedure: string, input: unknown, more: Readonly<Record<string, string>> = {}) =>
  gateway.request(`/trpc/${procedure}`, {
    method: 'POST',
    headers: { ...headers(), ...more },
    body: typeof input === 'string' ? input : JSON.stringify(input),
  });
const level = { error: 50, warn: 40, info: 30, debug: 20 };

const deletion = async () => {
  const { id } = await sandbox.thing('inbox', 1);
  return { connection: 'acme', input: { id, confirm: id } };
};
const deleteMailbox = `providers.${providerName}.deleteMailbox`;

describe('a request is one line when it is over', () => {
  test('of a change, with whose it was and what became of it', async () => {
    const { status, data } = await post(deleteMailbox, await deletion(), { traceparent, 'x-request-id': 'request-1' });
    expect(status).toBe(200);
    const about = { requestId: 'request-1', keyId: expect.any(String), workspaceId: expect.any(String), traceId };
    const line = await finished();
    expect(line).toMatchObject({ ...about, level: level.info, method: 'POST', status: 200, procedure: deleteMailbox });
    expect(line['ms']).toBeGreaterThan(0);
    const { id } = (data as { operation: { id: string } }).operation;
    const of = { operationId: id, connection: 'acme', connectionId: expect.any(String), provider: providerName };
    expect(lines('operation answered')).toMatchObject([{ ...about, ...of, level: level.info, state: 'succeeded' }]);
    expect(gateway.logged.join('')).not.toContain('confirm');
  });

  test.each([
    { what: 'a read', asks: () => gateway.query('operations.list', {}), want: { level: level.debug, status: 200 } },
    {
      what: 'several reads',
      asks: () => gateway.request('/trpc/runs.list,events.list?batch=1&input={"0":{},"1":{}}', { headers: headers() }),
      want: { level: level.debug, status: 200, procedure: 'runs.list,events.list' },
    },
    {
      what: 'what is refused to a key',
      asks: () => gateway.query('operations.list', { connection: 'none' }),
      want: { level: level.info, status: 404, code: 'connection_not_found', procedure: 'operations.list' },
    },
    {
      what: 'what nobody finds',
      asks: () => gateway.request('/canary', { headers: headers() }),
      want: { level: level.debug, status: 404, code: 'not_found' },
    },
    {
      what: 'a stranger',
      asks: () => gateway.mutate('keys.create', {}, 'rc_live_canary'),
      want: { level: level.debug, status: 401, code: 'unauthenticated' },
    },
    {
      what: 'what is no JSON',
      asks: () => post('keys.create', '{"canary'),
      want: { level: level.info, status: 400, code: 'bad_request' },
    },
  ])('of $what', async ({ asks, want }) => {
    const { headers: answered } = await asks();
    expect(await finished()).toMatchObject({ ...want, requestId: answered.get('x-request-id') });
    expect(gateway.logged.join('')).not.toContain('canary');
  });

  test('that nobody waits for any more says so', async () => {
    const { hostname, port } = new URL(gateway.url);
    const lock = await gateway.owner.connect();
    await lock.query('begin; lock table rollcall.operation in access exclusive mode');
    const socket = connectTo(Number(port), hostname);
    socket.write(
      `GET /trpc/operations.list?input={} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${gateway.adminKey}\r\n\r\n`,
    );
    await expect
      .poll(
        async () =>
          (
            await lock.query(`select from pg_stat_activity where wait_event_type = 'Lock'
        and datname = current_database()`)
          ).rowCount,
      )
      .toBeGreaterThan(0);
    socket.destroy();
    expect(await finished('request broken off')).toMatchObject({ procedure: 'operations.list' });
    await lock.query('rollback');
    lock.release();
  });

  test('and whoever watches the gateway leaves none', async () => {
    for (const path of ['/healthz', '/readyz']) await gateway.request(path);
    await gateway.query('runs.list', {});
    await finished();
    expect(gateway.logged).toHaveLength(1);
  });
});

describe('what a caller says of its trace is kept', () => {
  const kept = async (table: string, id: string): Promise<readonly unknown[]> => {
    const { rows } = await gateway.owner.query(
      `select distinct traceparent from rollcall.${table} where operation_id = $1`,
      [id],
    );
    return rows.map((row) => row.traceparent);
  };
  const operationIn = ({ data }: Answer) => (data as { operation: { id: string } }).operation.id;

  test.each([
    { what: 'in its one form', said: { traceparent }, want: traceparent },
    { what: 'unless nothing is said', said: {}, want: null },
    { what: 'unless it is none', said: { traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` }, want: null },
    { what: 'unless it is something else', said: { traceparent: 'canary' }, want: null },
  ])('$what', async ({ said, want }) => {
    const id = operationIn(await post(deleteMailbox, await deletion(), said));
    expect(await kept('operation', id)).toEqual([want]);
    expect(await kept('audit_event', id)).toEqual([want]);
    expect((await finished())['traceId']).toBe(want?.split('-')[1]);
  });

  test('by what is carried out in the background, too', async () => {
    const { input } = await deletion();
    const plan = await post('operations.plan', {
      groups: [{ connection: 'acme', procedure: deleteMailbox.replace('providers.', ''), items: [{ id: input.id }] }],
    });
    const { data } = plan.data as { data: { id: string; hash: string } };
    await post('operations.applyPlan', { planId: data.id, hash: data.hash }, { traceparent });
    await expect.poll(() => lines('operation answered')).toHaveLength(1);
    const [line] = lines('operation answered');
    expect(line).toMatchObject({ bulkId: data.id, traceId, connection: 'acme', keyId: expect.any(String) });
    expect(line).not.toHaveProperty('requestId');
    expect(await kept('operation', String(line?.['operationId']))).toEqual([traceparent]);
    expect(await kept('audit_event', String(line?.['operationId']))).toEqual([traceparent]);
  });
});

describe('what a caller sends is in no log, whatever breaks', () => {
  const canary = 'canary-6d0f3b';
  const planted = (table: string, body: string) =>
    gateway.owner.query(`
      create or replace function rollcall.plant() returns trigger language plpgsql as $plant$ begin ${body}; return new; end $plant$;
      create or replace trigger plant before insert on rollcall.${table} for each row execute function rollcall.plant()`);
  const unplanted = () => gateway.owner.query('drop function if exists rollcall.plant cascade');
  const message = async () => {
    const { id, name } = await sandbox.thing('inbox');
    return {
      connection: 'acme',
      input: { id, to: name, subject: canary, text: `${canary} text`, html: `<p>${canary}</p>` },
    };
  };

  test.each([
    { what: 'its input', asks: () => post('keys.create', { name: canary, [canary]: canary, scopes: [canary] }) },
    { what: 'a body that is no JSON', asks: () => post('keys.create', `{"name": ${canary}`) },
    { what: 'its address', asks: () => gateway.request(`/trpc/${canary}?input=${canary}`, { headers: headers() }) },
    {
      what: 'a header',
      asks: () =>
        post(
          'keys.create',
          {},
          { cookie: canary, 'x-request-id': `${canary} x`, traceparent: canary, 'x-forwarded-for': canary },
        ),
    },
    {
      what: 'its key',
      asks: () => post('keys.create', {}, { authorization: `Bearer rc_live_${canary.replaceAll('-', '')}` }),
    },
    {
      what: 'a credential that is refused',
      asks: () =>
        post('connections.add', {
          name: 'other',
          provider: providerName,
          baseUrl: sandbox.baseUrl,
          credential: { apiKey: canary },
        }),
    },
    {
      what: 'a URL with a password',
      asks: () =>
        post('connections.add', {
          name: 'other',
          provider: providerName,
          baseUrl: `http://me:${canary}@127.0.0.1:1`,
          credential: sandbox.credential,
        }),
    },
    {
      what: 'a message that the provider refuses',
      async asks() {
        await sandbox.fault({ operation: 'sendMessage', fault: 'status', status: 422, code: `password=${canary}9` });
        return post(`providers.${providerName}.sendMessage`, await message());
      },
    },
    {
      what: 'a message whose answer is lost',
      async asks() {
        await sandbox.fault({ operation: 'sendMessage', fault: 'drop' });
        return post(`providers.${providerName}.sendMessage`, await message());
      },
    },
    {
      what: 'a value that PostgreSQL cannot take',
      async asks() {
        await planted('operation', `perform (new.input ->> 'subject')::uuid`);
        return post(`providers.${providerName}.sendMessage`, await message());
      },
    },
    {
      what: 'a row that breaks a rule',
      async asks() {
        await planted(
          'operation',
          `insert into rollcall.workspace (workspace_id, name) values (null, new.input ->> 'subject')`,
        );
        return post(`providers.${providerName}.sendMessage`, await message());
      },
    },
  ])('of $what', async ({ asks }) => {
    try {
      expect((await asks()).status).not.toBe(200);
      await finished();
    } finally {
      await unplanted();
      await sandbox.clearFaults();
      await gateway.owner.query('delete from rollcall.rate_budget');
    }
    const logged = gateway.logged.join('');
    expect(logged).not.toContain(canary);
    expect(logged).not.toContain(canary.replaceAll('-', ''));
    expect(logged).not.toContain('rc_live_');
  });
});
