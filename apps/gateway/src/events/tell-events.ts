import type { EventChoice, SealedEvent } from '@rollcall/db';
import { errorCodes, RollcallError } from '@rollcall/schema';
import { tracked } from '@trpc/server';
import { assertWelcome } from '../procedures/subscribed.ts';
import type { CallerContext } from '../trpc.ts';
import { isChosen } from './choice.ts';
import { positionText } from './position.ts';

/** How often is looked whether a key still opens anything, and for how long it is held good while nobody can look. */
const [lookMs, unseenMsMax] = [1_000, 15_000];

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
  let welcomeAt = 0;
  const lookAtKey = async (): Promise<void> => {
    if (performance.now() - welcomeAt < lookMs) return;
    try {
      await assertWelcome(ctx, 'audit:read');
      welcomeAt = performance.now();
    } catch (error) {
      // For a moment nobody could look. It is no reason to have all who listen connect anew, to a database that is busy.
      const isAway = error instanceof RollcallError && errorCodes[error.code].http >= 500;
      if (!isAway || performance.now() - welcomeAt > unseenMsMax) throw error;
    }
  };
  const listener = ctx.subscriptions.events.listen({ workspaceId, db: ctx.gateway.db }, tail);
  ended.addEventListener('abort', listener.wake);
  try {
    ctx.pass(positionText(workspaceId, position), 'now');
    for (let at = position; ; ) {
      ended.throwIfAborted();
      await lookAtKey();
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
