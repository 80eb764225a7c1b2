import { decideHold, inWorkspace, listHolds, setConnectionState } from '@rollcall/db';
import { type Item, type KindSpec, ProviderError } from '@rollcall/provider-kit';
import type { Hold } from '@rollcall/schema';
import { beforeEach, describe, expect, test } from 'vitest';
import { followParents } from '../src/run/orphans.ts';
import { callRoll } from '../src/run/roll.ts';
import { type Connected, keyActor, useInstallation } from './support/installation.ts';
import { kindOf, type Readings, scriptedRun } from './support/pages.ts';
import { useSandboxes } from './support/sandboxes.ts';

const installation = useInstallation();
const startSandbox = useSandboxes();

let connected: Connected;
beforeEach(async () => {
  connected = await installation.connect(await startSandbox({ seed: 9, sizes: { host: 0, domain: 0, inbox: 0 } }));
});

const kinds = [kindOf('domain'), kindOf('dns_record', { perParent: 'domain' }), kindOf('inbox')];
const item = (id: string, v = 'x'): Item => ({ externalId: id, name: `${id}.example`, attributes: { v } });
const whole = (ids: readonly string[], v?: string): Readings[string][number] => [
  { items: ids.map((id) => item(id, v)), end: 'whole_document' },
];
const domains = (ids: string) => whole([...ids]);
const inboxes = (count: number) => whole(Array.from({ length: count }, (_, nth) => `i${nth}`));
/** 40 inboxes, of which 12 are more than a fifth. */
const [all, fewer] = [inboxes(40), inboxes(28)];

interface SyncOptions {
  readonly kinds?: readonly string[];
  /** The parent whose children are answered last. */
  readonly slow?: string;
  /** Whether a process that had the run before it died has recorded something, by a clock that was ahead. */
  readonly tookOver?: boolean;
}

/** Lists these scopes in one run; the others are empty. */
async function sync(readings: Readonly<Record<string, Readings[string][number]>>, options: SyncOptions = {}) {
  const lease = await installation.lease(connected, options.kinds === undefined ? {} : { kinds: options.kinds });
  if (options.tookOver === true) {
    await installation.owner.query(
      `insert into rollcall.audit_event select (jsonb_populate_record(e, jsonb_build_object('run_id', $2::text,
        'event_id', 'ffffffff-ffff-7fff-bfff-ffffffffffff'))).* from rollcall.audit_event e
        where e.connection_id = $1 and e.type = 'resource.appeared' limit 1`,
      [connected.id, lease.runId],
    );
  }
  const once = Object.fromEntries(Object.entries(readings).map(([scope, reading]) => [scope, [reading]]));
  const scripted = await scriptedRun(installation, { lease, connected, readings: once });
  const run = {
    ...scripted,
    session: delayed(scripted.session, options.slow),
    provider: { ...scripted.provider, kinds },
  };
  const wanted = (spec: KindSpec) => options.kinds === undefined || options.kinds.includes(spec.kind);
  const end = await callRoll(run, kinds.filter(wanted));
  if (end.held === undefined) await followParents(run);
  const found = await installation.runOf(lease.runId);
  const outcome = end.held === undefined ? 'complete' : 'held';
  await installation.owner.query(`update rollcall.run set state = 'finished', outcome = $2 where run_id = $1`, [
    lease.runId,
    outcome,
  ]);
  return {
    held: end.held,
    grades: found.kinds.map(({ kind, grade }) => `${kind} ${grade}`),
    runId: lease.runId,
  };
}

function delayed(
  session: Awaited<ReturnType<typeof scriptedRun>>['session'],
  slow: string | undefined,
): typeof session {
  return {
    ...session,
    async *list(scope, signal) {
      if (slow !== undefined && scope.parent?.externalId === slow)
        await new Promise((resolve) => setTimeout(resolve, 200));
      yield* session.list(scope, signal);
    },
  };
}

const asGateway = <T>(work: Parameters<typeof inWorkspace<T>>[2]) =>
  inWorkspace(installation.gateway, installation.workspaceId, work);
const holds = async (): Promise<readonly Hold[]> =>
  (await asGateway((tx) => listHolds(tx, { all: true, limit: 100 }))).filter(
    ({ connection }) => connection === connected.name,
  );
