import type { KeyScope } from '@rollcall/schema';
import { refusalOf } from '../error.ts';
import { hasScope, scopeMissing } from '../keys/scopes.ts';
import type { SubscriptionSort } from '../subscriptions.ts';
import type { CallerContext } from '../trpc.ts';

/** How often whoever is subscribed has something looked at. */
export const lookMs = 1_000;

/**
 * Streams what `tell` yields, until that ends or the caller is to hear no more, for which `tell` is given a signal: it left, it
 * has been heard for an hour, or this gateway stops.
 * Each key may have so many open. Throws refusals in the form by which a client knows whether to try again.
 */
export async function* subscribed<Snapshot>(
  ctx: CallerContext,
  { signal, by }: { signal: AbortSignal | undefined; by: SubscriptionSort },
  tell: (ended: AbortSignal) => AsyncGenerator<Snapshot, void>,
): AsyncGenerator<Snapshot, void> {
  let close = (): void => {};
  try {
    close = ctx.subscriptions.open(ctx.caller.actor.id, by);
    yield* tell(signal ?? ctx.gateway.stopping);
  } catch (error) {
    // Nobody behind this gives it the code by which a client knows whether to try again. What was aborted is no error.
    throw error instanceof Error && error.name === 'AbortError' ? error : refusalOf(error);
  } finally {
    close();
  }
}

/** A key may be revoked while its subscription goes on: each look asks once more. */
export async function assertWelcome({ callerNow }: CallerContext, scope: KeyScope): Promise<void> {
  if (!hasScope(await callerNow(), scope)) throw scopeMissing(scope);
}
