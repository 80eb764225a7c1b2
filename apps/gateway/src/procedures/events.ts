import { acceptDrift, driftOnRecord, eventToDecide, freshnessOf, listEvents, sealedAfter, tailOf } from '@rollcall/db';
import { EventId } from '@rollcall/schema';
import { z } from 'zod';
import { positionOf } from '../cursor.ts';
import { choiceInput, choiceOf } from '../events/choice.ts';
import { assertReached } from '../events/position.ts';
import { assertMayWrite } from '../keys/scopes.ts';
import { pageInput, pageOf } from '../page.ts';
import { assertAcceptable } from '../revert/assert-revertible.ts';
import { revertEvent } from '../revert/revert-event.ts';
import { procedureFor, router } from '../trpc.ts';
import { watchEvents } from './watch-events.ts';

const Listed = z
  .strictObject({
    ...choiceInput,
    after: z
      .int()
      .min(0)
      .optional()
      .describe('Sealed events from here on, the oldest first: those that follow this sequence.'),
    ...pageInput,
  })
  .refine(({ after, cursor }) => after === undefined || cursor === undefined, {
    path: ['cursor'],
    message: 'is of the list that begins with the newest: with "after", go on from the "position" of the last answer',
  })
  .refine(({ after, subject }) => after !== undefined || subject === undefined, {
    path: ['subject'],
    message: 'is looked for from a sequence on: give "after", which may be 0',
  });

/** The audit log. */
export const events = router({
  /**
   * The newest first; with `after`, those that follow a sequence in their one order. `position` is from where the next
   * question goes on then, also when nothing was chosen, and `tail` the sequence of the newest event there is.
   */
  list: procedureFor({
    scope: 'audit:read',
    cost: 'page',
    audit: 'none',
    rest: 'GET /events',
    summary:
      'Lists the audit events, newest first; with "after", the sealed ones that follow a sequence, in their order.',
  })
    .input(Listed)
    .query(({ ctx, input }) => {
      const { cursor, limit, after, ...filter } = input;
      const before = cursor === undefined ? undefined : positionOf(cursor, filter, EventId);
      return ctx.inWorkspace(async (tx) => {
        const choice = await choiceOf(tx, filter);
        const freshness = await freshnessOf(tx, choice);
        const tail = await tailOf(tx);
        if (after === undefined) {
          const rows = await listEvents(tx, { ...choice, before, limit: limit + 1 });
          return {
            ...pageOf(rows, { limit, filter, position: (event) => event.id }),
            ...freshness,
            position: null,
            tail,
          };
        }
        assertReached(after, tail);
        const { events: data, through } = await sealedAfter(tx, { after, limit, filter: choice });
        return { data, nextCursor: null, ...freshness, position: through, tail: Math.max(tail, through) };
      });
    }),

  watch: watchEvents,

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
        nearest: z
          .boolean()
          .default(false)
          .describe('Also what comes only near to what was, such as an empty inbox of the same address.'),
        password: z
          .string()
          .min(1)
          .max(400)
          .optional()
          .describe('For what must have a new one; one is made where none is given.'),
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
