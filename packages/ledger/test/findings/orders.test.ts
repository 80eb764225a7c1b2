import { ConnectionId } from '@rollcall/schema';
import { describe, expect, test } from 'vitest';
import {
  chargedAfterGone,
  chargedWithoutInboxes,
  inboxWithoutCharge,
  type OrderFacts,
  orderUnpaid,
  type Rule,
  renewalOfFailing,
  renewalOfUnused,
} from '../../src/index.ts';

const now = '2026-06-01T00:00:00.000Z';
const day = (days: number) => new Date(Date.parse(now) + days * 86_400_000).toISOString();

const seen: NonNullable<OrderFacts['seen']> = {
  isLive: true,
  goneSince: null,
  service: 'in_force',
  status: 'active',
  madeAt: day(-200),
  endsAt: null,
  inboxCount: 2,
  price: { minor: '3500', currency: 'USD' },
  renewal: { at: day(10), noticeDays: 0, reason: 'nothing is documented' },
};
const inbox = { domain: 'x.example', madeAt: day(-100), isSuspended: false, use: null };
const used = (lastUsedAt: string | null, knownAt = day(-1)) => ({ lastUsedAt, knownAt, from: 'import' }) as const;
const domain: OrderFacts['domains'][number] = {
  ...{ name: 'x.example', isLive: true, service: 'in_force', madeAt: day(-200), isInForce: true },
  ...{ listedOn: [], holders: 2, serves: 'inboxes' },
};
const noLate = { count: 0, sums: [], listed: [] };
const facts: OrderFacts = {
  connectionId: ConnectionId.parse('018f0000-0000-7000-8000-000000000001'),
  connection: 'shop',
  externalId: 'order-1',
  seen,
  charges: { count: 5, lastAt: day(-20), recordedFrom: day(-400), periodDays: 30, late: noLate },
  inboxes: {
    total: 2,
    listed: [
      { ...inbox, name: 'a@x.example' },
      { ...inbox, name: 'b@x.example' },
    ],
    newestSeenAt: day(-100),
    lastGoneAt: null,
  },
  domains: [domain],
  known: { orders: day(0), inboxes: day(0), charges: day(0), domains: day(0) },
  showsEnded: true,
};

/** The order, otherwise in one thing. */
const but = (more: Partial<OrderFacts>): OrderFacts => ({ ...facts, ...more });
const order = (more: Partial<typeof seen>) => but({ seen: { ...seen, ...more } });
const none = { total: 0, listed: [], newestSeenAt: null, lastGoneAt: null };
const inboxes = (...each: Partial<OrderFacts['inboxes']['listed'][number]>[]) => ({
  ...facts.inboxes,
  total: each.length,
  listed: each.map((more, n) => ({ ...inbox, name: `${n}@x.example`, ...more })),
});
const charges = (more: Partial<OrderFacts['charges']>) => ({ charges: { ...facts.charges, ...more } });
const known = (more: Partial<OrderFacts['known']>) => ({ known: { ...facts.known, ...more } });
const late = {
  count: 2,
  sums: [{ minor: '700', currency: 'USD' }],
  listed: [{ name: 'renewal', externalId: 't1', at: day(-3) }],
};

/** What a rule makes of an order: nothing, that it cannot say, or a finding, with its money and how grave it is. */
function said(rule: Rule<OrderFacts>, of: OrderFacts): string {
  const judgements = rule.judge(of, now);
  expect(judgements.length).toBeLessThanOrEqual(1);
  const [one] = judgements;
  if (one === undefined) return 'nothing';
  expect(one.fingerprint).toBe(`${rule.id} ${facts.connectionId} order-1`);
  if ('undecided' in one) return 'undecided';
  expect(one.subject).toMatchObject({ kind: 'order', externalId: 'order-1' });
  return `${one.severity} ${one.money?.minor ?? '-'}`;
}

type Case = readonly [what: string, of: OrderFacts, says: string];

