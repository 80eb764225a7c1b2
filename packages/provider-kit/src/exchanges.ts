import type { ProviderErrorKind } from '@rollcall/schema';
import type { Budget, ExchangeEnd } from './budget.ts';

/** One request to a provider that is over. */
interface ProviderExchange extends ExchangeEnd {
  readonly provider: string;
}

type Listener = (exchange: ProviderExchange) => void;
const listeners = new Set<Listener>();

/** Tells of every request that this process sends to any provider, once it is over. Answers how to stop listening. */
export function onExchange(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** The same budget, of whose requests whoever listens is told. */
export function tellExchanges(budget: Budget, provider: string): Budget {
  return {
    pause: (bucket, ms) => budget.pause(bucket, ms),
    slow: (bucket) => budget.slow(bucket),
    async take(bucket, signal) {
      const release = await budget.take(bucket, signal);
      return async (ended) => {
        if (ended !== undefined) for (const listener of listeners) listener({ provider, ...ended });
        await release(ended);
      };
    },
  };
}

/** How an exchange ended whose answer has this status: in the few words that it is counted by. */
export function outcomeOfStatus(status: number): ExchangeEnd['outcome'] {
  if (status === 429) return 'rate_limited';
  if (status >= 500) return 'failed';
  return status >= 400 ? 'refused' : 'answered';
}

/** The same of one whose answer did not come, or was not taken. */
export function outcomeOfError(kind: ProviderErrorKind): ExchangeEnd['outcome'] {
  return kind === 'unrecognised' ? 'unrecognised' : 'unavailable';
}
