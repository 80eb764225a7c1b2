import { type Instant, WorkspaceId } from '@rollcall/schema';
import { sql } from 'kysely';
import { inMs, now } from './clock.ts';
import type { Db, Tx } from './database.ts';
import { instant } from './json.ts';
import { tailOf } from './sealing.ts';

/** For so long a daemon that judges a workspace is believed to go on with it: no set of facts takes a fraction of it. */
const claimMs = 120_000;
/** A workspace is left alone for so long at least after it was judged: what happens together is judged together. */
const restMs = 1_000;

/** The workspaces that are to be judged, those first that have waited longest. Rides the primary keys of workspaces. */
export async function dueJudgings(db: Db, most: number): Promise<readonly WorkspaceId[]> {
  const { rows } = await sql<{ workspace_id: string }>`
    select d.workspace_id from rollcall.due_judgings(${most}, ${restMs}) d`.execute(db);
  return rows.map(({ workspace_id }) => WorkspaceId.parse(workspace_id));
}

/** Has the workspace judged soon, for what leaves no event: use that was imported, DNS that was asked. */
export async function wantJudging(tx: Tx): Promise<void> {
  await tx
    .insertInto('judging')
    .values({ workspace_id: tx.workspaceId, asked_at: now })
    .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet({ asked_at: now }))
    .execute();
}

/** Takes the workspace for judging. False where another daemon has it. */
export async function beginJudging(tx: Tx): Promise<boolean> {
  const begun = { begun_at: now, claimed_until: inMs(claimMs), tail: `${await tailOf(tx)}` };
  const row = await tx
    .insertInto('judging')
    .values({ workspace_id: tx.workspaceId, ...begun })
    .onConflict((conflict) =>
      conflict
        .column('workspace_id')
        .doUpdateSet(begun)
        .where((judging) =>
          judging.or([judging('judging.claimed_until', 'is', null), judging('judging.claimed_until', '<', now)]),
        ),
    )
    .returning('workspace_id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Says that it is still being judged. */
export async function goOnJudging(tx: Tx): Promise<void> {
  await tx
    .updateTable('judging')
    .set({ claimed_until: inMs(claimMs) })
    .where('workspace_id', '=', tx.workspaceId)
    .execute();
}

/** It was judged. */
export async function endJudging(tx: Tx): Promise<void> {
  const tookMs = sql<number>`(extract(epoch from clock_timestamp() - begun_at) * 1000)::integer`;
  await tx
    .updateTable('judging')
    .set({ ended_at: now, claimed_until: null, took_ms: tookMs })
    .where('workspace_id', '=', tx.workspaceId)
    .execute();
}

/** The database's time, and the providers at which the workspace has connections. */
export async function judgedProviders(
  tx: Tx,
): Promise<{ readonly at: Instant; readonly providers: readonly string[] }> {
  const { rows } = await sql<{ at: Date; providers: readonly string[] }>`
    select clock_timestamp() as at, array(select distinct c.provider from rollcall.connection c
      where c.workspace_id = ${tx.workspaceId} order by 1) as providers`.execute(tx);
  const { at = new Date(0), providers = [] } = rows[0] ?? {};
  return { at: instant(at), providers };
}