const cases: readonly (readonly [rule: Rule<OrderFacts>, cases: readonly Case[]])[] = [
  [
    chargedAfterGone,
    [
      ['charged while it is there', facts, 'nothing'],
      ['charged after it ended', { ...order({ service: 'ended' }), ...charges({ late }) }, 'alarm 700'],
      ['charged after it was gone', { ...order({ isLive: false }), ...charges({ late }) }, 'alarm 700'],
      ['in two currencies', but(charges({ late: { ...late, sums: [...late.sums, ...late.sums] } })), 'alarm -'],
      ['in an unknown unit', but(charges({ late: { ...late, sums: null } })), 'alarm -'],
      ['an order that is in no listing', but({ seen: null, ...charges({ late }) }), 'alarm 700'],
      [
        '… of a list that may lack ended ones',
        but({ seen: null, showsEnded: false, ...charges({ late }) }),
        'undecided',
      ],
      ['… that is not believed', but({ seen: null, ...charges({ late }), ...known({ orders: null }) }), 'undecided'],
      ['… that is older', but({ seen: null, ...charges({ late }), ...known({ orders: day(-4) }) }), 'undecided'],
    ],
  ],
  [
    chargedWithoutInboxes,
    [
      ['with inboxes', facts, 'nothing'],
      ['without any', but({ inboxes: none }), 'alarm 3500'],
      ['without a price', { ...order({ price: null }), inboxes: none }, 'alarm -'],
      ['whose last went yesterday', but({ inboxes: { ...none, lastGoneAt: day(-1) } }), 'nothing'],
      ['whose last went long ago', but({ inboxes: { ...none, lastGoneAt: day(-8) } }), 'alarm 3500'],
      ['made yesterday', { ...order({ madeAt: day(-1) }), inboxes: none }, 'nothing'],
      ['never charged', but({ inboxes: none, ...charges({ count: 0 }) }), 'nothing'],
      ['that has ended', { ...order({ service: 'ended' }), inboxes: none }, 'nothing'],
      ['for domains alone', { ...order({ inboxCount: 0 }), inboxes: none }, 'nothing'],
      ['for nobody knows what', { ...order({ inboxCount: null }), inboxes: none }, 'nothing'],
      ['for nothing at all', { ...order({ inboxCount: 0 }), inboxes: none, domains: [] }, 'alarm 3500'],
      ['where inboxes are not known', but({ inboxes: none, ...known({ inboxes: null }) }), 'undecided'],
      ['where domains are not known', but({ inboxes: none, ...known({ domains: null }) }), 'undecided'],
      ['that is in no listing', but({ seen: null, inboxes: none }), 'nothing'],
    ],
  ],
  [
    inboxWithoutCharge,
    [
      ['paid', facts, 'nothing'],
      ['ended', order({ service: 'ended', endsAt: day(-10) }), 'notice -'],
      ['ended nobody knows when', order({ service: 'ended' }), 'notice -'],
      ['ended yesterday', order({ service: 'ended', endsAt: day(-1) }), 'nothing'],
      ['gone', order({ isLive: false, goneSince: day(-10) }), 'notice -'],
      ['gone yesterday', order({ isLive: false, goneSince: day(-1) }), 'nothing'],
      ['to be paid, of which another rule speaks', order({ service: 'unpaid' }), 'nothing'],
      ['with a word of which nothing is known', order({ service: 'unknown' }), 'nothing'],
      ['in no listing', but({ seen: null }), 'notice -'],
      ['in no listing that is newer', but({ seen: null, ...known({ orders: day(-101) }) }), 'undecided'],
      ['not charged for two periods', but(charges({ lastAt: day(-68) })), 'notice -'],
      ['not charged for one', but(charges({ lastAt: day(-40) })), 'nothing'],
      ['never charged', but(charges({ count: 0, lastAt: null })), 'notice -'],
      ['never, as far as is on record', but(charges({ lastAt: null, recordedFrom: day(-100) })), 'nothing'],
      ['of a period that nobody knows', but(charges({ lastAt: day(-100), periodDays: null })), 'nothing'],
      [
        'where charges are not known',
        but({ ...charges({ lastAt: day(-68) }), ...known({ charges: null }) }),
        'undecided',
      ],
      [
        'for free',
        { ...order({ price: { minor: '0', currency: 'USD' } }), ...charges({ lastAt: day(-68) }) },
        'nothing',
      ],
      ['without an inbox', { ...order({ service: 'ended', endsAt: day(-10) }), inboxes: none }, 'nothing'],
    ],
  ],
  [
    orderUnpaid,
    [
      ['paid', facts, 'nothing'],
      ['unpaid', order({ service: 'unpaid' }), 'alarm 3500'],
      ['unpaid, for nobody knows how much', order({ service: 'unpaid', price: null }), 'alarm -'],
      ['gone', order({ service: 'unpaid', isLive: false }), 'nothing'],
    ],
  ],
  [
    renewalOfUnused,
    [
      ['of whose use nothing is known', facts, 'nothing'],
      ['all unused', but({ inboxes: inboxes({ use: used(null) }, { use: used(day(-31)) }) }), 'alarm 3500'],
      [
        'all unused, its price unknown',
        { ...order({ price: null }), inboxes: inboxes({ use: used(null) }), domains: [{ ...domain, holders: 1 }] },
        'alarm -',
      ],
      ['some unused', but({ inboxes: inboxes({ use: used(null) }, { use: used(day(-29)) }) }), 'notice -'],
      ['unused, as was known long ago', but({ inboxes: inboxes({ use: used(null, day(-15)) }) }), 'nothing'],
      ['unused, and made last week', but({ inboxes: inboxes({ use: used(null), madeAt: day(-7) }) }), 'nothing'],
      ['unused, its domain used elsewhere', but({ inboxes: inboxes({ use: used(null) }) }), 'notice -'],
      ['nothing ever came of', but({ inboxes: none, domains: [] }), 'alarm 3500'],
      ['… and it was made last week', { ...order({ madeAt: day(-7) }), inboxes: none, domains: [] }, 'nothing'],
      ['… and inboxes are not known', but({ inboxes: none, domains: [], ...known({ inboxes: null }) }), 'undecided'],
      ['a domain that nobody is on', but({ inboxes: none, domains: [{ ...domain, holders: 0 }] }), 'alarm 3500'],
      ['a domain with inboxes elsewhere', but({ inboxes: none }), 'nothing'],
      [
        'a domain that mail is sent by',
        but({ inboxes: none, domains: [{ ...domain, holders: 0, serves: 'sending' }] }),
        'nothing',
      ],
      [
        'that renews in three weeks',
        {
          ...order({ renewal: { ...seen.renewal, at: day(21), noticeDays: 0, reason: '' } }),
          inboxes: none,
          domains: [],
        },
        'nothing',
      ],
      ['that does not renew itself', { ...order({ renewal: null }), inboxes: none, domains: [] }, 'nothing'],
      ['that is canceled already', { ...order({ service: 'ending' }), inboxes: none, domains: [] }, 'nothing'],
    ],
  ],
  [
    renewalOfFailing,
    [
      ['in order', facts, 'nothing'],
      ['with an inbox suspended', but({ inboxes: inboxes({ isSuspended: true }, {}) }), 'notice -'],
      ['with all of them', but({ inboxes: inboxes({ isSuspended: true }), domains: [] }), 'alarm 3500'],
      ['its domain expired', but({ domains: [{ ...domain, service: 'ended' }] }), 'alarm 3500'],
      [
        'its DNS not in force',
        but({
          domains: [
            { ...domain, isInForce: false },
            { ...domain, name: 'y.example' },
          ],
        }),
        'notice -',
      ],
      ['its DNS not known', but({ domains: [{ ...domain, isInForce: null }] }), 'nothing'],
      ['blacklisted', but({ domains: [{ ...domain, listedOn: ['spamhaus_dbl'] }] }), 'alarm 3500'],
      [
        'a domain that is gone, of which other rules speak',
        but({ domains: [{ ...domain, isLive: false, service: 'ended' }] }),
        'nothing',
      ],
    ],
  ],
];

