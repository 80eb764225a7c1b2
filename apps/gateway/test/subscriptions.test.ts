import { openDatabase } from '@rollcall/db';
import { expect, test } from 'vitest';
import { createMetrics } from '../src/metrics/metrics.ts';
import { createSubscriptions, type SubscriptionSort } from '../src/subscriptions.ts';

/** Nothing is asked of it. */
const db = openDatabase('postgres://127.0.0.1:1/nothing', { name: 'nothing' });
const metrics = createMetrics({ pools: { callers: db }, watching: db });

test.each<{ sort: SubscriptionSort; perKey: number; all: number }>([
  { sort: 'looking', perKey: 10, all: 500 },
  { sort: 'listening', perKey: 200, all: 2_000 },
])(
  '$perKey that are $sort may be open for one key, $all in all, and each that ends makes room',
  ({ sort, perKey, all }) => {
    const { open } = createSubscriptions({ db, metrics });
    const tooMany = expect.objectContaining({ code: 'too_many_subscriptions' });
    const closing = Array.from({ length: all }, (_, nth) => open(`key ${Math.floor(nth / perKey)}`, sort));
    expect(() => open('key 0', sort), 'of this key').toThrow(expect.objectContaining({ details: { max: perKey } }));
    expect(() => open('another', sort), 'of all').toThrow(expect.objectContaining({ details: { max: all } }));
    closing.pop()?.();
    const end = open('another', sort);
    expect(() => open('yet another', sort)).toThrow(tooMany);
    end();
  },
);
