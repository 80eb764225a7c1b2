import { mkdtempSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { inWorkspace, logKeys } from '@rollcall/db';
import { noteHash, openCheckpoint } from '@rollcall/ledger';
import pg from 'pg';
import { afterAll, afterEach, expect, test } from 'vitest';
import { startKeepingLogs } from '../src/log/keep-logs.ts';
import { pinFolderAt } from '../src/log/pin-folder.ts';
import { startSealing } from '../src/seal.ts';
import { useInstallation } from './support/installation.ts';

const installation = useInstallation();
/** Each change is signed at once. */
const atOnce = { changedMs: 0, idleMs: 86_400_000 };

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

const pinned = mkdtempSync(join(tmpdir(), 'rollcall-pins-'));
afterAll(() => rmSync(pinned, { recursive: true, force: true }));

function keep(path = join(pinned, 'kept')): void {
  const { daemon } = installation;
  const folder = pinFolderAt(path);
  stops.push(
    startSealing(daemon.db, daemon),
    startKeepingLogs(daemon.db, daemon, { times: atOnce, folder, pinAgainMs: 20 }),
  );
}

async function tell(events: number): Promise<void> {
  await installation.owner.query(
    `insert into rollcall.audit_event (workspace_id, event_id, type, actor, subject_kind, subject_id, subject_name)
    select $1, gen_random_uuid(), 'key.created', '{}', 'gateway_key', n, n from generate_series(1, $2::int) n`,
    [installation.workspaceId, events],
  );
}

interface State {
  readonly told: number;
  readonly leaves: number;
  readonly tree: number;
  readonly signed: number;
}

async function state(): Promise<State> {
  const { rows } = await installation.owner.query(
    `select (select count(*)::int from rollcall.audit_event) as told, (select count(*)::int from rollcall.audit_leaf) as leaves,
      coalesce((select size::int from rollcall.audit_tree), 0) as tree,
      coalesce((select max(size)::int from rollcall.audit_checkpoint), 0) as signed`,
  );
  return rows[0];
}

/** Resolves when all that was told is in the log, and signed. */
async function allSigned(): Promise<void> {
  const lacking = async () => {
    const { told, ...done } = await state();
    return Object.entries(done).filter(([, count]) => count !== told);
  };
  await expect.poll(lacking, { timeout: 15_000, interval: 20 }).toEqual([]);
}

/** All checkpoints, each held to the one before and to the leaves that there are. */
async function chain(): Promise<readonly number[]> {
  const keys = await inWorkspace(installation.gateway, installation.workspaceId, logKeys);
  const { rows } = await installation.owner.query(
    'select number::int, note from rollcall.audit_checkpoint order by number',
  );
  let before: string | undefined;
  for (const [nth, { number, note }] of rows.entries()) {
    const { previous } = openCheckpoint(
      note,
      keys.map(({ key }) => key),
    );
    expect([number, previous === null ? null : Buffer.from(previous)]).toEqual([
      nth + 1,
      before === undefined ? null : Buffer.from(noteHash(before)),
    ]);
    before = note;
  }
  return rows.map(({ number }) => number);
}

/** Sessions that wait for a lock, in the middle of what `query` is like. */
async function waiters(query: string): Promise<readonly number[]> {
  for (let nth = 0; nth < 500; nth += 1) {
    const { rows } = await installation.owner.query(
      `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like $1
        and pid <> pg_backend_pid()`,
      [query],
    );
    if (rows.length > 0) return rows.map(({ pid }) => pid);
    await sleep(20);
  }
  throw new Error('nobody waits');
}

test('events are in the log and signed soon after they are told, by however many daemons', async () => {
  keep();
  await tell(300);
  await allSigned();
  keep();
  for (let nth = 0; nth < 5; nth += 1) await tell(7);
  await allSigned();
  expect((await chain()).length).toBeGreaterThan(1);
}, 30_000);

test.each([
  { where: 'with leaves half made', table: 'audit_leaf', query: '%grow_leaves%', keeps: ['leaves', 'tree'] },
  { where: 'with leaves made, and no tree', table: 'audit_tree', query: '%store_trees%', keeps: ['leaves', 'tree'] },
  {
    where: 'with a note that is not on record',
    table: 'audit_checkpoint',
    query: '%insert%checkpoint%',
    keeps: ['signed'],
  },
] as const)(
  'a daemon that is killed $where leaves all or nothing, and another one goes on',
  async ({ table, query, keeps }) => {
    // A session that is cut off is all that PostgreSQL sees of a killed process; once, it is one.
    const daemon = table === 'audit_leaf' ? await installation.startDaemon() : undefined;
    const holder = new pg.Client(installation.urls.ownerUrl);
    await holder.connect();
    try {
      // Whoever writes to the table now stops there, with everything before it done.
      await holder.query(`begin; lock table rollcall.${table} in share mode`);
      keep();
      await tell(20);
      const [stuck] = await waiters(query);
      const before = await state();
      daemon?.kill('SIGKILL');
      await installation.owner.query('select pg_terminate_backend($1)', [stuck]);
      await waiters(query);
      const after = await state();
      expect(keeps.map((what) => after[what])).toEqual(keeps.map((what) => before[what]));
    } finally {
      await holder.end();
    }
    await allSigned();
    await tell(1);
    await allSigned();
    await chain();
  },
  40_000,
);

const fileIn = (folder: string) => join(pinned, folder, `${installation.workspaceId}.ndjson`);
/** What a file holds, each line whole. */
const linesIn = (folder: string): readonly { readonly number: number; readonly note: string }[] =>
  readFileSync(fileIn(folder), 'utf8')
    .split(/(?<=\n)/)
    .map((line) => JSON.parse(line.endsWith('\n') ? line : 'torn'));

async function newest(): Promise<{ readonly number: number; readonly note: string }> {
  const { rows } = await installation.owner.query(
    'select number::int, note from rollcall.audit_checkpoint order by number desc limit 1',
  );
  return rows[0];
}

/** Resolves when the newest checkpoint is the last line of the file, and no other is in it twice, or behind a later one. */
async function allPinned(folder: string): Promise<void> {
  await allSigned();
  // Of two daemons, each may sign: what is the newest is asked each time.
  const isPinned = async () => isDeepStrictEqual(linesIn(folder).at(-1), await newest());
  await expect.poll(isPinned, { timeout: 15_000, interval: 20 }).toBe(true);
  const numbers = linesIn(folder).map(({ number }) => number);
  expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
}

test('checkpoints are kept in files by any number of daemons, which go on behind a line that was torn', async () => {
  await tell(1);
  for (const folder of ['one', 'one', 'two']) keep(join(pinned, folder));
  await Promise.all(['one', 'two'].map(allPinned));
  if (process.platform !== 'win32') {
    expect([statSync(join(pinned, 'one')).mode & 0o777, statSync(fileIn('one')).mode & 0o777]).toEqual([0o700, 0o600]);
  }
  await tell(1);
  await Promise.all(['one', 'two'].map(allPinned));
  await Promise.all(stops.splice(0).map((stop) => stop()));
  const before = linesIn('one');
  truncateSync(fileIn('one'), statSync(fileIn('one')).size - 40);
  keep(join(pinned, 'one'));
  await allPinned('one');
  expect(linesIn('one')).toEqual(before);
}, 40_000);

test('while its folder cannot be written to, a log is signed and it is told; what is newest then is kept later', async () => {
  const path = join(pinned, 'barred');
  writeFileSync(path, 'a file, where a folder belongs');
  keep(path);
  await tell(1);
  await allSigned();
  const line = () => installation.logged.find((logged) => logged.includes('could not keep the checkpoint'));
  await expect.poll(line, { timeout: 15_000, interval: 20 }).toMatch(/"remedy":".*AUDIT_LOG/);
  await expect.poll(() => installation.daemon.metrics.text()).toMatch(/rollcall_daemon_logs_stuck\{step="pin"\} 1\n/);
  const pins = () => installation.owner.query('select number::int, fault from rollcall.checkpoint_pin');
  expect((await pins()).rows[0].fault).toMatch(/barred.*: ENOTDIR|EEXIST/);
  renameSync(path, join(pinned, 'moved'));
  const isKept = async () => isDeepStrictEqual((await pins()).rows, [{ number: (await newest()).number, fault: null }]);
  await expect.poll(isKept).toBe(true);
  await allPinned('barred');
}, 30_000);

test('a log that was set back before a daemon started is not signed, nor kept, since a file knows more', async () => {
  keep();
  await tell(1);
  await allPinned('kept');
  await Promise.all(stops.splice(0).map((stop) => stop()));
  const { number } = await newest();
  const before = linesIn('kept');
  await installation.owner.query(
    `set local session_replication_role = replica; delete from rollcall.audit_checkpoint where number = ${number}`,
  );
  const signed = (await state()).signed;
  keep();
  await tell(1);
  const why = `the checkpoint ${number} of \\d+ events was signed, and is not on record: the database was set back`;
  for (const told of [`"why":"${why}.*refused to sign`, `${why}.*could not keep the checkpoint`]) {
    const line = () => installation.logged.some((logged) => new RegExp(told).test(logged));
    await expect.poll(line, { timeout: 15_000, interval: 20 }).toBe(true);
  }
  expect([(await state()).signed, linesIn('kept')]).toEqual([signed, before]);
  // The way out: the file is moved away, and another one begun.
  await Promise.all(stops.splice(0).map((stop) => stop()));
  renameSync(fileIn('kept'), `${fileIn('kept')}.before`);
  keep();
  await allPinned('kept');
}, 40_000);

test('a log that was set back while a daemon runs is not signed, and it is told', async () => {
  keep();
  await tell(2);
  await allSigned();
  await installation.owner.query(
    `set local session_replication_role = replica; delete from rollcall.audit_checkpoint where true`,
  );
  await tell(1);
  const line = () => installation.logged.find((logged) => logged.includes('refused to sign the log of a workspace'));
  await expect
    .poll(line, { timeout: 15_000, interval: 20 })
    .toMatch(/"why":"the checkpoint \d+ of \d+ events was signed, and is not on record/);
  expect(await installation.daemon.metrics.text()).toMatch(/rollcall_daemon_log_refusals_total 1\n/);
  expect((await state()).signed).toBe(0);
}, 30_000);
