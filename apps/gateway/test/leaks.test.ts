import { once } from 'node:events';
import type { Server } from 'node:http';
import { openDatabase } from '@rollcall/db';
import { RollcallError } from '@rollcall/schema';
import { TRPCError } from '@trpc/server';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createServer } from '../src/http/server.ts';
import { procedureFor, router } from '../src/trpc.ts';
import { connect, small } from './support/connect.ts';
import { type Answer, bodyOf, restBodyOf, useGateway } from './support/gateway.ts';
import { providerName, type TestSandbox, useSandboxes } from './support/sandboxes.ts';

// What breaks inside is told by its code alone. Every answer is searched at the end, too, for what betrays the inside.

const gateway = useGateway();
const startSandbox = useSandboxes();
/** In every error that is thrown here, and in no answer. */
const canary = 'canary-7f3a';

const internal = {
  code: 'internal',
  message: 'Something went wrong here: the log has it under this request id.',
  details: {},
};

function expectInternal({ status, error, headers, text }: Answer): void {
  expect({ status, error }).toEqual({ status: 500, error: internal });
  expect(text).not.toContain(canary);
  const id = String(headers.get('x-request-id'));
  expect(gateway.logged.filter((line) => line.includes(id) && line.includes('"level":50'))).toHaveLength(1);
}

describe('what a procedure throws', () => {
  const circle = Object.assign(new Error(canary), { self: {} });
  circle.self = circle;
  const getters = Object.defineProperties(new Error(canary), {
    code: { get: () => throwing(new Error(canary)), enumerable: true },
    cause: { get: () => throwing(new TypeError(canary)), enumerable: true },
  });
  const misparsed = (): unknown => z.object({ [canary]: z.literal(canary) }).parse({ [canary]: 1 });
  const thrown: Readonly<Record<string, () => unknown>> = {
    error: () => new Error(canary, { cause: new Error(canary) }),
    circle: () => circle,
    getters: () => getters,
    object: () => ({ message: canary, code: canary, stack: canary, toJSON: () => throwing(new Error(canary)) }),
    objectOfGetters: () =>
      Object.defineProperty({}, 'message', { get: () => throwing(new Error(canary)), enumerable: true }),
    proxy: () => new Proxy({}, { get: () => throwing(new Error(canary)), ownKeys: () => throwing(new Error(canary)) }),
    string: () => canary,
    nothing: () => null,
    undefined: () => undefined,
    symbol: () => Symbol(canary),
    function: () => () => canary,
    huge: () => new Error(canary.repeat(500_000)),
    trpc: () => new TRPCError({ code: 'INTERNAL_SERVER_ERROR', message: canary, cause: new Error(canary) }),
    aggregate: () => new AggregateError([new Error(canary)], canary),
    // Our own data that is not as we thought is a fault of ours, and no mistake of the caller's.
    zod: () => caught(misparsed),
  };
  const meta = { scope: 'inventory:read', cost: 'read', audit: 'none', summary: 'Throws.' } as const;
  const Name = z.strictObject({ name: z.string() });
  const thrower = router({
    query: procedureFor({ ...meta, rest: 'GET /query' })
      .input(Name)
      .query(({ input }) => throwing(thrown[input.name]?.())),
    mutation: procedureFor({ ...meta, rest: 'POST /mutation' })
      .input(Name)
      .mutation(({ input }) => throwing(thrown[input.name]?.())),
    told: procedureFor({ ...meta, rest: 'GET /told' }).query(() =>
      throwing(
        new RollcallError('scope_missing', 'No.', { cause: new Error(canary), details: { scope: 'x', sql: canary } }),
      ),
    ),
    unreadable: procedureFor({ ...meta, rest: 'GET /unreadable' }).query(() => ({
      toJSON: () => throwing(new Error(canary)),
    })),
  });
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createServer(gateway.gateway, { router: thrower }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });
  const ask = async (path: string, body?: string): Promise<Answer> => {
    const headers = { authorization: `Bearer ${gateway.adminKey}`, 'content-type': 'application/json' };
    const response = await fetch(`${url}/trpc/${path}`, {
      headers,
      ...(body === undefined ? {} : { body, method: 'POST' }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, ...bodyOf(text) };
  };
  const askRest = async (path: string, init?: RequestInit): Promise<Answer> => {
    const headers = { authorization: `Bearer ${gateway.adminKey}`, 'content-type': 'application/json' };
    const response = await fetch(`${url}/v1/${path}`, { headers, ...init });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, ...restBodyOf(text) };
  };

  test.each(Object.keys(thrown))('is said to be a fault of ours, and logged: %s', async (name) => {
    expectInternal(await ask(`query?input=${JSON.stringify({ name })}`));
    expectInternal(await ask('mutation', JSON.stringify({ name })));
    expectInternal(await askRest(`query?name=${encodeURIComponent(name)}`));
    expectInternal(await askRest('mutation', { method: 'POST', body: JSON.stringify({ name }) }));
  });

  test('is shown as far as its code allows', async () => {
    const { status, error, text } = await ask('told');
    expect({ status, error }).toEqual({
      status: 403,
      error: { code: 'scope_missing', message: 'No.', details: { scope: 'x' } },
    });
    expect(text).not.toContain(canary);
  });

  test('leaves the server as it was, also where the answer itself cannot be written', async () => {
    expect((await ask('unreadable')).status).toBe(500);
    expect((await askRest('unreadable')).status).toBe(500);
    expect((await ask('told')).status).toBe(403);
  });
});

