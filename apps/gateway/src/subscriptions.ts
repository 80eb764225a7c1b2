import { RollcallError } from '@rollcall/schema';
import type { Metrics } from './metrics/metrics.ts';

/** Subscriptions that one key may have open at one gateway: each asks the database once a second. */
const perKeyMax = 10;
/** The same of all keys together. */
const max = 500;

/** Who is subscribed to what here. */
export interface Subscriptions {
  /** Opens one for this key, until what it answers is called. Throws `too_many_subscriptions`. */
  open(keyId: string): () => void;
}

export function createSubscriptions(metrics: Pick<Metrics, 'subscribed'>): Subscriptions {
  const openBy = new Map<string, number>();
  let open = 0;
  return {
    open: (keyId) => {
      const count = openBy.get(keyId) ?? 0;
      if (count >= perKeyMax) {
        throw new RollcallError(
          'too_many_subscriptions',
          `This key has ${perKeyMax} subscriptions open at this gateway: end one of them first.`,
          { details: { max: perKeyMax } },
        );
      }
      if (open >= max) {
        const message = `This gateway has ${max} subscriptions open: end one, or ask another gateway.`;
        throw new RollcallError('too_many_subscriptions', message, { details: { max } });
      }
      open += 1;
      openBy.set(keyId, count + 1);
      const ended = metrics.subscribed();
      return () => {
        ended();
        open -= 1;
        const left = (openBy.get(keyId) ?? 1) - 1;
        if (left === 0) openBy.delete(keyId);
        else openBy.set(keyId, left);
      };
    },
  };
}
