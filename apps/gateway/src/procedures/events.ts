import { acceptDrift, connectionNamed, driftOnRecord, eventToDecide, freshnessOf, listEvents } from '@rollcall/db';
import { EventId, EventType, Severity } from '@rollcall/schema';
import { z } from 'zod';
import { positionOf } from '../cursor.ts';
import { assertMayWrite } from '../keys/scopes.ts';
import { pageInput, pageOf } from '../page.ts';
import { assertAcceptable } from '../revert/assert-revertible.ts';
import { revertEvent } from '../revert/revert-event.ts';
import { procedureFor, router } from '../trpc.ts';

/** The audit log, newest first. */
export const events = router({
  list: procedureFor({
    scope: 'audit:read',
    cost: 'page',
    audit: 'none',
    rest: 'GET /events',
    summary: 'Lists the audit events, newest first.',
  })
    .input(
      z.strictObject({
        type: EventType.optional(),
        /** Only events that matter at least so much. */
        severity: Severity.optional(),
        /** `open`: only changes that nobody here asked for, and that were neither reverted nor accepted. */
        standing: z.literal('open').optional(),
        connection: z.string().optional(),
        ...pageInput,
      }),
    )
    .query(({ ctx, input }) => {
      const { cursor, limit, ...filter } = input;
      const before = cursor === undefined ? undefined : positionOf(cursor, filter, EventId);
      return ctx.inWorkspace(async (tx) => {
        const connectionId =
          input.connection === undefined ? undefined : (await connectionNamed(tx, input.connection)).id;
        const { type, severity, standing } = input;
        const rows = await listEvents(tx, { type, severity, standing, connectionId, before, limit: limit + 1 });
        const page = pageOf(rows, { limit, filter, position: (event) => event.id });
        return { data: page.data, ...(await freshnessOf(tx, { connectionId })), nextCursor: page.nextCursor };
      });
    }),

  /** Answers the plan that takes back what an event tells of. Nothing is done before it is applied by its hash. */
  revert: procedureFor({
    scope: 'operations:write',
    cost: 'change',
    audit: 'change',
    narrows: 'kinds',
    rest: 'POST /events/{id}/revert',
    summary: 'Plans what takes back the change that an event tells of.',
  })
    .input(
      z.strictObject({
        id: EventId,
        /** Also what comes only near to what was, such as an empty inbox of the same address. */
        nearest: z.boolean().default(false),
        /** For what must have a new one; one is made where none is given. */
        password: z.string().min(1).max(400).optional(),
      }),
    )
    .mutation(async ({ ctx, input: { id, nearest, password } }) => ({
      data: await revertEvent(ctx, { id, nearest, password }),
    })),

  /** Takes the state that an event led to as right. */
  accept: procedureFor({
    scope: 'operations:write',
    cost: 'change',
    audit: 'change',
    narrows: 'kinds',
    rest: 'POST /events/{id}/accept',
    summary: 'Takes the state that an event led to as right.',
  })
    .input(z.strictObject({ id: EventId, reason: z.string().trim().min(1).max(1_000) }))
    .mutation(({ ctx, input: { id, reason } }) =>
      ctx.inWorkspace(async (tx) => {
        await eventToDecide(tx, id);
        const drift = await driftOnRecord(tx, id);
        assertMayWrite(ctx.caller, [drift.event.subject.kind]);
        assertAcceptable(drift);
        const { actor } = ctx.caller;
        const eventId = await acceptDrift(tx, drift, { actor, reason });
        return { data: { ...drift.event, standing: 'accepted' as const }, eventId };
      }),
    ),
});
