import {
  connectionNamed,
  freshnessOf,
  listOperations,
  openSealed,
  operationById,
  takeSealedResult,
} from '@rollcall/db';
import { BulkId, OperationId, OperationState, RollcallError } from '@rollcall/schema';
import { z } from 'zod';
import { applyThePlan } from '../bulk/apply-plan.ts';
import { makePlan, PlanGroup } from '../bulk/make-plan.ts';
import { positionOf } from '../cursor.ts';
import { pageInput, pageOf } from '../page.ts';
import { procedureFor, router } from '../trpc.ts';
import { bulk } from './bulk.ts';

/** Groups of one plan: a thousand connections, or as many procedures. */
const groupsMax = 1_000;

/** Writes that callers asked for, and what became of them. */
export const operations = router({
  /**
   * Answers exactly what these operations would do, with a hash, and carries nothing out. One item is a plan, too: so is a
   * single deletion seen beforehand.
   */
  plan: procedureFor({
    scope: 'operations:write',
    cost: 'change',
    audit: 'change',
    narrows: 'kinds',
    rest: 'POST /plans',
    summary: 'Plans operations: says exactly what they would do, and carries nothing out.',
  })
    .input(z.strictObject({ groups: z.array(PlanGroup).min(1).max(groupsMax) }))
    .mutation(async ({ ctx, input }) => ({ data: await makePlan(ctx, input) })),

  /** Carries out exactly the plan of this hash, in the background (tRPC keeps the name `apply` for itself). Applying it once more answers the same. */
  applyPlan: procedureFor({
    scope: 'operations:write',
    cost: 'change',
    audit: 'change',
    narrows: 'kinds',
    rest: 'POST /plans/{planId}/apply',
    summary: 'Carries out exactly the plan of this hash, in the background.',
  })
    .input(
      z.strictObject({
        planId: BulkId,
        hash: z
          .string()
          .regex(/^[0-9a-f]{12,64}$/, 'give the hash of the plan, or at least its first 12 digits')
          .describe('All of it, or so much of its beginning that it is no guess.'),
        idempotencyKey: z.string().min(1).max(200).optional(),
      }),
    )
    .mutation(async ({ ctx, input: { planId, hash, idempotencyKey } }) => ({
      data: await applyThePlan(ctx, { planId, hash, idempotencyKey }),
    })),

  bulk,

  list: procedureFor({
    scope: 'inventory:read',
    cost: 'page',
    audit: 'none',
    rest: 'GET /operations',
    summary: 'Lists the operations, newest first.',
  })
    .input(z.strictObject({ connection: z.string().optional(), state: OperationState.optional(), ...pageInput }))
    .query(({ ctx, input }) => {
      const { cursor, limit, ...filter } = input;
      const before = cursor === undefined ? undefined : positionOf(cursor, filter, OperationId);
      return ctx.inWorkspace(async (tx) => {
        const connectionId =
          input.connection === undefined ? undefined : (await connectionNamed(tx, input.connection)).id;
        const rows = await listOperations(tx, { connectionId, state: input.state, before, limit: limit + 1 });
        const page = pageOf(rows, { limit, filter, position: (operation) => operation.id });
        return { data: page.data, ...(await freshnessOf(tx, { connectionId })), nextCursor: page.nextCursor };
      });
    }),

  get: procedureFor({
    scope: 'inventory:read',
    cost: 'read',
    audit: 'none',
    rest: 'GET /operations/{id}',
    summary: 'Shows an operation, and what became of it.',
  })
    .input(z.strictObject({ id: OperationId }))
    .query(({ ctx, input }) =>
      ctx.inWorkspace(async (tx) => {
        const operation = await operationById(tx, input.id);
        if (operation === undefined) {
          throw new RollcallError(
            'not_found',
            `There is no operation ${input.id}: "operations" lists those there are.`,
          );
        }
        return { data: operation };
      }),
    ),

  /**
   * Answers the whole result of an operation that waits sealed, once: its seal is destroyed as this goes on record. Throws
   * `already_shown` for the second time, and `secret_expired` for what nobody took in time.
   */
  takeSecrets: procedureFor({
    scope: 'secrets:read',
    cost: 'change',
    audit: 'access',
    rest: 'POST /operations/{id}/take-secrets',
    summary: 'Takes the result of an operation that waits sealed, once.',
  })
    .input(z.strictObject({ id: OperationId }))
    .mutation(({ ctx, input: { id } }) =>
      ctx.inWorkspace(async (tx) => {
        const { workspaceId, actor } = ctx.caller;
        const sealed = await takeSealedResult(tx, id, actor);
        // One that cannot be opened stays: whoever finds the master key may take it.
        const result = await openSealed(sealed, {
          ring: ctx.gateway.ring,
          owner: { workspaceId, purpose: 'result', id },
        });
        return { data: { id, result } };
      }),
    ),
});
