import { RollcallError } from '@rollcall/schema';
import { createEventHub, type EventHub } from './events/hub.ts';
import type { Gateway } from './gateway.ts';

/** `looking`: it asks the database once a second. `listening`: it is told by the hub, which asks for all of them. */
export type SubscriptionSort = 'looking' | 'listening';

/**
 * Subscriptions of each sort that one key, and that all of them together, may have open at one gateway. One that listens
 * costs no question, but 23 kB of memory (a second thousand of them, 2026-11-28), and some 100 kB more while its client
 * does not read: what was handed to its connection, and a stretch of events.
 */
const most: Readonly<Record<SubscriptionSort, { readonly perKey: number; readonly all: number }>> = {
  looking: { perKey: 10, all: 500 },
  listening: { perKey: 200, all: 2_000 },
};

/** Who is subscribed to what here. */
export interface Subscriptions {
  /** Opens one for this key, until what it answers is called. Throws `too_many_subscriptions`. */
  open(keyId: string, by: SubscriptionSort): () => void;
  readonly events: EventHub;
}

export function createSubscriptions({ db, metrics }: Pick<Gateway, 'db' | 'metrics'>): Subscriptions {
  const sorts = { looking: createCounter(most.looking), listening: createCounter(most.listening) };
  const open: Subscriptions['open'] = (keyId, by) => {
    const close = sorts[by](keyId);
    const ended = metrics.subscribed();
    return () => {
      ended();
      close();
    };
  };
  return { open, events: createEventHub(db) };
}

function createCounter({ perKey, all }: (typeof most)[SubscriptionSort]): (keyId: string) => () => void {
  const openBy = new Map<string, number>();
  let open = 0;
  return (keyId) => {
    const count = openBy.get(keyId) ?? 0;
    if (count >= perKey) {
      throw new RollcallError(
        'too_many_subscriptions',
        `This key has ${perKey} subscriptions open at this gateway: end one of them first.`,
        { details: { max: perKey } },
      );
    }
    if (open >= all) {
      const message = `This gateway has ${all} subscriptions open: end one, or ask another gateway.`;
      throw new RollcallError('too_many_subscriptions', message, { details: { max: all } });
    }
    open += 1;
    openBy.set(keyId, count + 1);
    return () => {
      open -= 1;
      const left = (openBy.get(keyId) ?? 1) - 1;
      if (left === 0) openBy.delete(keyId);
      else openBy.set(keyId, left);
    };
  };
}