describe.each(cases.map(([rule, each]) => ({ id: rule.id, rule, each })))('$id', ({ rule, each }) => {
  test.each(each)('an order %s', (_what, of, says) => {
    expect(said(rule, of)).toBe(says);
  });
});

test('the renewal cliff says what to cancel by when, what that saves, and how the use of each inbox is known', () => {
  const at = order({ renewal: { at: day(10), noticeDays: 3, reason: 'three days of notice are asked for' } });
  const listed = inboxes({ use: used(null) }, { use: { lastUsedAt: null, knownAt: day(0), from: 'listing' } });
  const [verdict] = renewalOfUnused.judge({ ...at, inboxes: listed }, now);
  expect(verdict).toMatchObject({
    sentence:
      'The order of x.example (order-1) at shop renews at 2026-06-11T00:00:00.000Z for 35.00 USD, and nothing of it is used.',
    remedy:
      'Cancel it by 2026-06-08T00:00:00.000Z: that saves 35.00 USD each period (three days of notice are asked for).',
    evidence: [
      '0@x.example: never used, as was imported, and known at 2026-05-31T00:00:00.000Z',
      '1@x.example: there is no mail in it, as the provider says',
    ],
  });
});

test.each([
  [{}, '2 inboxes and 1 domain depend on it.'],
  [{ inboxes: none }, '1 domain depends on it.'],
  [{ inboxes: none, domains: [] }, 'nothing that is listed depends on it.'],
])('of an order that is unpaid it is said what depends on it (%#)', (more, said) => {
  const [verdict] = orderUnpaid.judge({ ...order({ service: 'unpaid', status: 'unpaid' }), ...more }, now);
  expect(verdict).toMatchObject({ sentence: expect.stringContaining(`35.00 USD are to be paid, and ${said}`) });
});

test('what is charged for nothing is told the same after each listing of the inboxes', () => {
  const told = (at: string) =>
    chargedWithoutInboxes.judge({ ...but({ inboxes: none }), ...known({ inboxes: at }) }, now);
  expect(told(day(-1))).toHaveLength(1);
  expect(told(day(0))).toEqual(told(day(-1)));
});
