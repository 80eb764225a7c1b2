import { exampleInputs } from '@rollcall/provider-kit/testing';
import { providers } from '@rollcall/provider-registry';
import { errorCodes, KeyScope } from '@rollcall/schema';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { cursorOf } from '../src/cursor.ts';
import { appRouter } from '../src/router.ts';
import type { Meta } from '../src/trpc.ts';
import { connectionTo, small } from './support/connect.ts';
import { refusalOf, subscribe } from './support/events.ts';
import { fillFirst, type Known, nobodys } from './support/foreign.ts';
import { useGateway } from './support/gateway.ts';
import { providerName, type TestSandbox, useSandboxes } from './support/sandboxes.ts';
import { type Contents, contentsOf } from './support/tables.ts';

/** How a procedure is asked for what another workspace has, and what must be answered. */
interface Attempt {
  readonly what: string;
  input(of: Known): unknown;
  /**
   * `not found`: the same words as for what never was; `issue`: those, of one thing among others. `nothing`: an empty list.
   * These write nothing anywhere. `own`: it
   * names nothing of another's, or only where a list goes on, and neither tells nor touches anything of the other.
   */
  readonly wants: 'not found' | 'issue' | 'nothing' | 'own' | 'scope missing';
}

const notFound = (what: string, input: Attempt['input']): Attempt => ({ what, input, wants: 'not found' });
const nothing = (what: string, input: Attempt['input'] = () => ({})): Attempt => ({ what, input, wants: 'nothing' });
const own = (what: string, input: Attempt['input'] = () => ({})): Attempt => ({ what, input, wants: 'own' });

const connected = notFound('its connection', ({ connection }) => ({ connection }));
const named = notFound('its connection', ({ connection: name }) => ({ name }));
const inbox = ({ connection, externalId }: Known) => ({ connection, kind: 'inbox', externalId });
const webhook = notFound('its webhook', ({ webhook: name }) => ({ name }));
const schedule = notFound('its schedule', ({ schedule: name }) => ({ name }));
const scheduled = { kind: 'wallet', cron: '0 6 1 * *', period: 'last_month', formats: ['json'], folder: 'monthly' };
const common = (input: (of: Known) => object) =>
  notFound('its connection, under its idempotency key', (of) => ({
    ...{ connection: of.connection, idempotencyKey: of.idempotencyKey, input: input(of) },
  }));
const cursor = (filter: unknown, position: (of: Known) => unknown) =>
  own('its cursor', (of) => ({ cursor: cursorOf(filter, position(of)) }));

