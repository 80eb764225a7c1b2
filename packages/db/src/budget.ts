import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionId, WorkspaceId } from '@rollcall/schema';
import { sql } from 'kysely';
import { type Db, inWorkspace } from './database.ts';

/** Whose requests are counted. */
export interface BudgetOwner {
  readonly workspaceId: WorkspaceId;
  readonly connectionId: ConnectionId;
}

/** The requests a connection may still make, in PostgreSQL: every process that acts for it spends from the same. */
export interface SharedBudget {
  take(bucket: string, signal: AbortSignal): Promise<void>;
  pause(bucket: string, ms: number): Promise<void>;
}

/** No wait is longer between two looks: another process may have been stopped without spending what it waited for. */
const waitMsMax = 5_000;

export function openBudget(
  db: Db,
  owner: BudgetOwner,
  buckets: Readonly<Record<string, { readonly perMinute: number; readonly burst: number }>>,
): SharedBudget {
  const named = (name: string): { name: string; perMinute: number; burst: number } => {
    const bucket = buckets[name];
    if (bucket === undefined) throw new RangeError(`no rate bucket is named ${name}`);
    return { name, ...bucket };
  };
  return {
    async take(name, signal) {
      while (true) {
        signal.throwIfAborted();
        const { waitMs } = await spendRequest(db, owner, named(name));
        if (waitMs === 0) return;
        await sleep(Math.min(waitMs, waitMsMax), undefined, { signal });
      }
    },
    pause: (name, ms) => pauseRequests(db, owner, { ...named(name), ms }),
  };
}

/**
 * Spends one request of a connection's bucket, or says how long to wait. One row a bucket, shared by every process:
 * the generic cell rate algorithm, where a bucket of `burst` requests refills at `perMinute`.
 */
async function spendRequest(
  db: Db,
  owner: BudgetOwner,
  bucket: { name: string; perMinute: number; burst: number },
): Promise<{ waitMs: number }> {
  const { stepMs, toleranceMs } = pace(bucket);
  return inWorkspace(db, owner.workspaceId, async (tx) => {
    const spent = await sql<{ wait: number }>`
      insert into rollcall.rate_budget as b (workspace_id, connection_id, bucket, spent_until)
      values (${owner.workspaceId}, ${owner.connectionId}, ${bucket.name},
        clock_timestamp() + ${stepMs} * interval '1 ms')
      on conflict (workspace_id, connection_id, bucket) do update
        set spent_until = greatest(b.spent_until, clock_timestamp()) + ${stepMs} * interval '1 ms'
        where b.spent_until - clock_timestamp() <= ${toleranceMs} * interval '1 ms'
      returning 0 as wait`.execute(tx);
    if (spent.rows.length > 0) return { waitMs: 0 };
    const wait = await sql<{ wait: number }>`
      select greatest(0, extract(epoch from spent_until - clock_timestamp()) * 1000 - ${toleranceMs})::float8 as wait
      from rollcall.rate_budget
      where workspace_id = ${owner.workspaceId} and connection_id = ${owner.connectionId} and bucket = ${bucket.name}
      `.execute(tx);
    return { waitMs: Math.ceil(wait.rows[0]?.wait ?? 0) + 1 };
  });
}

/** Empties a bucket until `ms` from now: the provider asked for a pause. */
async function pauseRequests(
  db: Db,
  owner: BudgetOwner,
  bucket: { name: string; perMinute: number; burst: number; ms: number },
): Promise<void> {
  const { toleranceMs } = pace(bucket);
  await inWorkspace(db, owner.workspaceId, async (tx) => {
    await sql`
      insert into rollcall.rate_budget as b (workspace_id, connection_id, bucket, spent_until)
      values (${owner.workspaceId}, ${owner.connectionId}, ${bucket.name},
        clock_timestamp() + ${bucket.ms + toleranceMs} * interval '1 ms')
      on conflict (workspace_id, connection_id, bucket) do update
        set spent_until = greatest(b.spent_until, excluded.spent_until)`.execute(tx);
  });
}

/**
 * The share of the allowed rate that is spent. The provider's clock and ours do not tick together: at the whole rate, a
 * request now and then comes a moment early and is refused.
 */
const rateShare = 0.97;

function pace({ perMinute, burst }: { perMinute: number; burst: number }): { stepMs: number; toleranceMs: number } {
  const stepMs = 60_000 / (perMinute * rateShare);
  return { stepMs, toleranceMs: stepMs * (burst - 1) };
}
