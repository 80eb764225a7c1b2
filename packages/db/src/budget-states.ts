import type { ConnectionId, RateBudget, WorkspaceId } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import { type BudgetBucket, paceOf } from './budget.ts';
import type { Tx } from './database.ts';
import { instantOrNull } from './json.ts';

/** A bucket that is asked about, as its provider declares it. */
export interface AskedBucket extends BudgetBucket {
  readonly connectionId: ConnectionId;
  readonly connection: string;
  readonly provider: string;
  readonly name: string;
  /** Host and port of the provider's API. */
  readonly address: string;
}

interface State {
  readonly available: number;
  readonly next_at: Date | null;
  readonly paused_until: Date | null;
  readonly share: number;
  readonly slowed_at: Date | null;
  readonly in_use: number;
  readonly waiting: number;
  readonly waited_seconds: number;
}

/** How each of these buckets of a workspace stands now, in their order. One that was never spent from is full. */
export async function budgetStates(tx: Tx, buckets: readonly AskedBucket[]): Promise<readonly RateBudget[]> {
  const own = buckets.map((bucket) => ({ ...bucket, workspaceId: tx.workspaceId }));
  const states = await statesOf(tx, own, { budgets: sql`rollcall.rate_budget`, waiters: sql`rollcall.rate_waiter` });
  return states.map(([bucket, state]) => stateOf(bucket, state));
}

/** A bucket of any workspace, and how long whoever stands longest in its line has stood there; 0 where nobody does. */
interface WatchedBucket extends RateBudget {
  readonly connectionId: ConnectionId;
  readonly waitedSeconds: number;
}

/** The same of buckets of any workspaces, for figures of the whole installation. */
export async function budgetStatesOfAll(
  tx: Tx,
  buckets: readonly (AskedBucket & { readonly workspaceId: WorkspaceId })[],
): Promise<readonly WatchedBucket[]> {
  const sources = { budgets: sql`rollcall.rate_budgets()`, waiters: sql`rollcall.rate_waiters()` };
  const states = await statesOf(tx, buckets, sources);
  return states.map(([bucket, state]) => ({
    ...stateOf(bucket, state),
    ...{ connectionId: bucket.connectionId, waitedSeconds: state.waited_seconds },
  }));
}

async function statesOf<Bucket extends AskedBucket & { readonly workspaceId: WorkspaceId }>(
  tx: Tx,
  buckets: readonly Bucket[],
  { budgets, waiters }: Readonly<Record<'budgets' | 'waiters', RawBuilder<unknown>>>,
): Promise<readonly (readonly [Bucket, State])[]> {
  const asked = buckets.map((bucket) => ({
    workspace_id: bucket.workspaceId,
    ...{ connection_id: bucket.connectionId, bucket: bucket.name, burst: bucket.burst },
    ...{ step_ms: paceOf(bucket).stepMs, tolerance_ms: paceOf(bucket).toleranceMs },
    address: bucket.concurrent?.per === 'address' ? bucket.address : null,
  }));
  const { rows } = await sql<State>`
    select
      case when p.free_at > n.at then 0 else least(a.burst,
        floor(extract(epoch from n.at - p.free_at) * 1000 / (a.step_ms / p.share)) + 1) end::int as available,
      case when p.free_at > n.at then p.free_at end as next_at,
      case when b.paused_until > n.at then b.paused_until end as paused_until,
      p.share, b.slowed_at,
      coalesce(rollcall.slots_in_use(case when a.address is null then b.slots else s.slots end, n.at), 0) as in_use,
      coalesce(w.waiting, 0)::int as waiting,
      coalesce(extract(epoch from n.at - w.since), 0)::float8 as waited_seconds
    from rows from (jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as (workspace_id uuid, connection_id uuid,
      bucket text, burst int, step_ms float8, tolerance_ms float8, address text)) with ordinality
      as a(workspace_id, connection_id, bucket, burst, step_ms, tolerance_ms, address, nth)
    cross join (select clock_timestamp() as at) n
    left join ${budgets} b on b.workspace_id = a.workspace_id and b.connection_id = a.connection_id
      and b.bucket = a.bucket
    left join (select w.workspace_id, w.connection_id, w.bucket, count(*) as waiting, min(w.since) as since
      from ${waiters} w where w.until > clock_timestamp() group by 1, 2, 3) w
      on w.workspace_id = a.workspace_id and w.connection_id = a.connection_id and w.bucket = a.bucket
    left join rollcall.address_slots s on s.address = a.address and s.bucket = a.bucket
    cross join lateral (select
      coalesce(rollcall.rate_share(b.slowed_to, b.slowed_at, n.at), 1) as share,
      greatest(b.paused_until, b.spent_until - a.tolerance_ms * interval '1 ms') as free_at) p
    order by a.nth`.execute(tx);
  return buckets.flatMap((bucket, nth) => {
    const state = rows[nth];
    return state === undefined ? [] : [[bucket, state] as const];
  });
}

function stateOf(bucket: AskedBucket, state: State): RateBudget {
  const { connection, provider, name, perMinute, burst, concurrent } = bucket;
  const slots = concurrent === undefined ? null : { inUse: state.in_use, ...concurrent };
  const free = slots === null ? state.available : Math.max(0, slots.max - slots.inUse);
  const since = instantOrNull(state.slowed_at);
  return {
    ...{ connection, provider, bucket: name, perMinute, burst },
    available: Math.min(state.available, free),
    nextAt: instantOrNull(state.next_at),
    pausedUntil: instantOrNull(state.paused_until),
    slowed: since === null || state.share >= 1 ? null : { share: state.share, since },
    slots,
    waiting: state.waiting,
  };
}
