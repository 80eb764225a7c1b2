import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionId, WorkspaceId } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import { type Db, databaseError, executeAlone, inWorkspace, type Tx } from './database.ts';

/** Whose requests are counted. */
export interface BudgetOwner {
  readonly workspaceId: WorkspaceId;
  readonly connectionId: ConnectionId;
}

/** A rate bucket as its provider declares it. */
export interface BudgetBucket {
  readonly perMinute: number;
  readonly burst: number;
  readonly concurrent?: { readonly max: number; readonly per: 'credential' | 'address' };
}

/** What is spent from. */
export interface BudgetTerms {
  readonly buckets: Readonly<Record<string, BudgetBucket>>;
  /** Host and port of the provider's API: what it caps for our address is counted by them. */
  readonly address: string;
  /** No request of this provider takes longer, in ms. A slot whose holder crashed is free again a little later. */
  readonly requestMsMax: number;
}

/** The requests a connection may still make, in PostgreSQL: every process that acts for it spends from the same. */
export interface SharedBudget {
  /** Waits for a request, and for a slot where those are capped; what it answers gives the slot back, and never fails. */
  take(bucket: string, signal: AbortSignal): Promise<() => Promise<void>>;
  pause(bucket: string, ms: number): Promise<void>;
  slow(bucket: string): Promise<void>;
}

/** No wait is longer between two looks: whoever stands in front may leave. A place in the line is kept for twice as long. */
const lookMsMax = 5_000;
/** A slot may come free at any moment, and nobody is told: looks come soon at first, and then at leisure. */
const slotLookMsMin = 20;
const slotLookMsMax = 400;
/** Background that has waited for this long stands in line like a caller: it is never starved for good. */
const yieldMsMax = 10_000;
/** A slot outlives the longest request by what making the connection and recording the end may take. */
const leaseMarginMs = 30_000;

/**
 * Opens a connection's budget. `priority`: a caller that has to wait goes before background, in whichever process.
 * Throws `database_unavailable` and the like when it cannot be asked.
 */
export function openBudget(
  db: Db,
  owner: BudgetOwner,
  { priority, ...terms }: BudgetTerms & { readonly priority: 'caller' | 'background' },
): SharedBudget {
  return {
    async take(name, signal) {
      const bucket = bucketNamed(terms, name);
      const ticket = randomUUID();
      const startedAt = performance.now();
      let first = priority === 'caller';
      try {
        await lookUntil(signal, async () => {
          first ||= performance.now() - startedAt > yieldMsMax;
          return takeRequest(db, owner, { terms, bucket, ticket, first });
        });
      } catch (error) {
        // Nobody waits for a place that is not given back, either: it ends by itself.
        if (first) await leaveLine(db, owner, ticket).catch(() => {});
        throw error;
      }
      return releaseOf(bucket, () => giveBack(db, { owner, terms, bucket, ticket }));
    },
    pause: (name, ms) => pauseRequests(db, owner, { ...bucketNamed(terms, name), ms }),
    slow: (name) => slowRequests(db, owner, bucketNamed(terms, name)),
  };
}

/** The budget of a credential that is being tried, and how many requests that took, by bucket. */
export interface TryingBudget extends SharedBudget {
  readonly spent: ReadonlyMap<string, number>;
}

/**
 * A budget for trying a credential that belongs to no connection yet. Nothing of a rate is known of it, but what is
 * capped for our address counts; `chargeRequests` is told what was spent once there is a connection.
 */
export function openAddressBudget(db: Db, terms: BudgetTerms): TryingBudget {
  const spent = new Map<string, number>();
  return {
    spent,
    async take(name, signal) {
      const bucket = bucketNamed(terms, name);
      const ticket = randomUUID();
      spent.set(name, (spent.get(name) ?? 0) + 1);
      if (bucket.concurrent?.per !== 'address') {
        signal.throwIfAborted();
        return async () => {};
      }
      const { max } = bucket.concurrent;
      await lookUntil(signal, async () => {
        const taken = await sql<{ granted: boolean }>`select rollcall.take_address_slot(${terms.address}, ${name},
          ${ticket}, ${max}, ${terms.requestMsMax + leaseMarginMs}) as granted`.execute(db);
        return { granted: taken.rows[0]?.granted === true, waitMs: 0 };
      });
      return releaseOf(
        bucket,
        async () => void (await slotFreed({ address: terms.address, bucket: name, ticket }).execute(db)),
      );
    },
    pause: async () => {},
    slow: async () => {},
  };
}