const states = async () => (await holds()).map(({ state }) => state);
async function decide(decision: 'approved' | 'rejected', of: Hold['state'] = 'pending'): Promise<Hold> {
  const hold = (await holds()).find(({ state }) => state === of);
  if (hold === undefined) throw new Error(`no hold is ${of}`);
  await asGateway((tx) => decideHold(tx, { checksum: hold.checksum, decision, note: null, actor: keyActor }));
  return hold;
}
const rows = async (text: string) => (await installation.owner.query(text, [connected.id])).rows;
const live = async (kind: string): Promise<number> =>
  (
    await rows(
      `select count(*)::int as live from rollcall.resource where connection_id = $1 and kind = '${kind}' and presence = 'live'`,
    )
  )[0].live;
const scopes = async (): Promise<Record<string, string | null>> =>
  Object.fromEntries(
    (
      await rows(
        `select concat_ws(' ', kind, nullif(parent, '')) as scope, trouble from rollcall.scope where connection_id = $1`,
      )
    ).map(({ scope, trouble }) => [scope, trouble]),
  );

describe('a rejection', () => {
  beforeEach(async () => {
    await sync({ domain: domains('a'), inbox: all });
    await sync({ domain: domains('ab'), inbox: fewer });
    await decide('rejected');
  });

  test('lasts while runs find the same, whatever else they find', async () => {
    for (const ids of ['ab', 'ab', 'abc']) {
      const run = await sync({ domain: domains(ids), inbox: fewer });
      expect({ held: run.held, grades: run.grades.filter((line) => line.startsWith('inbox')) }).toEqual({
        held: undefined,
        grades: ['inbox refused'],
      });
    }
    expect({ domains: await live('domain'), inboxes: await live('inbox'), holds: await states() }).toEqual({
      domains: 3,
      inboxes: 40,
      holds: ['rejected'],
    });
  });

  test('ends when a run finds nothing of it, and what then goes is asked for anew', async () => {
    await sync({ domain: domains('ab'), inbox: all });
    expect(await states()).toEqual(['superseded']);
    expect((await sync({ domain: domains('ab'), inbox: fewer })).held).toBeDefined();
  });

  test('of other changes of the scope says nothing', async () => {
    expect((await sync({ domain: domains('ab'), inbox: inboxes(27) })).held).toBeDefined();
    expect(await states()).toEqual(['pending', 'superseded']);
  });

  test('outlasts a run that could not list what it is about', async () => {
    const away = [new ProviderError('rejected', 'not now')];
    expect((await sync({ domain: domains('ab'), inbox: away })).held).toBeUndefined();
    expect(await states()).toEqual(['rejected']);
  });

  test('may be taken back: the plan is approved, and applied if it is still the same', async () => {
    await decide('approved', 'rejected');
    expect((await sync({ domain: domains('ab'), inbox: fewer })).held).toBeUndefined();
    expect({ inboxes: await live('inbox'), holds: await states() }).toEqual({ inboxes: 28, holds: ['applied'] });
  });
});

test.each([
  { what: 'could not list', inbox: [new ProviderError('rejected', 'not now')], options: {} },
  { what: 'does not list', inbox: fewer, options: { kinds: ['domain'] } },
])('a rejection of what two kinds lost holds for one of them in a run that $what the other', async (other) => {
  await sync({ domain: domains('ab'), inbox: all });
  await sync({ domain: domains('a'), inbox: fewer });
  await decide('rejected');
  // One domain alone passes no limit.
  const { held, grades } = await sync({ domain: domains('a'), inbox: other.inbox }, other.options);
  expect({ held, domain: grades.find((line) => line.startsWith('domain')) }).toEqual({
    held: undefined,
    domain: 'domain refused',
  });
  expect({ domains: await live('domain'), holds: await states() }).toEqual({ domains: 2, holds: ['rejected'] });
});

