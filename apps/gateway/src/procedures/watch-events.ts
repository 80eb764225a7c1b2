import { tailOf } from '@rollcall/db';
import { z } from 'zod';
import { choiceInput, choiceOf } from '../events/choice.ts';
import { assertReached, sequenceIn } from '../events/position.ts';
import { tellEvents } from '../events/tell-events.ts';
import { type CallerContext, procedureFor } from '../trpc.ts';
import { subscribed } from './subscribed.ts';

const Watched = z.strictObject({
  ...choiceInput,
  after: z
    .int()
    .min(0)
    .optional()
    .describe(
      'Everything that follows this sequence; what comes from now on where neither this nor `lastEventId` is given.',
    ),
  lastEventId: z
    .string()
    .optional()
    .describe(
      'The id of the last event that was told: it goes before `after`. Clients send it when they connect again.',
    ),
});

/** Events, each once and in their one order, as soon as they have their place in it. Never ends by itself. */
export const watchEvents = procedureFor({
  scope: 'audit:read',
  cost: 'page',
  audit: 'none',
  rest: 'GET /events/watch',
  summary: 'Follows the audit events in their one order.',
})
  .input(Watched)
  .subscription(({ ctx, input, signal }) =>
    subscribed(ctx, { signal, by: 'listening' }, (ended) => following(ctx, input, ended)),
  );

async function* following(
  ctx: CallerContext,
  { after, lastEventId, ...wanted }: z.output<typeof Watched>,
  ended: AbortSignal,
) {
  const telling = await ctx.inWorkspace(async (tx) => {
    const tail = await tailOf(tx);
    const position = lastEventId === undefined ? (after ?? tail) : sequenceIn(lastEventId, ctx.caller.workspaceId);
    assertReached(position, tail);
    return { choice: await choiceOf(tx, wanted), position, tail };
  });
  yield* tellEvents(ctx, telling, ended);
}