/** Charges a new connection for the requests that trying its credential took: the provider has counted them. */
export async function chargeRequests(
  tx: Tx,
  connectionId: ConnectionId,
  { terms, spent }: { terms: BudgetTerms; spent: ReadonlyMap<string, number> },
): Promise<void> {
  for (const [name, requests] of spent) {
    const { stepMs } = paceOf(bucketNamed(terms, name));
    await sql`
      insert into rollcall.rate_budget (workspace_id, connection_id, bucket, spent_until)
      values (${tx.workspaceId}, ${connectionId}, ${name}, clock_timestamp() + ${requests * stepMs} * interval '1 ms')
      `.execute(tx);
  }
}

interface NamedBucket extends BudgetBucket {
  readonly name: string;
}

function bucketNamed({ buckets }: BudgetTerms, name: string): NamedBucket {
  const bucket = buckets[name];
  if (bucket === undefined) throw new RangeError(`no rate bucket is named ${name}`);
  return { name, ...bucket };
}

/** Looks again and again until it is granted: when a request is there, or in short and uneven waits for a slot. */
async function lookUntil(
  signal: AbortSignal,
  look: () => Promise<{ granted: boolean; waitMs: number }>,
): Promise<void> {
  for (let looks = 0; ; looks += 1) {
    signal.throwIfAborted();
    const { granted, waitMs } = await look().catch((error: unknown) => {
      throw databaseError(error);
    });
    if (granted) return;
    const slotMs = Math.min(slotLookMsMax, slotLookMsMin * 2 ** Math.min(looks, 10));
    const pauseMs = waitMs > 0 ? Math.min(waitMs, lookMsMax) : slotMs / 2 + (Math.random() * slotMs) / 2;
    await sleep(Math.ceil(pauseMs), undefined, { signal });
  }
}

/** Asks for one request, in one statement and one round trip. */
async function takeRequest(
  db: Db,
  { workspaceId, connectionId }: BudgetOwner,
  asked: { terms: BudgetTerms; bucket: NamedBucket; ticket: string; first: boolean },
): Promise<{ granted: boolean; waitMs: number }> {
  const { terms, bucket, ticket, first } = asked;
  const { stepMs, toleranceMs, slackMs } = paceOf(bucket);
  const { max = null, per } = bucket.concurrent ?? {};
  const taking = sql<{ granted: boolean; wait: number }>`
    select granted, wait_ms as wait from rollcall.take_request(${workspaceId}, ${connectionId}, ${bucket.name}, ${ticket},
      ${first}, ${stepMs}, ${toleranceMs}, ${slackMs}, ${max}, ${per === 'address' ? terms.address : null},
      ${terms.requestMsMax + leaseMarginMs})`;
  const [row] = await executeAlone(db, workspaceId, taking);
  return { granted: row?.granted === true, waitMs: row?.wait ?? 0 };
}

function releaseOf({ concurrent }: NamedBucket, give: () => Promise<void>): () => Promise<void> {
  // A slot that cannot be given back is free when its lease ends.
  return concurrent === undefined ? async () => {} : () => give().catch(() => {});
}

async function giveBack(
  db: Db,
  { owner, terms, bucket, ticket }: { owner: BudgetOwner; terms: BudgetTerms; bucket: NamedBucket; ticket: string },
): Promise<void> {
  if (bucket.concurrent?.per === 'address') {
    await executeAlone(db, owner.workspaceId, slotFreed({ address: terms.address, bucket: bucket.name, ticket }));
    return;
  }
  await inWorkspace(db, owner.workspaceId, async (tx) => {
    await sql`update rollcall.rate_budget set slots = slots - ${ticket}::text
      where workspace_id = ${owner.workspaceId} and connection_id = ${owner.connectionId} and bucket = ${bucket.name}
      `.execute(tx);
  });
}

