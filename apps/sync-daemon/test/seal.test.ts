import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { expect, test } from 'vitest';
import { startSealing } from '../src/seal.ts';
import { useInstallation } from './support/installation.ts';

const installation = useInstallation();

/** Appends so many events, in one statement. */
async function tell(events: number): Promise<void> {
  await installation.owner.query(
    `insert into rollcall.audit_event (workspace_id, event_id, type, actor, subject_kind, subject_id, subject_name)
    select $1, gen_random_uuid(), 'key.created', '{}', 'gateway_key', n, n from generate_series(1, $2::int) n`,
    [installation.workspaceId, events],
  );
}

async function order(): Promise<{ sealed: number; first: number; last: number; tail: number; waiting: number }> {
  const { rows } = await installation.owner.query(
    `select count(*)::int as sealed, min(seq)::int as first, max(seq)::int as last,
      (select size::int from rollcall.audit_tail) as tail, (select count(*)::int from rollcall.audit_pending) as waiting
    from rollcall.sealed_event`,
  );
  return rows[0];
}

/** The sessions that are in the middle of sealing, once there are any. */
async function sealers(): Promise<readonly number[]> {
  for (let n = 0; n < 500; n += 1) {
    const { rows } = await installation.owner.query(
      `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
        and query like '%seal_events%' and pid <> pg_backend_pid()`,
    );
    if (rows.length > 0) return rows.map(({ pid }) => pid);
    await sleep(20);
  }
  throw new Error('nobody is sealing');
}

const complete = { timeout: 10_000, interval: 20 };

test('whoever seals may be cut off or killed in the middle: nothing of it was done, or all, and another one goes on', async () => {
  const first = await installation.startDaemon();
  await tell(1);
  await expect.poll(order, complete).toMatchObject({ sealed: 1, waiting: 0 });

  // Whoever seals now stops in front of the tail, with everything else written.
  const holder = new pg.Client(installation.urls.ownerUrl);
  await holder.connect();
  await holder.query('begin; select from rollcall.audit_tail for update');
  await tell(500);
  const [cutOff] = await sealers();
  const untouched = { sealed: 1, first: 1, last: 1, tail: 1, waiting: 500 };
  expect(await order()).toEqual(untouched);
  await installation.owner.query('select pg_terminate_backend($1)', [cutOff]);
  await expect.poll(async () => (await sealers()).includes(cutOff ?? 0), complete).toBe(false);
  expect(await order()).toEqual(untouched);

  // The daemon is at it again by now. Its session outlives it, and then does all or nothing.
  first.kill('SIGKILL');
  const { daemon } = installation;
  const stopOthers = [startSealing(daemon.db, daemon), startSealing(daemon.db, daemon)];
  await tell(200);
  await sleep(300);
  expect(await order()).toEqual({ ...untouched, waiting: 700 });
  await holder.query('rollback');
  await holder.end();
  await expect.poll(order, complete).toEqual({ sealed: 701, first: 1, last: 701, tail: 701, waiting: 0 });

  await tell(1);
  await expect.poll(order, complete).toEqual({ sealed: 702, first: 1, last: 702, tail: 702, waiting: 0 });
  await Promise.all(stopOthers.map((stop) => stop()));
}, 40_000);