test.each([
  { what: 'is named otherwise', second: [{ ...item('new'), name: 'other.example' }] },
  { what: 'is otherwise', second: [item('new', 'y')] },
])('an approval is of what was shown: what appears and $what is another plan', async ({ second }) => {
  const shown = fewer.flatMap((turn) => (turn instanceof ProviderError ? [] : [...turn.items]));
  const withNew = (items: readonly Item[]): Readings[string][number] => [
    { items: [...shown, ...items], end: 'whole_document' },
  ];
  await sync({ inbox: all });
  await sync({ inbox: withNew([item('new')]) });
  await decide('approved');
  expect((await sync({ inbox: withNew(second) })).held).toBeDefined();
  expect({ inboxes: await live('inbox'), holds: await states() }).toEqual({
    inboxes: 40,
    holds: ['pending', 'superseded'],
  });
});

test('a run of other kinds leaves a hold alone, and may be held itself', async () => {
  await sync({ domain: domains('abcdefghijklmnopqrst'), inbox: all });
  await sync({ domain: domains('abcdefghijklmnopqrst'), inbox: fewer });
  expect((await sync({ domain: domains('klmnopqrst') }, { kinds: ['domain'] })).held).toBeDefined();
  expect(await states()).toEqual(['pending', 'pending']);
});

test('a held run takes nothing down the presence ladder', async () => {
  await sync({ domain: domains('abc'), inbox: all });
  await sync({ domain: domains('ab'), inbox: all });
  const { held, runId } = await sync({ domain: domains('ab'), inbox: fewer });
  expect(held).toBeDefined();
  expect(
    await rows(
      `select type from rollcall.audit_event where connection_id = $1 and run_id = '${runId}' and type like 'resource.%'`,
    ),
  ).toEqual([]);
});

describe('what is listed by parents that are not recorded', () => {
  const many = 'abcdefghijklmnopqrstuvwxyz0123456789';
  const zones = (ids: string) => Object.fromEntries([...ids].map((id) => [`dns_record ${id}`, whole([`${id}-1`])]));

  test('has no place in the ledger, nor among its scopes, while the run is held', async () => {
    await sync({ domain: domains('a'), ...zones('a'), inbox: all });
    const failing = { 'dns_record c': [new ProviderError('forbidden', 'no')] };
    await sync({ domain: domains('abc'), ...zones('ab'), ...failing, inbox: fewer });
    expect(Object.keys(await scopes()).toSorted()).toEqual(['dns_record a', 'domain', 'inbox']);
    await sync({ domain: domains('a'), ...zones('a'), inbox: all });
    expect({ scopes: Object.keys(await scopes()).toSorted(), records: await live('dns_record') }).toEqual({
      scopes: ['dns_record a', 'domain', 'inbox'],
      records: 1,
    });
  });

  test('is refused with them, and what was not listed for them says so', async () => {
    await sync({ domain: domains(many), ...zones(many), inbox: inboxes(1) });
    const now = { domain: domains(`${many.slice(12)}!`), ...zones(`${many.slice(12)}!`), inbox: inboxes(1) };
    expect((await sync(now)).held).toBeDefined();
    expect((await scopes())['dns_record a']).toMatch(/^held: /);
    await decide('rejected');
    await sync(now);
    const told = await scopes();
    expect({
      left: told['dns_record a'],
      kept: told['dns_record z'],
      coming: told['dns_record !'],
      records: await live('dns_record'),
    }).toEqual({
      left: 'what was found of its parent was rejected',
      kept: null,
      coming: undefined,
      records: many.length,
    });
  });
});

test('what is shown under another parent has moved, whichever was listed first, and the plan is the same', async () => {
  await sync({
    domain: domains('ab'),
    'dns_record a': whole(['1', '2', '3']),
    'dns_record b': whole(['4']),
    inbox: all,
  });
  const plans = new Set<string>();
  for (const slow of ['a', 'b']) {
    await sync(
      { domain: domains('ab'), 'dns_record a': whole(['1', '2']), 'dns_record b': whole(['4', '3']), inbox: fewer },
      { slow },
    );
    const [hold] = await holds();
    plans.add(`${hold?.checksum} ${JSON.stringify(hold?.counts['dns_record'])}`);
  }
  expect([...plans]).toEqual([expect.stringMatching(/ \{"changed":1\}$/)]);
});

