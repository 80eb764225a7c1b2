import { exampleInputs } from '@rollcall/provider-kit/testing';
import { providers } from '@rollcall/provider-registry';
import { errorCodes, KeyScope } from '@rollcall/schema';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { appRouter } from '../src/router.ts';
import type { Meta } from '../src/trpc.ts';
import { type Attempt, attempts, common, inbox } from './support/attempts.ts';
import { connectionTo, small } from './support/connect.ts';
import { refusalOf, subscribe } from './support/events.ts';
import { fillFirst, type Known, nobodys } from './support/foreign.ts';
import { useGateway } from './support/gateway.ts';
import { providerName, type TestSandbox, useSandboxes } from './support/sandboxes.ts';
import { type Contents, contentsOf } from './support/tables.ts';

const lines = Object.entries(attempts).flatMap(([path, each]) => each.map((attempt) => ({ path, ...attempt })));

/** The providers' own, each with the smallest input that its document allows. */
const providersOwn = Object.values(providers).map(({ name, document }) => ({
  provider: name,
  lines: exampleInputs(document).map(({ operationId, input }) => ({
    path: `providers.${name}.${operationId}`,
    attempt: common(() => input),
  })),
}));

const gateway = useGateway();
const startSandbox = useSandboxes();
let sandbox: TestSandbox;
let first: Known;
let theirs: string;
let home: string;

beforeAll(async () => {
  sandbox = await startSandbox(small);
  first = await fillFirst(gateway, sandbox);
  theirs = (await madeWorkspace('theirs')).token;
  // The first use of a day is written down.
  await gateway.query('connections.list', undefined, theirs);
  const { rows } = await gateway.owner.query('select workspace_id as id from rollcall.workspace where is_first');
  home = rows[0].id;
  // So many calls in a minute are more than a key has.
  await gateway.owner.query('update rollcall.api_key set units_per_minute = 6000000');
  contents = await contentsOf(gateway.owner);
}, 30_000);

const metas = Object.fromEntries(
  // tRPC types this record by its own procedures; what is read here is the same for all.
  Object.entries<unknown>(appRouter._def.procedures).map(([path, it]) => {
    const { type, meta } = (it as { _def: { type: string; meta: Meta } })._def;
    return [path, { type, reach: meta.reach }];
  }),
);

test('every procedure has a line, and every line a procedure', () => {
  const own = providersOwn.flatMap(({ lines: each }) => each.map(({ path }) => path));
  expect([...Object.keys(attempts), ...own].toSorted()).toEqual(Object.keys(metas).toSorted());
});

test('what the first workspace has can be had with its own key, or being refused proves nothing', async () => {
  const got = await gateway.query('resources.get', inbox(first));
  expect(got).toMatchObject({ status: 200, data: { data: { name: first.inbox } } });
  for (const [procedure, id] of [
    ['operations.get', first.operationId],
    ['holds.get', first.holdId],
    ['findings.get', first.findingId],
    ['reports.get', first.reportId],
  ] as const) {
    expect(await gateway.query(procedure, { id })).toMatchObject({ status: 200 });
  }
  expect(await gateway.query('sync.get', { runIds: [first.runId] })).toMatchObject({
    data: { data: [{ runId: first.runId }] },
  });
});

test.each(lines)('$path, asked for $what of another workspace: $wants', ({ path, ...attempt }) =>
  refuses({ path, attempt }),
);

test.each(providersOwn)('every operation of $provider, asked for its connection: not found', ({ lines }) =>
  refuses(...lines),
);

describe('without row-level security, by what the queries say alone', () => {
  const every = `select c.oid::regclass::text as name from pg_class c where c.relrowsecurity`;
  beforeAll(async () => {
    const { rows } = await gateway.owner.query<{ name: string }>(every);
    for (const { name } of rows) await gateway.owner.query(`alter table ${name} disable row level security`);
    expect(rows.length).toBeGreaterThan(20);
    return async () => {
      for (const { name } of rows) await gateway.owner.query(`alter table ${name} enable row level security`);
    };
  });

  test.each(lines)('$path, asked for $what of another workspace: $wants', ({ path, ...attempt }) =>
    refuses({ path, attempt }),
  );
});

describe('of another connection, to a key that is not for it', () => {
  let limited: string;
  beforeAll(async () => {
    // For one that is removed: of what that has, lists are as empty as those of another workspace.
    const given = { name: 'closed', provider: providerName, baseUrl: 'http://127.0.0.1:9', verify: false };
    const { credential } = sandbox;
    const added = await gateway.mutate('connections.add', connectionTo({ ...given, credential }, given));
    expect(added).toMatchObject({ status: 200 });
    const scopes = KeyScope.options;
    const made = await gateway.mutate('keys.create', { name: 'limited', scopes, connections: ['closed'] });
    limited = z.object({ token: z.string() }).parse(made.data).token;
    await gateway.mutate('connections.remove', { name: 'closed' });
    await gateway.owner.query('update rollcall.api_key set units_per_minute = 6000000');
    await gateway.query('connections.list', undefined, limited);
    contents = await contentsOf(gateway.owner);
    const before = theirs;
    theirs = limited;
    return () => {
      theirs = before;
    };
  });

  const ofTheWorkspace = Object.entries(metas).filter(([, { reach }]) => reach === 'workspace');
  const asked = lines.filter(({ path, wants }) => wants !== 'own' && metas[path]?.reach !== 'workspace');
  test.each(asked)('$path, asked for $what: $wants', ({ path, ...attempt }) => refuses({ path, attempt }));

  test.each(providersOwn)('every operation of $provider: not found', ({ lines: each }) => refuses(...each));

  test.each(lines.filter(({ wants }) => wants === 'own'))('$path, asked for $what, tells nothing', async (line) => {
    const answer = await ask(line.path, line.input(first));
    expect(toldOf(first, answer.text, line.input(first))).toEqual([]);
  });

  test.each(ofTheWorkspace)('%s is of the whole workspace, and not for it', async (path) => {
    expect(await ask(path, {})).toMatchObject({ status: 403, code: 'key_limited' });
  });

  test('neither are the limits of the workspace', async () => {
    expect(await ask('brake.set', { limits: {} })).toMatchObject({ status: 403, code: 'key_limited' });
    const listed = z.object({ data: z.object({ data: z.array(z.object({ connection: z.string() })) }) });
    const told = listed.parse({ data: (await gateway.query('events.list', {}, limited)).data });
    expect(new Set(told.data.data.map(({ connection }) => connection))).toEqual(new Set(['closed']));
  });
});

