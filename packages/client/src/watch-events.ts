import { setTimeout as sleep } from 'node:timers/promises';
import type { AppRouter } from '@rollcall/gateway/router';
import type { AuditEvent } from '@rollcall/schema';
import type { inferProcedureInput } from '@trpc/server';
import type { Rollcall } from './create-rollcall.ts';
import { absenceMsMax, follow } from './follow.ts';
import { gatewayErrorOf } from './gateway-error.ts';

/** An event that has its place in the one order of its workspace. */
export type SealedEvent = AuditEvent & { readonly sequence: number };

/** Which events are wanted, and behind which sequence; what comes from now on where none is given. */
export type EventsWanted = Omit<inferProcedureInput<AppRouter['events']['watch']>, 'lastEventId'>;

/** Events that wait to be taken, at most: whoever takes none for long is cut off, and goes on from there. */
const heldMax = 500;
/** How long one waits before a gateway that is away is asked again. */
const pauseMs = 1_000;

/**
 * Events, each once and in their one order, as soon as they are sealed. Goes on from the last one that was taken when the
 * connection is lost, and through a restart of the gateway. To go on with another process, keep the `sequence` of the last
 * event that was dealt with, and give it as `after`. Ends when `signal` is aborted. Throws like a call that fails
 * (`gatewayErrorOf` reads it), among others `position_ahead`, when `after` is a sequence that no event has.
 */
export async function* watchEvents(
  rollcall: Rollcall,
  { after, ...wanted }: EventsWanted,
  signal: AbortSignal,
): AsyncGenerator<SealedEvent, void> {
  // What cannot be had is said at once, and not after the patience for a gateway that was there.
  const { tail } = await rollcall.events.list.query({ after, limit: 1 });
  let position = after ?? tail;
  let awaySince: number | undefined;
  while (!signal.aborted) {
    try {
      for await (const event of heldAfter(rollcall, { ...wanted, after: position }, signal)) {
        if (signal.aborted) return;
        awaySince = undefined;
        position = event.sequence;
        yield event;
      }
    } catch (error) {
      awaySince ??= performance.now();
      if (!isAway(error) || performance.now() - awaySince > absenceMsMax) throw error;
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
    }
  }
}

/** What follows, until more wait than may be held, or the stream is over. */
async function* heldAfter(
  rollcall: Rollcall,
  wanted: EventsWanted,
  signal: AbortSignal,
): AsyncGenerator<SealedEvent, void> {
  let held = 0;
  const told = follow<{ readonly data: SealedEvent }>(
    (hearing) => {
      const subscription = rollcall.events.watch.subscribe(wanted, {
        ...hearing,
        onData(one) {
          held += 1;
          hearing.onData(one);
          // It is subscribed to anew once these were taken.
          if (held >= heldMax) subscription.unsubscribe();
        },
      });
      return subscription;
    },
    signal,
    { wasThere: true },
  );
  for await (const { data } of told) {
    held -= 1;
    yield data;
  }
}

/** Whether whoever asks again may find it there. */
function isAway(error: unknown): boolean {
  const code = gatewayErrorOf(error)?.code;
  return code === 'gateway_unreachable' || code === 'database_unavailable' || code === 'overloaded';
}
