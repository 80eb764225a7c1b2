import { decideHold, holdById, holdItems, listHolds, requestRun } from '@rollcall/db';
import { type Hold, HoldId, type PlannedChange } from '@rollcall/schema';
import { z } from 'zod';
import { positionOf } from '../cursor.ts';
import { pageInput, pageOf } from '../page.ts';
import { procedureFor, router } from '../trpc.ts';

/** All of a plan's checksum, or so much of its beginning that it is no guess. */
const Checksum = z.string().regex(/^[0-9a-f]{12,64}$/, 'give the checksum, or at least its first 12 digits');

const decision = z.strictObject({ checksum: Checksum, note: z.string().max(1_000).nullable().default(null) });

/** Runs that were held, and what a person says of them. */
export const holds = router({
  /** Unless `every` one is wanted, those that wait. */
  list: procedureFor({
    scope: 'inventory:read',
    cost: 'page',
    audit: 'none',
    rest: 'GET /holds',
    summary: 'Lists the runs that were held.',
  })
    .input(z.strictObject({ every: z.boolean().default(false), ...pageInput }))
    .query(({ ctx, input }) => {
      const { cursor, limit, ...filter } = input;
      const before = cursor === undefined ? undefined : positionOf(cursor, filter, HoldId);
      return ctx.inWorkspace(async (tx) => {
        const rows = await listHolds(tx, { all: input.every, before, limit: limit + 1 });
        return pageOf<Hold>(rows, { limit, filter, position: (hold) => hold.id });
      });
    }),

  /** A hold, with a page of the changes of its plan. */
  get: procedureFor({
    scope: 'inventory:read',
    cost: 'page',
    audit: 'none',
    rest: 'GET /holds/{id}',
    summary: 'Shows a hold, with a page of the changes of its plan.',
  })
    .input(z.strictObject({ id: HoldId, ...pageInput }))
    .query(({ ctx, input }) => {
      const { cursor, limit, ...filter } = input;
      const after = cursor === undefined ? 0 : positionOf(cursor, filter, z.int());
      return ctx.inWorkspace(async (tx) => {
        const hold = await holdById(tx, input.id);
        const rows = await holdItems(tx, { id: input.id, after, limit: limit + 1 });
        return { hold, ...pageOf<PlannedChange>(rows, { limit, filter, position: ({ nth }) => nth }) };
      });
    }),

  /** Approves exactly this plan, and asks for the run that applies it, if it still finds the same. */
  approve: procedureFor({
    scope: 'connections:admin',
    cost: 'change',
    audit: 'change',
    rest: 'POST /holds/approve',
    summary: 'Approves exactly the plan of this checksum.',
  })
    .input(decision)
    .mutation(({ ctx, input }) =>
      ctx.inWorkspace(async (tx) => {
        const { actor } = ctx.caller;
        const { hold, connectionId, kinds } = await decideHold(tx, { ...input, decision: 'approved', actor });
        const connection = { id: connectionId, name: hold.connection };
        const asked = { connection, trigger: 'caller', plan: false, kinds, actor } as const;
        return { data: hold, runId: await requestRun(tx, ctx.gateway.queue, asked) };
      }),
    ),

  /** Rejects a plan by its checksum, or by the id of its hold: what it is about is not believed while it stays the same. */
  reject: procedureFor({
    scope: 'connections:admin',
    cost: 'change',
    audit: 'change',
    rest: 'POST /holds/reject',
    summary: 'Rejects a plan, by its checksum or by the id of its hold.',
  })
    .input(z.union([decision, decision.omit({ checksum: true }).extend({ id: HoldId })]))
    .mutation(({ ctx, input }) =>
      ctx.inWorkspace(async (tx) => {
        const checksum = 'id' in input ? (await holdById(tx, input.id)).checksum : input.checksum;
        const { actor } = ctx.caller;
        const { hold } = await decideHold(tx, { checksum, note: input.note, decision: 'rejected', actor });
        return { data: hold };
      }),
    ),
});
