import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkspaceId } from '@rollcall/schema';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newSealingMark, sealEvents } from '../src/index.ts';
import { useStore } from './support/store.ts';

const store = useStore();

const subjects = 5;
const writers = 8;
const changesOfEach = 30;
const pauseMsMax = 6;

/** Sessions of the daemon's login, which writes most of the events that there are, and seals. */
const sessions: pg.Client[] = [];
async function session(): Promise<pg.Client> {
  const client = new pg.Client(store.urls.daemonUrl);
  sessions.push(client);
  await client.connect();
  return client;
}

beforeAll(async () => {
  await store.owner.query(
    `create table public.subject (workspace_id uuid, id int, version int not null default 0, primary key (workspace_id, id));
    insert into public.subject select w::uuid, n from unnest(array['${store.mine}', '${store.theirs}']) w, generate_series(1, ${subjects}) n;
    grant select, update on public.subject to rollcall_daemon`,
  );
});
afterAll(() => Promise.all(sessions.map((client) => client.end())));

/**
 * Writers that lock a subject, change it and tell of it, also of what they saw of another one, and commit or not, all with
 * pauses of any length in between; and sealers beside them that take as much as they like, and break off as they like. What
 * must come of it, whatever the pauses are: all that was committed has one number, none is missing, and no number contradicts
 * what somebody saw.
 */
test('whoever commits when, and whoever seals when: each event has one number, and causes have smaller ones', async () => {
  const stopping = new AbortController();
  const sealing = Promise.all([sealRoughly(stopping.signal), sealWell(stopping.signal), sealWell(stopping.signal)]);
  const told = (await Promise.all(Array.from({ length: writers }, (_, nth) => write(nth)))).flat();
  const early = await store.owner.query('select count(*)::int as count from rollcall.sealed_event');
  stopping.abort();
  await sealing;
  await sealEvents(store.daemon);
  // Else it was not sealed while others wrote, and nothing was tried.
  expect(early.rows[0].count).toBeGreaterThan(told.length / 2);

  for (const workspaceId of [store.mine, store.theirs]) {
    const sealed = await sealedOf(workspaceId);
    expect(sealed.map(({ seq }) => seq)).toEqual(sealed.map((_, nth) => nth + 1));
    const mine = told.filter((event) => event.workspaceId === workspaceId);
    expect(sealed.map(({ id }) => id).sort()).toEqual(mine.map(({ id }) => id).sort());
    const seqOf = new Map(sealed.map(({ subject, version, seq }) => [`${subject}/${version}`, seq]));
    const late = sealed.filter(({ subject, version, saw, seq }) =>
      [`${subject}/${version - 1}`, saw].some((earlier) => (seqOf.get(earlier) ?? 0) >= seq),
    );
    expect(late).toEqual([]);
  }
  const { rows } = await store.owner.query(
    `select (select count(*)::int from rollcall.audit_pending) as waiting,
      (select json_agg(size) from rollcall.audit_tail) as tails, (select count(*)::int from rollcall.sealed_event) as sealed`,
  );
  expect(rows[0].waiting).toBe(0);
  expect(rows[0].tails.reduce((sum: number, size: number) => sum + size)).toBe(rows[0].sealed);
}, 30_000);

interface Told {
  readonly workspaceId: WorkspaceId;
  readonly id: string;
}

/** Answers what it committed. */
async function write(nth: number): Promise<readonly Told[]> {
  const client = await session();
  const workspaceId = nth % 3 === 0 ? store.theirs : store.mine;
  const committed: Told[] = [];
  for (let change = 0; change < changesOfEach; change += 1) {
    const told: Told[] = [];
    await client.query(`begin; select set_config('rollcall.workspace_id', '${workspaceId}', true)`);
    // Most tell of one subject, some of several, always in the same order so that none waits for another for ever.
    const some = Array.from({ length: subjects }, (_, subject) => subject + 1).filter(() => Math.random() < 0.3);
    for (const subject of some) {
      const { rows } = await client.query(
        'update public.subject set version = version + 1 where workspace_id = $1 and id = $2 returning version',
        [workspaceId, subject],
      );
      const other = Math.ceil(Math.random() * subjects);
      const seen = await client.query('select version from public.subject where workspace_id = $1 and id = $2', [
        workspaceId,
        other,
      ]);
      // What it has changed itself it has not told of yet, if that is the same.
      const saw = other === subject || some.includes(other) ? null : `${other}/${seen.rows[0].version}`;
      await pause();
      // Of no order: nothing may rely on ids being in that of time.
      const id = randomUUID();
      await client.query(
        `insert into rollcall.audit_event (workspace_id, event_id, type, actor, subject_kind, subject_id, subject_name, after)
        values ($1, $2, 'resource.changed', '{}', 'inbox', $3, $3, $4)`,
        [workspaceId, id, `${subject}`, JSON.stringify({ version: rows[0].version, saw })],
      );
      told.push({ workspaceId, id });
      await pause();
    }
    const isKept = Math.random() < 0.8;
    await client.query(isKept ? 'commit' : 'rollback');
    if (isKept) committed.push(...told);
  }
  return committed;
}

/** As the daemon does it, without a pause. */
async function sealWell(signal: AbortSignal): Promise<void> {
  const mark = newSealingMark();
  while (!signal.aborted) {
    await sealEvents(store.daemon, mark);
    await sleep(1);
  }
}

/** A few at a time, from the beginning, holding the lock for a while, and one time in three taking it back. */
async function sealRoughly(signal: AbortSignal): Promise<void> {
  const client = await session();
  while (!signal.aborted) {
    await client.query('begin');
    await client.query('select * from rollcall.seal_events($1, 0)', [Math.ceil(Math.random() * 4)]);
    await pause();
    await client.query(Math.random() < 0.3 ? 'rollback' : 'commit');
    await pause();
  }
}

async function pause(): Promise<void> {
  // Not at all as often as for long: what is quick overtakes what is slow.
  if (Math.random() < 0.5) await sleep(Math.random() * pauseMsMax);
}

async function sealedOf(workspaceId: WorkspaceId) {
  const { rows } = await store.owner.query<{ seq: number; id: string; subject: string; version: number; saw: string }>(
    `select s.seq::int, e.event_id as id, e.subject_id as subject, (e.after ->> 'version')::int as version,
      coalesce(e.after ->> 'saw', '') as saw
    from rollcall.sealed_event s join rollcall.audit_event e using (workspace_id, event_id)
    where s.workspace_id = $1 order by s.seq`,
    [workspaceId],
  );
  return rows;
}
