import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { goneGraceMs } from '@rollcall/ledger';
import type { RunId } from '@rollcall/schema';
import pg from 'pg';
import { expect, test } from 'vitest';
import { type Connected, useInstallation } from './support/installation.ts';
import { type TestSandbox, useSandboxes } from './support/sandboxes.ts';

// Daemons are killed (kill -9) while each of their runs is held at another point, and others finish the work. A run is
// held from outside: by a request that its provider leaves unanswered, or by a lock that a trigger of this test takes.

const installation = useInstallation();
const startSandbox = useSandboxes();
const startPaged = useSandboxes('simple-inboxes');

interface Point {
  readonly at: string;
  /** The run is the connection's first; otherwise one inbox vanishes, one appears and a domain is changed in it. */
  readonly first?: true;
  /** What is absent is asked for by name. */
  readonly ripe?: true;
  /** A provider whose inboxes come page by page, without a total: they are read twice. */
  readonly paged?: true;
  readonly held: Unanswered | Locked;
}

/** The request of this operation that is left unanswered, `after` others. */
interface Unanswered {
  readonly operation: string;
  readonly after?: number;
}

/** The write that waits for a lock: what makes a trigger of this timing, on this table, wait. */
interface Locked {
  readonly table: string;
  readonly on?: 'insert' | 'update';
  readonly when: string;
  /** Whether it waits when the transaction is committed, not when the row is written. */
  readonly atCommit?: true;
}

const ofConnection = `new.connection_id = '$connection'`;
const ofRun = `new.run_id = '$run'`;

const points: readonly Point[] = [
  {
    at: 'taking the run',
    first: true,
    held: { table: 'run', on: 'update', when: `${ofRun} and new.state = 'running'` },
  },
  { at: 'opening the account', first: true, held: { operation: 'getWorkspace' } },
  { at: 'asking for a listing', held: { operation: 'listDomains' } },
  { at: 'asking for the second page', first: true, paged: true, held: { operation: 'listInboxes', after: 1 } },
  { at: 'asking for the second pass', first: true, paged: true, held: { operation: 'listInboxes', after: 2 } },
  { at: 'staging what is new', held: { table: 'stage_item', when: ofRun } },
  { at: 'writing a resource', held: { table: 'resource', when: ofConnection } },
  { at: 'writing a version', first: true, held: { table: 'resource_version', when: ofConnection } },
  { at: 'appending an event', held: { table: 'audit_event', when: `${ofRun} and new.type like 'resource.%'` } },
  { at: 'keeping the certificate', first: true, held: { table: 'listing', when: ofRun } },
  {
    at: 'bringing the scope up to date',
    held: { table: 'scope', when: `${ofConnection} and new.believed_at is not null` },
  },
  { at: 'committing all of that', held: { table: 'resource_version', when: ofConnection, atCommit: true } },
  { at: 'asking for an absent one by name', ripe: true, held: { operation: 'getMailbox' } },
  { at: 'finishing the run', held: { table: 'run', on: 'update', when: `${ofRun} and new.state = 'finished'` } },
];

interface Victim extends Point {
  readonly nth: number;
  readonly sandbox: TestSandbox;
  readonly connection: Connected;
  readonly runId: RunId;
}

const sizes = { host: 2, domain: 3, inbox: 9 };
const pagedSizes = { provider_workspace: 1, domain: 1, inbox: 10 };
/** What the run of each point is to say, in events by their type. */
const changes = { 'resource.appeared': 1, 'resource.changed': 1, 'resource.vanished': 1 };
const takenOverMsMax = 30_000;