describe('an error of PostgreSQL', () => {
  const planted = (body: string) => `
    create or replace function rollcall.plant() returns trigger language plpgsql as $plant$ begin ${body}; return new; end $plant$;
    create or replace trigger plant before insert on rollcall.api_key for each row execute function rollcall.plant()`;
  const make = () => gateway.mutate('keys.create', { name: `${canary}-key`, scopes: ['inventory:read'] });
  afterAll(() =>
    gateway.owner.query('drop trigger if exists plant on rollcall.api_key; drop function if exists rollcall.plant'),
  );

  test.each([
    { what: 'syntax', body: `execute 'selec ${canary}'` },
    { what: 'a column that is not there', body: `execute 'select "${canary}" from rollcall.api_key'` },
    { what: 'a table that is not there', body: `execute 'select from rollcall."${canary}"'` },
    { what: 'a division', body: 'perform 1 / 0' },
    { what: 'a cast', body: `perform '${canary}'::uuid` },
    { what: 'a key twice', body: 'new.key_id := (select key_id from rollcall.api_key limit 1)' },
    { what: 'a value that must be', body: 'new.scopes := null' },
    { what: 'a check', body: 'new.units_per_minute := -1' },
    { what: 'a foreign key', body: `new.replaced_by := new.key_id || 'x'` },
    { what: 'a right', body: 'delete from rollcall.audit_event' },
    {
      what: 'an exception',
      body: `raise exception '${canary} %', repeat('x', 10000) using detail = '${canary}', hint = '${canary}'`,
    },
    { what: 'too deep a stack', body: `raise exception using errcode = '54001', message = '${canary}'` },
  ])('is a fault of ours: $what', async ({ body }) => {
    await gateway.owner.query(planted(body));
    expectInternal(await make());
  });

  test('of two that wait for each other is one to try again', async () => {
    const other = await gateway.owner.connect();
    await gateway.owner.query(
      'create table if not exists rollcall.planted_lock (id int); grant all on rollcall.planted_lock to rollcall_gateway',
    );
    await gateway.owner.query(planted('lock table rollcall.planted_lock in access exclusive mode'));
    try {
      // The other one looks for a deadlock later than ours does, which is therefore the one that is ended.
      await other.query(
        `set deadlock_timeout = '10s'; begin; lock table rollcall.planted_lock in access exclusive mode`,
      );
      const making = make();
      const waiting = `select from pg_locks where not granted and relation = 'rollcall.planted_lock'::regclass`;
      await expect.poll(async () => (await gateway.owner.query(waiting)).rowCount, { timeout: 10_000 }).toBe(1);
      await other.query('lock table rollcall.api_key in access exclusive mode');
      const answer = await making;
      expect({ status: answer.status, error: answer.error }).toMatchObject({
        status: 503,
        error: { code: 'overloaded', details: { retryAfterMs: 1_000 } },
      });
    } finally {
      await other.query('rollback');
      other.release(true);
      await gateway.owner.query('drop table rollcall.planted_lock cascade');
    }
  });
});

