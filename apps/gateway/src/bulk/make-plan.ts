import { bulkById, bulkItems, inputOwner, type NewBulkItem, newBulkId, sealFor, storePlan } from '@rollcall/db';
import { type BulkId, bulkItemsMax, type EventId, type Plan, RollcallError } from '@rollcall/schema';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import type { CallerContext } from '../trpc.ts';
import { betweenBatches } from './between-batches.ts';
import { redactedInput } from './describe-item.ts';
import { type Foreseen, foresee, summed } from './foresee.ts';
import { PlanIssues } from './issues.ts';
import type { AskedItem } from './read-items.ts';

/** Items of one procedure at one connection: grouped so, ten thousand of them fit into a request. */
export const PlanGroup = z.strictObject({
  connection: z.string(),
  procedure: z
    .string()
    .describe(
      "A common operation (`inboxes.create`), or a provider's own (`provider.operation`), as `rollcall call` takes it.",
    ),
  items: z.array(z.record(z.string(), z.unknown())).min(1).max(bulkItemsMax),
});
export type PlanGroup = z.infer<typeof PlanGroup>;

export interface PlanRequest {
  readonly groups: readonly PlanGroup[];
  /**
   * The event whose change applying the plan takes back, where it does: the events of its operations, and of the bulk
   * operation, then name it as `reverts`. Nobody but `events.revert` gives it.
   */
  readonly reverts?: EventId;
}

/** A plan is made to be read and applied, not to be kept. */
const planMsMax = 3_600_000;
/** Items in the answer: enough to read, little enough to send. */
const itemsShownMax = 100;

/**
 * Makes a plan: says exactly what each item will do by what the ledger holds now, stores it and answers it with its hash.
 * Asks no provider anything, and carries nothing out: `applyPlan` does, for whoever gives the hash. Throws `invalid_input`
 * with all that is wrong, item by item, in `details.issues`.
 */
export async function makePlan(ctx: CallerContext, { groups, reverts }: PlanRequest): Promise<Plan> {
  const asked = askedBy(groups);
  if (asked.length > bulkItemsMax) {
    throw new RollcallError(
      'invalid_input',
      `A plan has at most ${bulkItemsMax} items, not ${asked.length}: make several.`,
    );
  }
  const issues = new PlanIssues();
  const foreseen = await foresee(ctx, asked, issues);
  issues.assertNone();
  const id = newBulkId();
  const items = await storedForms(ctx, id, foreseen);
  const plan = {
    ...summed(foreseen, reverts ?? null),
    ...{ id, items, title: titleOf(foreseen), reverts: reverts ?? null },
    ttlMs: planMsMax,
  };
  return ctx.inWorkspace(async (tx) => {
    await storePlan(tx, plan, ctx.caller.actor);
    const shown = await bulkItems(tx, { id, after: -1, limit: itemsShownMax });
    return { ...(await bulkById(tx, id)), items: [...shown], more: items.length > shown.length };
  });
}

function askedBy(groups: readonly PlanGroup[]): readonly AskedItem[] {
  const asked: AskedItem[] = [];
  for (const [group, { connection, procedure, items }] of groups.entries()) {
    for (const [index, input] of items.entries()) {
      asked.push({ ordinal: asked.length, path: `groups.${group}.items.${index}`, connection, procedure, input });
    }
  }
  return asked;
}

/** Such as `inboxes.create × 500`. */
function titleOf(foreseen: readonly Foreseen[]): string {
  const counts = new Map<string, number>();
  for (const { shown } of foreseen) counts.set(shown.procedure, (counts.get(shown.procedure) ?? 0) + 1);
  const all = [...counts].map(([procedure, count]) => `${procedure} × ${count}`);
  const named = all.slice(0, titledMax).join(', ');
  return all.length > titledMax ? `${named} and ${all.length - titledMax} more` : named;
}

const titledMax = 3;

async function storedForms(
  ctx: CallerContext,
  id: BulkId,
  foreseen: readonly Foreseen[],
): Promise<readonly NewBulkItem[]> {
  const stored: NewBulkItem[] = [];
  for (const { item, shown, hash, pins } of foreseen) {
    await betweenBatches(item.ordinal);
    const isSecret = canonicalize(redactedInput(item)) !== canonicalize(item.input);
    const owner = { workspaceId: ctx.caller.workspaceId, ...inputOwner(id, item.ordinal) };
    const sealed = isSecret ? await sealFor(item.input, { ring: ctx.gateway.ring, owner }) : null;
    stored.push({ connectionId: item.at.id, shown, sealed, hash, pins });
  }
  return stored;
}
