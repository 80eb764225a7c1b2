import type { EventChoice, SealedEvent } from '@rollcall/db';
import { tracked } from '@trpc/server';
import { assertWelcome } from '../procedures/subscribed.ts';
import type { CallerContext } from '../trpc.ts';
import { isChosen } from './choice.ts';
import { positionText } from './position.ts';

/** From where which events are told. */
interface Telling {
  readonly choice: EventChoice;
  readonly position: number;
  /** How far the order goes, as was just read. */
  readonly tail: number;
}

/**
 * Tells the chosen events that follow a position, each once and in their order, as they are sealed. Nothing is kept for who
 * does not take them: it goes on from where it is. Ends only when it is told to, or the key is good no longer.
 */
export async function* tellEvents(ctx: CallerContext, { choice, position, tail }: Telling, ended: AbortSignal) {
  const { workspaceId } = ctx.caller;
  const listener = ctx.subscriptions.events.listen({ workspaceId, db: ctx.gateway.db }, tail);
  ended.addEventListener('abort', listener.wake);
  try {
    ctx.pass(positionText(workspaceId, position), 'now');
    for (let at = position; ; ) {
      ended.throwIfAborted();
      await assertWelcome(ctx, 'audit:read');
      const { events, through } = await listener.after(at, choice);
      for (const one of events) if (isChosen(one, choice)) yield told(workspaceId, one.event);
      if (through !== at) ctx.pass(positionText(workspaceId, through), 'later');
      at = through;
    }
  } finally {
    ended.removeEventListener('abort', listener.wake);
    listener.leave();
  }
}

function told(workspaceId: CallerContext['caller']['workspaceId'], event: SealedEvent) {
  return tracked(positionText(workspaceId, event.sequence), event);
}
