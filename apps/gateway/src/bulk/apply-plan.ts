import {
  applyPlan,
  bulkById,
  bulkOfKey,
  eventToDecide,
  lockBulk,
  type StoredItem,
  storedItems,
  usedForAnotherPlan,
} from '@rollcall/db';
import { type Bulk, type BulkId, type BulkProgress, type PlannedItem, RollcallError } from '@rollcall/schema';
import canonicalize from 'canonicalize';
import { assertUndecided } from '../revert/assert-revertible.ts';
import type { CallerContext } from '../trpc.ts';
import { betweenBatches } from './between-batches.ts';
import { type Foreseen, foresee, summed } from './foresee.ts';
import { PlanIssues } from './issues.ts';
import { openInput } from './open-input.ts';
import type { AskedItem } from './read-items.ts';

export interface ApplyRequest {
  readonly planId: BulkId;
  /** All of the plan's hash, or so much of its beginning that it is no guess. */
  readonly hash: string;
  readonly idempotencyKey: string | undefined;
}

/**
 * Applies a plan, if it would be the same plan now: whoever gives its hash has seen it. It becomes a bulk operation of the
 * same id, and applying it once more answers that. Throws `plan_moved` with what is another now, and for another hash;
 * `plan_expired`, `not_found`, `idempotency_mismatch` for a key that another plan was applied with, and `event_decided` where
 * what it takes back was taken back or accepted meanwhile.
 */
export async function applyThePlan(ctx: CallerContext, request: ApplyRequest): Promise<BulkProgress> {
  const { planId, hash } = request;
  const seen = await ctx.inWorkspace((tx) => bulkById(tx, planId));
  assertHash(seen, hash);
  await assertKeyIsOfThis(ctx, request);
  if (seen.appliedAt !== null) return seen;
  if (seen.state !== 'planned') throw expired(seen);
  await assertUnmoved(ctx, seen);
  const applied = await ctx.inWorkspace(async (tx) => {
    const bulk = await lockBulk(tx, planId);
    if (bulk.appliedAt === null) {
      if (bulk.reverts !== null) assertUndecided({ event: await eventToDecide(tx, bulk.reverts) });
      const isApplied = await applyPlan(tx, {
        bulk,
        caller: ctx.caller,
        idempotencyKey: request.idempotencyKey ?? null,
      });
      if (!isApplied) throw expired(bulk);
    }
    return bulkById(tx, planId);
  });
  ctx.gateway.bell.ring();
  return applied;
}

function assertHash(bulk: Bulk, hash: string): void {
  if (bulk.hash.startsWith(hash)) return;
  throw new RollcallError('plan_moved', `This is not the hash of the plan ${bulk.id}: plan again, and look at it.`);
}

async function assertKeyIsOfThis(ctx: CallerContext, { planId, idempotencyKey }: ApplyRequest): Promise<void> {
  if (idempotencyKey === undefined) return;
  const used = await ctx.inWorkspace((tx) => bulkOfKey(tx, idempotencyKey));
  if (used === undefined || used === planId) return;
  throw usedForAnotherPlan();
}

function expired({ id, state, expiresAt }: Bulk): RollcallError {
  const why = state === 'cancelled' ? 'was cancelled' : `could be applied until ${expiresAt}`;
  return new RollcallError('plan_expired', `The plan ${id} ${why}: plan again.`);
}

/** Makes the plan once more, by what the ledger holds now. */
async function assertUnmoved(ctx: CallerContext, bulk: Bulk): Promise<void> {
  const stored = await ctx.inWorkspace((tx) => storedItems(tx, bulk.id));
  const asked: AskedItem[] = [];
  for (const item of stored) {
    await betweenBatches(item.ordinal);
    const { ordinal, connection, procedure } = item;
    asked.push({ ordinal, path: String(ordinal), connection, procedure, input: await openInput(ctx, bulk.id, item) });
  }
  const issues = new PlanIssues();
  const foreseen = await foresee(ctx, asked, issues);
  const refused = issues.found.map(({ path, message }) => ({ ordinal: Number.parseInt(path, 10), now: message }));
  const now = new Map(foreseen.map((one) => [one.item.ordinal, one]));
  const moved = [...refused, ...stored.flatMap((item) => difference(item, now.get(item.ordinal)))];
  if (refused.length === 0 && summed(foreseen, bulk.reverts).hash === bulk.hash) return;
  const [first] = moved;
  const what = first === undefined ? '' : `: item ${first.ordinal}, ${first.now}`;
  throw new RollcallError('plan_moved', `The plan ${bulk.id} would do something else now${what}. Plan again.`, {
    details: { moved: moved.slice(0, movedShownMax) },
  });
}

/** More of them say nothing more to whoever has to look at a new plan anyway. */
const movedShownMax = 20;

/** What of an item is another now; nothing for one whose refusal is told already. */
function difference(stored: StoredItem, now: Foreseen | undefined): readonly { ordinal: number; now: string }[] {
  if (now === undefined || now.hash.equals(stored.hash)) return [];
  const fields = Object.keys(now.shown).filter((field) => textOf(stored.shown, field) !== textOf(now.shown, field));
  const what = fields.length === 0 ? 'what it acts on has changed' : `${fields.join(', ')} would be another`;
  return [{ ordinal: stored.ordinal, now: what }];
}

function textOf(item: PlannedItem, field: string): string | undefined {
  return canonicalize(Object.entries(item).find(([name]) => name === field));
}