test('a daemon that is killed at any point of a run loses nothing and leaves nothing twice: another finishes its work', {
  timeout: 150_000,
}, async () => {
  const victims = await Promise.all(points.map(prepared));
  const locks = new pg.Client(installation.urls.ownerUrl);
  await locks.connect();
  await locks.query(`create function public.wait_there() returns trigger language plpgsql as
    $$ begin perform pg_advisory_xact_lock(tg_argv[0]::bigint); return new; end $$`);
  for (const victim of victims) await hold(victim, locks);
  const daemons = await started(Math.ceil(victims.length / runsPerDaemon));
  await Promise.all(victims.map((victim) => arrived(victim)));

  // What the queue remembers of them from its last look must keep nobody from taking them.
  await monitored(new Date());
  const survivors = await started(2);
  const killedAt = Date.now();
  await Promise.all(daemons.map(killed));
  await locks.end();
  const runs = await Promise.all(victims.map(({ runId }) => installation.ended(runId, 60_000)));

  // They have nothing to give back, and would take the runs that are looked at below.
  await Promise.all(survivors.map(stopped));
  expect(victims.map(({ at }, nth) => `${at}: ${runs[nth]?.outcome}`)).toEqual(
    points.map(({ at }) => `${at}: complete`),
  );
  for (const [nth, victim] of victims.entries()) {
    const takenAfterMs = Date.parse(runs[nth]?.startedAt ?? '') - killedAt;
    expect(takenAfterMs, `${victim.at}: taken over`).toBeGreaterThan(0);
    expect(takenAfterMs, `${victim.at}: taken over`).toBeLessThan(takenOverMsMax);
    await expectWhole(victim);
  }
  await expectNothingLeft();
});

/** As many as a daemon works on at a time. */
const runsPerDaemon = 4;

async function prepared(point: Point, nth: number): Promise<Victim> {
  const seed = 100 + nth;
  const sandbox = point.paged ? await startPaged({ seed, sizes: pagedSizes }) : await startSandbox({ seed, sizes });
  if (point.paged) await sandbox.change({ do: 'dialect', paging: 'silent' });
  // Quicker than the provider allows: what is waited for here is another daemon.
  const connection = await installation.connect(sandbox, point.paged ? { rates: { default: 6_000 } } : {});
  if (point.first !== true) await changed(sandbox, connection, point);
  return { ...point, nth, sandbox, connection, runId: await installation.ask(connection) };
}

/** The connection was listed, and then something of it is created, deleted and edited behind everyone's back. */
async function changed(sandbox: TestSandbox, connection: Connected, { ripe }: Point): Promise<void> {
  await installation.run(connection);
  if (ripe) {
    await sandbox.change({ do: 'delete', kind: 'inbox', id: (await sandbox.thing('inbox', 1)).id });
    for (const _run of [1, 2]) await installation.run(connection);
    await installation.owner.query(
      `update rollcall.resource set missing_since = missing_since - $2 * interval '1 ms' where connection_id = $1`,
      [connection.id, goneGraceMs],
    );
  }
  await sandbox.change({ do: 'delete', kind: 'inbox', id: (await sandbox.thing('inbox', 3)).id });
  await sandbox.change({ do: 'create', kind: 'host', name: '203.0.113.200' });
  await sandbox.change({
    do: 'edit',
    kind: 'domain',
    id: (await sandbox.thing('domain', 1)).id,
    set: { spfOk: false },
  });
}

/** Makes the run stop there. The lock is taken before anybody can come. */
async function hold({ nth, held, sandbox, connection, runId }: Victim, locks: pg.Client): Promise<void> {
  if ('operation' in held) {
    await sandbox.fault({ operation: held.operation, fault: 'hang', after: held.after ?? 0 });
    return;
  }
  await locks.query('select pg_advisory_lock($1)', [nth]);
  const { table, on = 'insert', atCommit } = held;
  const when = held.when.replace('$connection', connection.id).replace('$run', runId);
  const kind = atCommit ? 'constraint trigger' : 'trigger';
  const timing = atCommit ? `after ${on}` : `before ${on}`;
  const deferred = atCommit ? 'deferrable initially deferred' : '';
  await locks.query(`create ${kind} wait_${nth} ${timing} on rollcall.${table} ${deferred} for each row
    when (${when}) execute function public.wait_there('${nth}')`);
}