test('what is changed under a parent that was made anew counts as changed', async () => {
  const ids = Array.from({ length: 200 }, (_, nth) => `r${nth}`);
  await sync({ domain: domains('ab'), 'dns_record a': whole(ids), 'dns_record b': whole(['1']) });
  expect(
    (await sync({ domain: domains('cb'), 'dns_record c': whole(ids, 'y'), 'dns_record b': whole(['1']) })).held,
  ).toMatch(/would have changed that nobody asked for/);
});

test('a usual listing of a held run ends a doubt', async () => {
  await sync({ domain: domains('abcdefghijklmnopqrst'), inbox: all });
  await sync({ domain: domains('abc'), inbox: all });
  const doubts = () =>
    rows(`select doubt is not null as doubted from rollcall.scope where connection_id = $1 and kind = 'domain'`);
  expect(await doubts()).toEqual([{ doubted: true }]);
  expect((await sync({ domain: domains('abcdefghijklmnopqrstu'), inbox: fewer })).held).toBeDefined();
  expect(await doubts()).toEqual([{ doubted: false }]);
});

test('what another plan waits for is superseded when one is applied', async () => {
  await sync({ domain: domains('abcdefghijklmnopqrst'), inbox: all });
  await sync({ domain: domains('abcdefghijklmnopqrst'), inbox: fewer });
  await decide('rejected');
  // The inboxes stay refused, and the domains that go are another plan.
  await sync({ domain: domains('klmnopqrst'), inbox: fewer });
  await decide('approved', 'rejected');
  await sync({ domain: domains('abcdefghijklmnopqrst'), inbox: fewer });
  expect(await states()).toEqual(['superseded', 'applied']);
});

describe('of two plans that share changes', () => {
  const whichGo = { domain: domains('klmnopqrst'), inbox: fewer };
  const away = { domain: [new ProviderError('rejected', 'not now')], inbox: fewer };
  beforeEach(async () => {
    await sync({ domain: domains('abcdefghijklmnopqrst'), inbox: all });
    await sync(whichGo);
  });
  const left = async () => ({ domains: await live('domain'), inboxes: await live('inbox'), holds: await states() });

  test('the greater one is not applied when the other was rejected after it was approved', async () => {
    await decide('approved');
    expect((await sync(away)).held).toBeDefined();
    await decide('rejected');
    expect((await sync(whichGo)).held).toMatch(/^scope domain: /);
    expect(await left()).toEqual({ domains: 20, inboxes: 40, holds: ['pending', 'rejected', 'superseded'] });
  });

  test('the greater one is applied when it was approved after the other was rejected', async () => {
    await sync(away);
    await decide('rejected');
    await decide('approved');
    expect((await sync(whichGo)).held).toBeUndefined();
    expect(await left()).toEqual({ domains: 10, inboxes: 28, holds: ['rejected', 'applied'] });
  });

  test('each is applied by the run that finds it, when both were approved', async () => {
    await decide('approved');
    await sync(away);
    await decide('approved');
    expect((await sync(away)).held).toBeUndefined();
    expect(await left()).toEqual({ domains: 20, inboxes: 28, holds: ['applied', 'approved'] });
  });
});

test('what was recorded before its run was taken over is no part of a plan, whatever the clock says', async () => {
  await sync({ inbox: all });
  expect((await sync({ inbox: fewer }, { tookOver: true })).held).toBeDefined();
  expect((await holds()).map(({ changes, counts }) => ({ changes, counts }))).toEqual([
    { changes: 12, counts: { inbox: { vanished: 12 } } },
  ]);
});

test('the hold of a connection that is removed waits for nobody', async () => {
  await sync({ inbox: all });
  await sync({ inbox: fewer });
  await asGateway((tx) => setConnectionState(tx, connected, { state: 'removed', nextDueAt: null, actor: keyActor }));
  expect(await states()).toEqual(['superseded']);
});

test('no run can apply the plan of a connection that is paused: it is not approved', async () => {
  await sync({ inbox: all });
  await sync({ inbox: fewer });
  await asGateway((tx) => setConnectionState(tx, connected, { state: 'paused', nextDueAt: null, actor: keyActor }));
  await expect(decide('approved')).rejects.toMatchObject({ code: 'connection_not_active' });
});