test('a read that takes too long is ended in PostgreSQL as well', async () => {
  const { rows } = await gateway.owner.query<{ setconfig: string[] | null }>(
    `select setconfig from pg_db_role_setting where setrole = $1::regrole`,
    [new URL(gateway.urls.gatewayUrl).username],
  );
  expect(rows[0]?.setconfig).toEqual(['statement_timeout=30000']);
  const db = openDatabase(`${gateway.urls.gatewayUrl}?options=-c%20statement_timeout%3D150`, {
    max: 2,
    name: 'in haste',
  });
  const server = createServer({ ...gateway.gateway, db }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/trpc/operations.list?input={}`;
  const headers = { authorization: `Bearer ${gateway.adminKey}` };
  expect((await fetch(url, { headers })).status).toBe(200);
  const lock = await gateway.owner.connect();
  try {
    await lock.query('begin; lock table rollcall.operation in access exclusive mode');
    const answer = await fetch(url, { headers });
    expect(answer.status).toBe(504);
    expect(bodyOf(await answer.text()).error?.code).toBe('deadline_exceeded');
    const waiting = await gateway.owner.query(
      // Copies of one database have equal ids.
      `select from pg_locks where not granted and relation = 'rollcall.operation'::regclass
        and database = (select oid from pg_database where datname = current_database())`,
    );
    expect(waiting.rowCount).toBe(0);
  } finally {
    await lock.query('rollback');
    lock.release();
    server.close();
    server.closeAllConnections();
    await db.destroy();
  }
});

describe('what a provider answers', () => {
  let sandbox: TestSandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ ...small, sizes: { host: 2, domain: 2, inbox: 12 } });
    await connect(gateway, 'acme', sandbox);
  });
  beforeEach(async () => {
    await sandbox.clearFaults();
    await gateway.owner.query('delete from rollcall.rate_budget');
  });
  const trace = `Error: no\n    at handle (/srv/app/handle.js:1:2)`;

  test.each([
    { what: 'a page', fault: { fault: 'not_json', status: 500 } },
    { what: 'a page as a success', fault: { fault: 'not_json' } },
    { what: 'a code with a password', fault: { fault: 'status', status: 400, code: `password=${canary}9` } },
    { what: 'a code with a token', fault: { fault: 'status', status: 403, code: `Bearer ${canary}0123456789` } },
    {
      what: 'a code with a database',
      fault: { fault: 'status', status: 503, code: `mysql://app:${canary}@db/app` },
    },
    { what: 'a code with a trace', fault: { fault: 'status', status: 409, code: `no ${trace} ${canary}` } },
    { what: 'a huge code', fault: { fault: 'status', status: 422, code: `${'x'.repeat(200)}${canary}` } },
    { what: 'an answer of another form', fault: { fault: 'malformed', field: 'deleted', value: { [canary]: canary } } },
  ])('is told without what is nobody’s business: $what', async ({ fault }) => {
    const { id } = await sandbox.thing('inbox');
    await sandbox.fault({ operation: 'deleteMailbox', ...fault });
    const answer = await gateway.mutate(`providers.${providerName}.deleteMailbox`, {
      connection: 'acme',
      input: { id, confirm: id },
    });
    expect(answer.error?.code).toMatch(/^(provider_error|provider_refused|operation_unknown)$/);
    expect(answer.error?.provider).toEqual({
      kind: expect.any(String),
      code: expect.toSatisfy((code: unknown) => code === null || String(code).length <= 100),
      message: expect.toSatisfy((message: unknown) => message === null || String(message).length <= 500),
      status: expect.toSatisfy((status: unknown) => status === null || typeof status === 'number'),
      retryAfterMs: null,
    });
    expect(answer.text).not.toMatch(/canary|<html|handle\.js|\/srv/);
    const { rows } = await gateway.owner.query(
      'select error::text as error, result::text as result from rollcall.operation',
    );
    expect(JSON.stringify(rows)).not.toContain(canary);
  });
});

function throwing(value: unknown): never {
  throw value;
}

function caught(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