async function arrived({ at, nth, held, sandbox }: Victim): Promise<void> {
  const isThere = async () => {
    if ('operation' in held) {
      const asked = (await sandbox.log()).filter(({ operationId }) => operationId === held.operation);
      return asked.length > (held.after ?? 0);
    }
    const { rows } = await installation.owner.query(
      `select 1 from pg_locks l join pg_stat_activity a using (pid) where l.locktype = 'advisory' and not l.granted
        and l.objid = $1 and a.datname = current_database() and a.wait_event = 'advisory'`,
      [nth],
    );
    return rows.length > 0;
  };
  await expect.poll(isThere, { timeout: 40_000, interval: 100, message: `nobody came to: ${at}` }).toBe(true);
}

async function monitored(since: Date): Promise<void> {
  const isMonitored = async () => {
    const { rows } = await installation.owner.query(
      `select monitor_on > $1 as is from pgboss.queue where name = 'sync'`,
      [since],
    );
    return rows[0]?.is;
  };
  await expect.poll(isMonitored, { timeout: 25_000, interval: 200 }).toBe(true);
}

async function started(count: number): Promise<readonly ChildProcess[]> {
  return Promise.all(Array.from({ length: count }, () => installation.startDaemon()));
}

async function killed(daemon: ChildProcess): Promise<void> {
  const ended = once(daemon, 'exit');
  daemon.kill('SIGKILL');
  await ended;
}

async function stopped(daemon: ChildProcess): Promise<void> {
  const ended = once(daemon, 'exit');
  daemon.kill('SIGTERM');
  expect((await ended)[0]).toBe(0);
}

/** Each change has one event, each resource all its versions, the ledger what the sandbox holds, and a further run nothing. */
async function expectWhole({ at, first, paged, sandbox, connection, runId }: Victim): Promise<void> {
  const query = async (text: string, values: unknown[]) => (await installation.owner.query(text, values)).rows;
  const told = await query(
    `select type, count(*)::int as events, count(distinct (subject_kind, subject_id))::int as things
      from rollcall.audit_event where run_id = $1 and type like 'resource.%' group by 1 order by 1`,
    [runId],
  );
  for (const { type, events, things } of told) expect(events, `${at}: ${type} of ${things}`).toBe(things);
  const counts = Object.fromEntries(told.map(({ type, events }) => [type, events]));
  if (first !== true) expect(counts, at).toMatchObject(changes);
  const live = await query(
    `select kind, array_agg(external_id order by external_id) as ids from rollcall.resource
      where connection_id = $1 and presence = 'live' group by 1`,
    [connection.id],
  );
  if (first) {
    const all = live.reduce((sum, { ids }) => sum + ids.length, 0);
    expect(counts, at).toEqual({ 'resource.appeared': all });
    expect(all, at).toBeGreaterThan(10);
  }
  if (paged !== true) {
    const there = Object.keys(sizes).map(async (kind) => [
      kind,
      (await sandbox.things(kind)).map(({ id }) => id).toSorted(),
    ]);
    const held = live.map(({ kind, ids }) => [kind, ids]);
    expect(Object.fromEntries(held), at).toEqual(Object.fromEntries(await Promise.all(there)));
  }
  const broken = await query(
    `select r.kind, r.external_id from rollcall.resource r join rollcall.resource_version v
        using (workspace_id, connection_id, kind, external_id)
      where connection_id = $1 group by 1, 2, r.version
      having count(*) <> r.version or min(v.version) <> 1 or max(v.version) <> r.version`,
    [connection.id],
  );
  expect(broken, at).toEqual([]);
  const ends = await query(`select 1 from rollcall.audit_event where run_id = $1 and type = 'run.finished'`, [runId]);
  expect(ends, at).toHaveLength(1);
  const again = await installation.run(connection);
  const found = again.kinds.filter(
    ({ appeared, changed, vanished, reappeared }) => appeared + changed + vanished + reappeared > 0,
  );
  expect({ outcome: again.outcome, found }, at).toEqual({ outcome: 'complete', found: [] });
}

async function expectNothingLeft(): Promise<void> {
  const { rows } = await installation.owner.query(`select
    (select count(*)::int from rollcall.run where state <> 'finished') as runs,
    (select count(*)::int from rollcall.stage_item) as staged,
    (select count(*)::int from pgboss.job where name = 'sync' and state in ('created', 'retry', 'active')) as jobs`);
  expect(rows).toEqual([{ runs: 0, staged: 0, jobs: 0 }]);
}
