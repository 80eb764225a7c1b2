import { setTimeout as sleep } from 'node:timers/promises';
import { bulkById, bulkItems, cancelBulk, listBulks, resumeBulk, type Tx } from '@rollcall/db';
import { type Bulk, BulkId, type BulkItem, BulkItemState, type BulkProgress, BulkState } from '@rollcall/schema';
import { z } from 'zod';
import { positionOf } from '../cursor.ts';
import { assertMayWrite } from '../keys/scopes.ts';
import { pageInput, pageOf } from '../page.ts';
import { type CallerContext, procedureFor, router } from '../trpc.ts';
import { assertWelcome, lookMs, subscribed } from './subscribed.ts';

const Watched = z.strictObject({
  id: BulkId,
  until: z
    .enum(['ended', 'sent'])
    .default('ended')
    .describe('`ended`: what became of every item is known. `sent`: none waits, and of none the answer is awaited.'),
});

/** Plans, and the bulk operations that they become. */
export const bulk = router({
  /**
   * How far a bulk operation is, whenever something of it changes. Ends with it, or with what it was watched until. The
   * key is looked at again and again.
   */
  watch: procedureFor({
    scope: 'inventory:read',
    cost: 'page',
    audit: 'none',
    rest: 'GET /bulk-operations/{id}/watch',
    summary: 'Follows a bulk operation.',
  })
    .input(Watched)
    .subscription(({ ctx, input, signal }) =>
      subscribed(ctx, { signal, by: 'looking' }, (ended) => snapshots(ctx, input, ended)),
    ),

  list: procedureFor({
    scope: 'inventory:read',
    cost: 'page',
    audit: 'none',
    rest: 'GET /bulk-operations',
    summary: 'Lists plans and bulk operations, newest first.',
  })
    .input(z.strictObject({ state: BulkState.optional(), ...pageInput }))
    .query(({ ctx, input }) => {
      const { cursor, limit, ...filter } = input;
      const before = cursor === undefined ? undefined : positionOf(cursor, filter, BulkId);
      return ctx.inWorkspace(async (tx) => {
        const rows = await listBulks(tx, { state: input.state, before, limit: limit + 1 });
        return pageOf<BulkProgress>(rows, { limit, filter, position: ({ id }) => id });
      });
    }),

  get: procedureFor({
    scope: 'inventory:read',
    cost: 'read',
    audit: 'none',
    rest: 'GET /bulk-operations/{id}',
    summary: 'Shows a plan, or the bulk operation that it became.',
  })
    .input(z.strictObject({ id: BulkId }))
    .query(({ ctx, input }) => ctx.inWorkspace(async (tx) => ({ data: await bulkById(tx, input.id) }))),

  /** What each item does, and what became of it. */
  items: procedureFor({
    scope: 'inventory:read',
    cost: 'page',
    audit: 'none',
    rest: 'GET /bulk-operations/{id}/items',
    summary: 'Lists what each item does, and what became of it.',
  })
    .input(z.strictObject({ id: BulkId, state: BulkItemState.optional(), ...pageInput }))
    .query(({ ctx, input }) => {
      const { cursor, limit, ...filter } = input;
      const after = cursor === undefined ? -1 : positionOf(cursor, filter, z.int());
      return ctx.inWorkspace(async (tx) => {
        await bulkById(tx, input.id);
        const rows = await bulkItems(tx, { ...filter, after, limit: limit + 1 });
        return pageOf<BulkItem>(rows, { limit, filter, position: ({ ordinal }) => ordinal });
      });
    }),

  /** Cancels what was not sent; of what was, the answer is awaited all the same. */
  cancel: procedureFor({
    scope: 'operations:write',
    cost: 'change',
    audit: 'change',
    narrows: 'kinds',
    rest: 'POST /bulk-operations/{id}/cancel',
    summary: 'Cancels what of a bulk operation was not sent.',
  })
    .input(z.strictObject({ id: BulkId }))
    .mutation(({ ctx, input: { id } }) => changed(ctx, id, (tx) => cancelBulk(tx, id, ctx.caller.actor))),

  /** Has a bulk operation go on now that was parked: what stood in its way is in order again. */
  resume: procedureFor({
    scope: 'operations:write',
    cost: 'change',
    audit: 'change',
    narrows: 'kinds',
    rest: 'POST /bulk-operations/{id}/resume',
    summary: 'Has a parked bulk operation go on.',
  })
    .input(z.strictObject({ id: BulkId }))
    .mutation(({ ctx, input: { id } }) => changed(ctx, id, (tx) => resumeBulk(tx, id, ctx.caller.actor))),
});

async function changed(
  ctx: CallerContext,
  id: BulkId,
  change: (tx: Tx) => Promise<void>,
): Promise<{ readonly data: BulkProgress }> {
  const data = await ctx.inWorkspace(async (tx) => {
    assertMayWrite(ctx.caller, kindsOf(await bulkById(tx, id)));
    await change(tx);
    return bulkById(tx, id);
  });
  ctx.gateway.bell.ring();
  return { data };
}

/** The kinds that it writes to, as far as it was foreseen. */
function kindsOf({ totals: { creates, changes, destroys } }: Bulk): readonly string[] {
  return Object.keys({ ...creates, ...changes, ...destroys });
}

async function* snapshots(
  ctx: CallerContext,
  { id, until }: z.output<typeof Watched>,
  signal: AbortSignal,
): AsyncGenerator<BulkProgress, void> {
  for (let told: string | undefined; ; await sleep(lookMs, undefined, { signal })) {
    await assertWelcome(ctx, 'inventory:read');
    const snapshot = await ctx.inWorkspace((tx) => bulkById(tx, id));
    const text = JSON.stringify(snapshot);
    if (text !== told) yield snapshot;
    told = text;
    if (snapshot.finishedAt !== null || snapshot.state === 'expired') return;
    const { waiting = 0, running = 0 } = snapshot.counts;
    if (until === 'sent' && snapshot.state === 'running' && waiting + running === 0) return;
    signal.throwIfAborted();
  }
}
