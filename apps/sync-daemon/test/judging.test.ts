import {
  decideHold,
  dueJudgings,
  holdFor,
  inWorkspace,
  listFindings,
  overdueConnections,
  runHeldFacts,
  sealEvents,
  summariseFindings,
  type Tx,
} from '@rollcall/db';
import { type Rule, type RunHeldFacts, runHeld } from '@rollcall/ledger';
import { beforeAll, expect, test } from 'vitest';
import { factSet, type JudgedSet } from '../src/judging/fact-set.ts';
import { judgeWorkspace } from '../src/judging/judge-workspace.ts';
import { sets } from '../src/judging/sets.ts';
import { keyActor, useInstallation } from './support/installation.ts';
import { useSandboxes } from './support/sandboxes.ts';

const installation = useInstallation();
const startSandbox = useSandboxes();
const checksum = 'a'.repeat(64);

beforeAll(async () => {
  const connected = await installation.connect(
    await startSandbox({ seed: 9, sizes: { host: 0, domain: 0, inbox: 0 } }),
  );
  const lease = await installation.lease(connected);
  const plan = { checksum, changes: 12, counts: {}, items: [] };
  const held = { plan, reasons: ['12 of 40 inboxes would vanish'], scopes: [], same: undefined };
  const { actor } = installation.daemon;
  await asDaemon((tx) => holdFor(tx, { lease, connection: connected.name, actor }, held));
});

const asDaemon = <T>(work: (tx: Tx) => Promise<T>) =>
  inWorkspace(installation.daemon.db, installation.workspaceId, work);
const judge = (judged: readonly JudgedSet[] = sets, signal = new AbortController().signal) =>
  judgeWorkspace({ ...installation.daemon, signal }, installation.workspaceId, judged);
const findings = async (every = false) =>
  (await asDaemon((tx) => listFindings(tx, { every, limit: 10 }))).map(({ rule, state }) => `${rule} ${state}`);
const isDue = async () => (await dueJudgings(installation.daemon.db, 10)).includes(installation.workspaceId);

/** The real facts, shown to a rule of the test's own that goes by the id of another, and to the real one. */
const withRule = (judges: Rule<RunHeldFacts>['judge']): JudgedSet => {
  const own: Rule<RunHeldFacts> = { ...runHeld, id: 'operation_leaked', judge: judges };
  return factSet({ name: 'holds', rules: [own, runHeld], facts: runHeldFacts });
};

test('a workspace is due at first, when something is on record, and every hour; not while it rests', async () => {
  expect(await isDue()).toBe(true);
  await judge();
  await sealEvents(installation.daemon.db);
  expect(await isDue(), 'it rests').toBe(false);
  const told = await asDaemon((tx) => summariseFindings(tx));
  expect(told, 'findings were told since').toMatchObject({ judgedAt: expect.any(String), isBehind: true });
  const rest = (column: string) =>
    installation.owner.query(`update rollcall.judging set ${column} = ${column} - interval '61 minutes', tail = 1000`);
  await rest('ended_at');
  expect(await isDue(), 'nothing is new').toBe(false);
  await rest('begun_at');
  expect(await isDue(), 'an hour has passed').toBe(true);
  await installation.owner.query(`update rollcall.judging set begun_at = now(), tail = 0`);
  expect(await isDue(), 'something is on record').toBe(true);
  await installation.owner.query(`update rollcall.judging set claimed_until = now() + interval '1 minute'`);
  expect(await isDue(), 'another daemon is at it').toBe(false);
  await judge([]);
  await installation.owner.query(`update rollcall.judging set claimed_until = null`);
});