/** A line for every procedure; one that is added without a line fails the test. The providers' own have one together. */
const attempts: Readonly<Record<string, readonly Attempt[]>> = {
  'aliases.add': [common((of) => ({ alias: `more@${of.domain}`, inbox: of.inbox }))],
  'aliases.remove': [common((of) => ({ alias: of.inbox, confirm: of.inbox }))],
  'audit.checkpoint': [own('its own log')],
  'audit.checkpoints': [own('its own log'), cursor({}, () => 1_000_000)],
  'audit.growth': [own('its own log', () => ({ from: 1 }))],
  'audit.keys': [own('its own keys')],
  'audit.proof': [notFound('its event', ({ eventId: event }) => ({ event }))],
  'audit.rotateKey': [own('its own key')],
  'audit.bundle': [own('its own log')],
  'audit.leaves': [own('its own log', () => ({ after: 0 }))],
  'audit.range': [own('its own log')],
  'audit.verify': [own('its own log')],
  'brake.get': [connected, own('that of no connection')],
  'brake.set': [notFound('its connection', ({ connection }) => ({ connection, limits: {} }))],
  'budgets.list': [connected, nothing('all')],
  capabilities: [own('those of providers')],
  'certificates.list': [notFound('its run', ({ runId }) => ({ runId }))],
  'connections.add': [own('its name', ({ connection }) => ({ name: connection, provider: 'nobody', credential: {} }))],
  'connections.list': [nothing('all')],
  'connections.pause': [named],
  'connections.remove': [named],
  'connections.resume': [named],
  'connections.test': [named],
  'connections.update': [notFound('its connection', ({ connection: name }) => ({ name, schedule: null }))],
  'credentials.rotateMaster': [own('the master key')],
  'dns.add': [common((of) => ({ domain: of.domain, type: 'TXT', name: '@', content: 'x' }))],
  'dns.check': [notFound('its domain', ({ domain }) => ({ domain }))],
  'dns.get': [notFound('its domain', ({ domain }) => ({ domain }))],
  'dns.list': [nothing('all'), cursor({}, (of) => of.domain)],
  'dns.remove': [common((of) => ({ record: of.externalId, confirm: of.externalId }))],
  'dns.replace': [common((of) => ({ record: of.externalId, content: 'x' }))],
  'doctor.examine': [own('the installation')],
  'documents.diff': [connected],
  'domains.add': [common((of) => ({ domain: of.domain }))],
  'domains.remove': [common((of) => ({ domain: of.domain, confirm: of.domain }))],
  'events.accept': [notFound('its event', ({ eventId: id }) => ({ id, reason: 'it is right' }))],
  'events.revert': [notFound('its event', ({ eventId: id }) => ({ id }))],
  'events.list': [connected, cursor({}, (of) => of.eventId)],
  'events.watch': [connected],
  'findings.accept': [
    notFound('its finding', ({ findingId: id }) => ({
      id,
      reason: 'it may',
      until: new Date(Date.now() + 86_400_000),
    })),
  ],
  'findings.acknowledge': [notFound('its finding', ({ findingId: id }) => ({ id }))],
  'findings.assign': [notFound('its finding', ({ findingId: id }) => ({ id, to: 'ada' }))],
  'findings.get': [notFound('its finding', ({ findingId: id }) => ({ id }))],
  'findings.list': [
    ...[connected, nothing('all', () => ({ every: true }))],
    cursor({ every: false }, ({ findingId: id }) => ({ weight: '1', id })),
  ],
  'findings.reopen': [notFound('its finding', ({ findingId: id }) => ({ id }))],
  'findings.revert': [notFound('its finding', ({ findingId: id }) => ({ id }))],
  'findings.rules': [own('the rules')],
  'findings.summary': [connected, own('all')],
  'holds.approve': [notFound('its checksum', ({ checksum }) => ({ checksum }))],
  'holds.get': [notFound('its hold', ({ holdId: id }) => ({ id }))],
  'holds.list': [nothing('all', () => ({ every: true })), cursor({ every: false }, (of) => of.holdId)],
  'holds.reject': [
    notFound('its hold', ({ holdId: id }) => ({ id })),
    notFound('its checksum', ({ checksum }) => ({ checksum })),
  ],
  'inboxes.create': [common((of) => ({ address: `more@${of.domain}` }))],
  'inboxes.delete': [common((of) => ({ inbox: of.inbox, confirm: of.inbox }))],
  'inboxes.rename': [common((of) => ({ inbox: of.inbox, address: `more@${of.domain}` }))],
  'inboxes.setPassword': [common((of) => ({ inbox: of.inbox, password: 'correct horse battery' }))],
  'keys.create': [own('a key', () => ({ name: 'more', scopes: ['audit:read'] }))],
  'keys.list': [own('all')],
  'keys.rotate': [notFound('its key', ({ keyId: id }) => ({ id }))],
  'keys.update': [notFound('its key', ({ keyId: id }) => ({ id, name: 'renamed' }))],
  'keys.revoke': [notFound('its key', ({ keyId: id }) => ({ id }))],
  'operations.applyPlan': [notFound('its plan', ({ bulkId: planId, checksum: hash }) => ({ planId, hash }))],
  'operations.bulk.cancel': [notFound('its plan', ({ bulkId: id }) => ({ id }))],
  'operations.bulk.get': [notFound('its plan', ({ bulkId: id }) => ({ id }))],
  'operations.bulk.items': [notFound('its plan', ({ bulkId: id }) => ({ id }))],
  'operations.bulk.list': [nothing('all'), cursor({}, (of) => of.bulkId)],
  'operations.bulk.resume': [notFound('its plan', ({ bulkId: id }) => ({ id }))],
  'operations.bulk.watch': [notFound('its plan', ({ bulkId: id }) => ({ id }))],
  'operations.get': [notFound('its operation', ({ operationId: id }) => ({ id }))],
  'operations.list': [connected, nothing('all'), cursor({}, (of) => of.operationId)],
  'operations.takeSecrets': [notFound('its operation', ({ operationId: id }) => ({ id }))],
  'operations.plan': [
    {
      what: 'its inbox',
      input: (of) => ({
        groups: [{ connection: of.connection, procedure: 'inboxes.delete', items: [{ inbox: of.inbox }] }],
      }),
      wants: 'issue',
    },
  ],
  'providerKeys.create': [common(() => ({ name: 'more' }))],
  'providerKeys.restrict': [common((of) => ({ key: of.externalId, networks: ['192.0.2.0/24'] }))],
  'providerKeys.revoke': [common((of) => ({ key: of.externalId, confirm: of.externalId }))],
  'providerKeys.rotate': [common((of) => ({ key: of.externalId, name: 'more' }))],
  'reports.document': [notFound('its report', ({ reportId: id }) => ({ id, format: 'json' }))],
  'reports.get': [notFound('its report', ({ reportId: id }) => ({ id }))],
  'reports.list': [own('all'), cursor({}, (of) => ({ madeAt: new Date(), id: of.reportId }))],
  'reports.make': [
    notFound('its connection', ({ connection }) => ({ kind: 'inventory', connection })),
    own('one of its own', () => ({ kind: 'inventory' })),
  ],
  'reports.read': [notFound('its report', ({ reportId: id }) => ({ id, format: 'json', part: 0 }))],
  'reports.schedules.add': [
    notFound('its connection', ({ connection }) => ({ ...scheduled, name: 'own', filters: { connection } })),
    notFound('its webhook', ({ webhook: hook }) => ({ ...scheduled, name: 'own', webhook: hook })),
  ],
  'reports.schedules.get': [schedule],
  'reports.schedules.list': [nothing('all')],
  'reports.schedules.pause': [schedule],
  'reports.schedules.remove': [schedule],
  'reports.schedules.resume': [schedule],
  'reports.schedules.run': [schedule],
  'reports.schedules.update': [notFound('its schedule', ({ schedule: name }) => ({ name, cron: '0 7 * * *' }))],
  'resources.ages': [connected, nothing('all')],
  'resources.counts': [connected, nothing('all')],
  'resources.explain': [notFound('its inbox', inbox)],
  'resources.get': [notFound('its inbox', inbox)],
  'resources.history': [notFound('its inbox', inbox)],
  'resources.list': [
    ...[connected, nothing('all'), nothing('its inbox', ({ inbox: name }) => ({ name }))],
    nothing('what it had then', () => ({ asOf: new Date().toISOString() })),
    cursor({}, (of) => ['inbox', of.inbox, of.connectionId, of.externalId]),
  ],
  'resources.scopes': [connected, nothing('all'), cursor({}, (of) => [of.connectionId, 'inbox', ''])],
  'runs.list': [connected, nothing('all'), cursor({}, (of) => of.runId)],
  'runs.watch': [connected, nothing('its run', ({ runId }) => ({ runIds: [runId] }))],
  'sync.get': [nothing('its run', ({ runId }) => ({ runIds: [runId] }))],
  'sync.request': [
    notFound('its connection', ({ connection }) => ({ connections: [connection] })),
    own('all', () => ({ connections: null })),
  ],
  'use.import': [
    own('its inbox', ({ inbox: address, runId: id }) => ({
      ...{ id, lines: [{ line: 1, address, lastUsed: null }] },
      end: { lines: 1, sha256: '0'.repeat(64) },
    })),
  ],
  'webhooks.add': [own('its name', ({ webhook: name }) => ({ name, url: 'ftp://hooks.nobody.example.com' }))],
  'webhooks.attempts': [webhook],
  'webhooks.deliveries': [webhook],
  'webhooks.get': [webhook],
  'webhooks.list': [nothing('all')],
  'webhooks.pause': [webhook],
  'webhooks.remove': [webhook],
  'webhooks.replay': [notFound('its webhook', ({ webhook: name }) => ({ name, from: 1, to: 1 }))],
  'webhooks.resume': [webhook],
  'webhooks.retireSecret': [webhook],
  'webhooks.rotateSecret': [webhook],
  'webhooks.skip': [notFound('its webhook', ({ webhook: name }) => ({ name, sequence: 1 }))],
  'webhooks.test': [webhook],
  'webhooks.update': [notFound('its webhook', ({ webhook: name }) => ({ name, order: 'strict' }))],
  'workspaces.create': [{ what: 'a workspace', input: () => ({ name: 'third' }), wants: 'scope missing' }],
  'workspaces.list': [{ what: 'all', input: () => ({}), wants: 'scope missing' }],
};

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
