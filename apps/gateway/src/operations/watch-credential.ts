import { countRefusal, forgetRefusals } from '@rollcall/db';
import { ProviderError } from '@rollcall/provider-kit';
import type { Connection } from '@rollcall/schema';
import type { CallerContext } from '../trpc.ts';

/** A connection, and how often in a row the provider refused its credential when it was read. */
export interface Watched {
  readonly connection: Connection;
  readonly refusals: number;
}

/**
 * Asks the provider something, and counts an answer that the credential is not accepted: the third in a row opens the
 * connection's circuit. Any other success starts the count anew, and writes nothing when there is none. What the
 * provider answered is never lost to trouble with counting it.
 */
export async function watchCredential<T>(ctx: CallerContext, watched: Watched, ask: () => Promise<T>): Promise<T> {
  try {
    const answer = await ask();
    if (watched.refusals > 0)
      await counting(ctx, () => ctx.inWorkspace((tx) => forgetRefusals(tx, watched.connection)));
    return answer;
  } catch (error) {
    if (error instanceof ProviderError && error.kind === 'unauthorized') {
      const refused = { refusal: error, actor: ctx.caller.actor };
      await counting(ctx, () => ctx.inWorkspace((tx) => countRefusal(tx, watched.connection, refused)));
    }
    throw error;
  }
}

async function counting(ctx: CallerContext, count: () => Promise<unknown>): Promise<void> {
  try {
    await count();
  } catch (error) {
    ctx.gateway.log.error({ err: error }, 'could not count what became of a credential');
  }
}