test('a rule that breaks is a finding, its own stay as they are, and all others are judged', async () => {
  await judge([withRule(({ holdId }) => [{ ...verdict, fingerprint: `operation_leaked ${holdId}` }])]);
  expect(await findings()).toEqual(['operation_leaked open', 'run_held open']);
  await installation.owner.query(
    `update rollcall.finding set state = 'resolved', resolved_at = now() where rule = 'run_held'`,
  );
  await judge([
    withRule(() => {
      throw new TypeError('facts.sum is undefined');
    }),
  ]);
  expect(await findings()).toEqual(['rule_failed open', 'operation_leaked open', 'run_held open']);
  const [failed] = await asDaemon((tx) => listFindings(tx, { rules: ['rule_failed'], limit: 1 }));
  expect(failed).toMatchObject({ connection: null, evidence: ['facts.sum is undefined'] });
  expect(failed?.sentence).toContain('operation_leaked');
});

const verdict = {
  ...({ rule: 'operation_leaked', severity: 'notice', money: null, operationId: null, eventId: null } as const),
  ...{ sentence: 'It is so.', remedy: 'Look.', evidence: [], connectionId: null, subject: null },
};

test.each<{ says: string; judges: Rule<RunHeldFacts>['judge'] }>([
  {
    says: 'what another rule is to say',
    judges: () => [{ ...verdict, rule: 'run_held', fingerprint: 'operation_leaked x' }],
  },
  { says: 'a fingerprint of another', judges: () => [{ ...verdict, fingerprint: 'run_held x' }] },
  {
    says: 'the same twice',
    judges: () => [1, 2].map(() => ({ ...verdict, fingerprint: 'operation_leaked x' })),
  },
])('a rule that says $says is broken, too', async ({ judges }) => {
  await judge([withRule(judges)]);
  expect(await findings()).toContain('rule_failed open');
  await judge([withRule(() => [])]);
  expect(await findings()).toEqual(['run_held open']);
});

test('facts that cannot be read break their rules alone', async () => {
  const broken = factSet<RunHeldFacts>({
    ...{ name: 'broken', rules: [{ ...runHeld, id: 'operation_leaked' }] },
    facts: () => {
      throw new Error('column h.nothing does not exist');
    },
  });
  await judge([broken, ...sets]);
  expect(await findings()).toEqual(['rule_failed open', 'run_held open']);
  await judge();
});

test('the rules about operations are judged in rounds, too', async () => {
  const [{ id }] = (
    await installation.owner.query(
      `insert into rollcall.operation (workspace_id, operation_id, connection_id, procedure, input, input_hmac, state, expectations, actor,
        dispatched_at, deadline_at, settle_by)
      select workspace_id, gen_random_uuid(), connection_id, 'adbtd.addDomain', '{}', '', 'unknown',
        '[{"becomes": "present", "kind": "domain", "name": "one.example"}]', '{}', now() - interval '2 days', now(), now() - interval '1 day'
      from rollcall.connection returning operation_id as id`,
    )
  ).rows;
  await judge();
  expect(await findings()).toContain('operation_unsettled open');
  await installation.owner.query(`update rollcall.connection set state = 'removed', removed_at = now()`);
  await judge();
  expect(await findings(), 'what is of a connection that was removed').toEqual(['operation_unsettled open']);
  await installation.owner.query(`update rollcall.connection set removed_at = now() - interval '31 days'`);
  await judge();
  expect(await findings(), 'no listing will ever tell').toEqual([]);
  expect(await overdueConnections(installation.daemon.db, 10), 'nor is it looked for for ever').toEqual([]);
  await installation.owner.query(`update rollcall.connection set state = 'active', removed_at = null`);
  await installation.owner.query(`update rollcall.operation set state = 'confirmed' where operation_id = $1`, [id]);
  await judge();
  expect(await findings()).toEqual(['run_held open']);
});

test('a daemon that stops undoes what it has not finished', async () => {
  const stopping = AbortSignal.abort(new Error('the daemon is stopping'));
  await expect(judge(sets, stopping)).rejects.toThrow('the daemon is stopping');
  await installation.owner.query('update rollcall.judging set claimed_until = null');
});

test('what is decided is found no more', async () => {
  await inWorkspace(installation.gateway, installation.workspaceId, (tx) =>
    decideHold(tx, { checksum, decision: 'rejected', note: null, actor: keyActor }),
  );
  await judge();
  expect(await findings(true)).toContain('run_held resolved');
  expect(await findings()).toEqual([]);
});
