import {
  chargedAfterGone,
  inboxAtTwoProviders,
  inboxWithoutCharge,
  inboxWithoutDomain,
  type Judgement,
  judge,
  type Meaning,
  orderUnpaid,
  renewalOfUnused,
} from '@rollcall/ledger';
import { afterEach, expect, test } from 'vitest';
import { type Meanings, orderFacts, orphanFacts, twinFacts } from '../src/index.ts';
import { type GivenConnection, givenConnection } from './support/given.ts';
import { roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
const meanings: Meanings = {
  acme: {
    order: {
      made: 'createdAt',
      says: {
        service: { attribute: 'status', inForce: ['active'], ended: ['canceled'], unpaid: ['unpaid'] },
        renewal: { noticeDays: 1, reason: 'it says so' },
      },
    },
    inbox: { made: 'createdAt', order: 'orderId', says: { holdsMail: 'full' } },
    domain: {
      says: {
        domain: { serves: 'inboxes', isHeld: true, reason: 'it is bought there' },
        service: { attribute: 'status', inForce: ['active'], ended: ['expired'] },
      },
    },
    wallet_transaction: {
      charges: { order: 'orderId', datedBy: 'at', types: ['debit'], periodDays: 30 },
      says: {},
    },
  },
};

const days = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString();
const createdAt = days(-100);
const order = (id: string, more: object): Meaning => ({ externalId: id, name: id, attributes: { createdAt, ...more } });
const inbox = (address: string, more: object = {}): Meaning => ({
  ...{ externalId: address, name: address, attributes: { createdAt, domain: address.split('@')[1], ...more } },
});
const domain = (name: string, status = 'active'): Meaning => ({ externalId: name, name, attributes: { status } });
const debit = (orderId: string, at: string): Meaning => ({
  externalId: `t ${orderId}`,
  name: `for ${orderId}`,
  attributes: { ...{ type: 'debit', orderId, at }, ...{ amountMinor: '-500', currency: 'USD', unit: 'confirmed' } },
});
const canceled = order('old', { status: 'canceled', cancelAt: days(-20) });
const renewing = order('near', { status: 'active', autoRenew: true, renewsAt: days(5) });
const threeDomains = [inbox('a@one.example'), inbox('a@two.example'), inbox('a@six.example')];

/** The listings of a connection in their order, each believed unless its kind is among the doubted. */
type Listings = readonly (readonly [kind: string, items: readonly Meaning[]])[];

async function given(listings: Listings, { doubted, account = 'one' }: { doubted?: string; account?: string } = {}) {
  const connection = await givenConnection(store, { account: { id: account, name: account } });
  for (const [kind, items] of listings) await roll(store, connection, { kind, items, believed: kind !== doubted });
  return connection;
}

// What is known of a kind is of all connections: those of one test are none of the next one's.
afterEach(() => store.owner.query(`update rollcall.connection set state = 'removed' where state <> 'removed'`));

async function told(): Promise<readonly string[]> {
  const judgements: Judgement[] = [];
  const now = new Date().toISOString();
  await store.asDaemon(async (tx) => {
    const ofOrders = [chargedAfterGone, inboxWithoutCharge, orderUnpaid, renewalOfUnused];
    for await (const page of orderFacts(tx, { meanings, renewalDays: 14 })) {
      judgements.push(...judge(ofOrders, page, now));
    }
    for await (const page of twinFacts(tx, meanings)) judgements.push(...judge([inboxAtTwoProviders], page, now));
    for await (const page of orphanFacts(tx, meanings)) judgements.push(...judge([inboxWithoutDomain], page, now));
  });
  return judgements
    .map((one) =>
      'undecided' in one
        ? `${one.fingerprint.split(' ')[0]} undecided`
        : `${one.rule} ${one.subject?.name} ${one.money?.minor ?? '-'}`,
    )
    .toSorted();
}

test.each<{ what: string; listings: Listings; doubted?: string; says: readonly string[] }>([
  {
    what: 'a charge of an order that had ended',
    listings: [
      ['order', [canceled]],
      ['wallet_transaction', [debit('old', days(-10))]],
    ],
    says: ['charged_after_gone old 500'],
  },
  {
    what: 'a charge of an order on the day it ended',
    listings: [
      ['order', [canceled]],
      ['wallet_transaction', [debit('old', days(-19.5))]],
    ],
    says: [],
  },
  {
    what: 'a charge of an order that there never was',
    listings: [
      ['order', [canceled]],
      ['wallet_transaction', [debit('none', days(-10))]],
    ],
    says: ['charged_after_gone none 500'],
  },
  {
    what: 'such a charge, where orders are not believed',
    listings: [
      ['order', [canceled]],
      ['wallet_transaction', [debit('none', days(-10))]],
    ],
    doubted: 'order',
    says: ['charged_after_gone undecided'],
  },
  {
    what: 'such a charge, where the list of orders shows no ended ones',
    listings: [
      ['order', []],
      ['wallet_transaction', [debit('none', days(-10))]],
    ],
    says: ['charged_after_gone undecided'],
  },
  {
    what: 'inboxes of an order that there is not',
    listings: [
      ['inbox', [inbox('a@one.example', { orderId: 'none' })]],
      ['order', []],
    ],
    says: ['inbox_without_charge none -'],
  },
  {
    what: 'such inboxes, where orders are not believed',
    listings: [
      ['inbox', [inbox('a@one.example', { orderId: 'none' })]],
      ['order', []],
    ],
    doubted: 'order',
    says: ['inbox_without_charge undecided'],
  },
  {
    what: 'an unpaid order',
    listings: [['order', [order('due', { status: 'unpaid' })]]],
    says: ['order_unpaid due -'],
  },
  {
    what: 'an order that renews, and whose inbox holds no mail',
    listings: [
      ['order', [renewing]],
      ['inbox', [inbox('a@one.example', { orderId: 'near', full: false }), inbox('b@one.example', { full: true })]],
      ['domain', []],
    ],
    says: ['renewal_of_unused near -'],
  },
  {
    what: 'such an order, where inboxes are not believed',
    listings: [
      ['order', [renewing]],
      ['inbox', [inbox('a@one.example', { orderId: 'near', full: false }), inbox('b@one.example', { full: true })]],
      ['domain', []],
    ],
    doubted: 'inbox',
    says: [],
  },
  {
    what: 'such an order, where nothing says whether its inbox holds mail',
    listings: [
      ['order', [renewing]],
      ['inbox', [inbox('a@one.example', { orderId: 'near' })]],
      ['domain', []],
    ],
    says: [],
  },
  {
    what: 'such an order without any inbox, where domains are not believed',
    listings: [
      ['order', [renewing]],
      ['inbox', []],
      ['domain', []],
    ],
    doubted: 'domain',
    says: ['renewal_of_unused undecided'],
  },
  {
    what: 'inboxes on a domain that has ended',
    listings: [
      ['inbox', [inbox('a@one.example')]],
      ['domain', [domain('one.example', 'expired')]],
    ],
    says: ['inbox_without_domain one.example -'],
  },
  {
    what: 'inboxes on the one domain of three that nobody holds',
    listings: [
      ['inbox', threeDomains],
      ['domain', [domain('one.example'), domain('two.example')]],
    ],
    says: ['inbox_without_domain six.example -'],
  },
  {
    what: 'such inboxes, where domains are not believed',
    listings: [
      ['inbox', threeDomains],
      ['domain', [domain('one.example'), domain('two.example')]],
    ],
    doubted: 'domain',
    says: ['inbox_without_domain undecided'],
  },
  {
    what: 'inboxes whose domains are held elsewhere',
    listings: [
      ['inbox', threeDomains],
      ['domain', []],
    ],
    says: [],
  },
])('of $what is said $says', async ({ listings, says, ...doubts }) => {
  await given(listings, doubts);
  expect(await told()).toEqual(says);
});

test.each([
  {
    what: 'two accounts',
    account: 'two',
    items: [inbox('a@one.example')],
    says: ['inbox_at_two_providers a@one.example -'],
  },
  { what: 'two connections to one account', account: 'one', items: [inbox('a@one.example')], says: [] },
  { what: 'one account alone', account: 'two', items: [inbox('b@one.example')], says: [] },
])('an address that lives at $what', async ({ account, items, says }) => {
  await given([['inbox', [inbox('a@one.example')]]]);
  const other: GivenConnection = await given([['inbox', items]], { account });
  expect(await told()).toEqual(says);
  await roll(store, other, { items: [] });
  expect(await told()).toEqual([]);
});