function slotFreed({
  address,
  bucket,
  ticket,
}: {
  address: string;
  bucket: string;
  ticket: string;
}): RawBuilder<unknown> {
  return sql`update rollcall.address_slots set slots = slots - ${ticket}::text
    where address = ${address} and bucket = ${bucket}`;
}

async function leaveLine(db: Db, { workspaceId, connectionId }: BudgetOwner, ticket: string): Promise<void> {
  await inWorkspace(db, workspaceId, async (tx) => {
    await tx
      .deleteFrom('rate_waiter')
      .where('workspace_id', '=', workspaceId)
      .where('connection_id', '=', connectionId)
      .where('waiter_id', '=', ticket)
      .execute();
  });
}

/** Empties a bucket until `ms` from now: the provider asked for a pause. */
async function pauseRequests(
  db: Db,
  { workspaceId, connectionId }: BudgetOwner,
  bucket: NamedBucket & { ms: number },
): Promise<void> {
  const { toleranceMs } = paceOf(bucket);
  await inWorkspace(db, workspaceId, async (tx) => {
    await sql`
      insert into rollcall.rate_budget as b (workspace_id, connection_id, bucket, spent_until, paused_until)
      values (${workspaceId}, ${connectionId}, ${bucket.name},
        clock_timestamp() + ${bucket.ms + toleranceMs} * interval '1 ms',
        clock_timestamp() + ${bucket.ms} * interval '1 ms')
      on conflict (workspace_id, connection_id, bucket) do update
        set spent_until = greatest(b.spent_until, excluded.spent_until),
          paused_until = greatest(b.paused_until, excluded.paused_until)`.execute(tx);
  });
}

/** Each refusal halves the rate that is left, */
const slowFactor = 0.5;
/** down to a tenth: a provider that refuses even that is down, which is said otherwise. */
const slowShareMin = 0.1;
/** What was under way together is refused together, and counts as one. */
const slowTogetherMs = 5_000;

/** Empties a bucket and slows it: the provider refused a request as one too many. It recovers by itself. */
async function slowRequests(db: Db, { workspaceId, connectionId }: BudgetOwner, bucket: NamedBucket): Promise<void> {
  const { stepMs, toleranceMs } = paceOf(bucket);
  const emptyUntil = sql`clock_timestamp() + ${toleranceMs + stepMs / slowFactor} * interval '1 ms'`;
  const together = sql`b.slowed_at > clock_timestamp() - ${slowTogetherMs} * interval '1 ms'`;
  await inWorkspace(db, workspaceId, async (tx) => {
    await sql`
      insert into rollcall.rate_budget as b (workspace_id, connection_id, bucket, spent_until, slowed_to, slowed_at)
      values (${workspaceId}, ${connectionId}, ${bucket.name}, ${emptyUntil}, ${slowFactor}, clock_timestamp())
      on conflict (workspace_id, connection_id, bucket) do update
        set spent_until = greatest(b.spent_until, excluded.spent_until),
          slowed_to = case when ${together} then b.slowed_to else greatest(${slowShareMin}::float8,
            rollcall.rate_share(b.slowed_to, b.slowed_at, clock_timestamp()) * ${slowFactor}) end,
          slowed_at = case when ${together} then b.slowed_at else clock_timestamp() end`.execute(tx);
  });
}

/**
 * The share of the allowed rate that is spent. The provider's clock and ours do not tick together: at the whole rate, a
 * request now and then comes a moment early and is refused.
 */
const rateShare = 0.97;

/** How a bucket is spent: one request a step, as far ahead as the tolerance, and no further behind than the slack. */
export function paceOf({ perMinute, burst }: Pick<BudgetBucket, 'perMinute' | 'burst'>): {
  stepMs: number;
  toleranceMs: number;
  slackMs: number;
} {
  const stepMs = 60_000 / (perMinute * rateShare);
  // Half of what the share leaves: even two requests, one late and one on time, stay a whole step of the provider apart.
  const slackMs = (stepMs * (1 - rateShare)) / 2;
  return { stepMs, toleranceMs: stepMs * (burst - 1), slackMs };
}