test('both may use the same name and the same idempotency key, for two connections and two operations', async () => {
  const key = theirs;
  const other = await startSandbox({ ...small, seed: 4 });
  const given = {
    name: first.connection,
    provider: other.provider,
    baseUrl: other.baseUrl,
    credential: other.credential,
    schedule: '0 0 1 1 *',
  };
  expect((await gateway.mutate('connections.add', given, key)).status).toBe(200);
  const address = `made@${(await other.thing('domain')).name}`;
  const create = { connection: first.connection, input: { address }, idempotencyKey: first.idempotencyKey };
  const done = await gateway.mutate('inboxes.create', create, key);
  expect(done).toMatchObject({ status: 200, data: { replayed: false, operation: { state: 'succeeded' } } });
  expect((await other.things('inbox')).map(({ name }) => name)).toContain(address);
});

/** What is in the tables, as it was looked at last: by nobody but these tests is anything written. */
let contents: Contents;

/** Asks for what the first workspace has, and for what nobody has: that must be answered in the same words. */
async function refuses(...asked: readonly { readonly path: string; readonly attempt: Attempt }[]): Promise<void> {
  for (const { path, attempt } of asked) {
    const answer = await ask(path, attempt.input(first));
    expect(toldOf(first, answer.text, attempt.input(first)), path).toEqual([]);
    if (attempt.wants === 'own') continue;
    expect(judged(answer), path).toBe(attempt.wants);
    const nobody = nobodys();
    expect(withoutNames(await ask(path, attempt.input(nobody)), nobody), path).toEqual(withoutNames(answer, first));
  }
  const before = contents;
  contents = await contentsOf(gateway.owner);
  const part = asked.some(({ attempt }) => attempt.wants === 'own') ? ofTheFirst : (all: Contents) => all;
  expect(part(contents)).toEqual(part(before));
}

interface Asked {
  readonly status: number;
  readonly code: string | undefined;
  readonly text: string;
}

async function ask(path: string, input: unknown): Promise<Asked> {
  if (metas[path]?.type === 'subscription') return watched(path, input);
  const answer = await (metas[path]?.type === 'query'
    ? gateway.query(path, input, theirs)
    : gateway.mutate(path, input, theirs));
  return { status: answer.status, code: answer.error?.code, text: answer.text };
}

/** The refusal of a subscription, or the first that it tells. */
async function watched(path: string, input: unknown): Promise<Asked> {
  const refused = await refusalOf(await subscribe(gateway, path, { input, key: theirs }));
  if (refused !== undefined) return { status: refused.status, code: refused.error.code, text: JSON.stringify(refused) };
  const stream = await subscribe(gateway, path, { input, key: theirs });
  const told = z.object({ runs: z.array(z.unknown()) }).parse((await stream.nextOf('message'))?.data);
  stream.close();
  return { status: 200, code: undefined, text: JSON.stringify({ result: { data: { data: told.runs } } }) };
}

function judged({ status, code, text }: Asked): Attempt['wants'] | Asked {
  if (status === 404 && (code === 'not_found' || code === 'connection_not_found')) return 'not found';
  if (status === 400 && /"issues":\[\{"path":"[^"]+","message":"There is no connection /.test(text)) return 'issue';
  if (status === errorCodes.scope_missing.http && code === 'scope_missing') return 'scope missing';
  const list = z.object({ result: z.object({ data: z.object({ data: z.array(z.unknown()).max(0) }) }) });
  return status === 200 && list.safeParse(JSON.parse(text)).success ? 'nothing' : { status, code, text };
}

/** What is told of the other workspace, but for what the caller said. */
function toldOf(known: Known, text: string, input: unknown): string[] {
  const said = JSON.stringify(input);
  return Object.values<string>({ ...known, home }).filter((fact) => text.includes(fact) && !said.includes(fact));
}

function withoutNames({ text, ...answer }: Asked, known: Known): Asked {
  let told = text.replace(/"requestId":"[^"]*"/, '').replace(/"(asOf|knownAt)":"[^"]*"/g, '');
  for (const [name, fact] of Object.entries<string>({ ...known })) told = told.replaceAll(fact, `[${name}]`);
  return { ...answer, text: told };
}

function ofTheFirst(contents: Contents): Contents {
  return Object.fromEntries(Object.entries(contents).filter(([key]) => key.endsWith(home)));
}

async function madeWorkspace(name: string): Promise<{ token: string }> {
  const made = await gateway.mutate('workspaces.create', { name });
  return z.object({ token: z.string() }).parse(made.data);
}
