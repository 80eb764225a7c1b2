import type { Item } from '@rollcall/provider-kit';
import { beforeAll, describe, expect, test } from 'vitest';
import { providers } from '../src/index.ts';
import { type World, worldOf } from './support/world.ts';

// The sandboxes of one seed hold one agency. What is read here is what the ledger reads: the listings of every kind.
let world: World;

beforeAll(async () => {
  world = await worldOf(Object.keys(providers), { seed: 1 });
}, 30_000);

describe('what hangs together', () => {
  test('every domain is a reserved name, and every address is reserved for documentation', () => {
    const names = Object.values(world).flatMap((kinds) => (kinds.get('domain') ?? []).map(({ name }) => name));
    expect(names.length).toBeGreaterThan(60);
    expect(names.filter((name) => !name.endsWith('.example'))).toEqual([]);
    const addresses = named('adbtd', 'host').filter(
      (address) => !/^(203\.0\.113|198\.51\.100|192\.0\.2)\./.test(address),
    );
    expect(addresses).toEqual([]);
  });

  test.each([
    { provider: 'mailbux', elsewhere: ['alder-mail-2.example'] },
    { provider: 'elastic-email', elsewhere: ['alder-news-2.example'] },
    { provider: 'inframail', elsewhere: [] },
  ])('the domains at $provider were bought at simple-inboxes, but for $elsewhere', ({ provider, elsewhere }) => {
    const bought = new Set(named('simple-inboxes', 'domain'));
    expect(named(provider, 'domain').filter((name) => !bought.has(name))).toEqual(elsewhere);
    expect(named(provider, 'domain').length - elsewhere.length).toBe(3);
  });

  test('adbtd has domains of its own', () => {
    expect(named('adbtd', 'domain')).toHaveLength(40);
    expect(named('adbtd', 'domain').filter((name) => !/^agency-\d{3}\.example$/.test(name))).toEqual([]);
  });

  test('every inbox is on a domain of the same account, where domains are listed', () => {
    const withDomains = Object.entries(world).filter(([, kinds]) => kinds.has('domain'));
    expect(withDomains.length).toBeGreaterThan(4);
    for (const [provider, kinds] of withDomains) {
      const domains = new Set(named(provider, 'domain'));
      const homeless = (kinds.get('inbox') ?? []).filter(
        ({ attributes }) => !domains.has(String(attributes['domain'])),
      );
      expect({ provider, homeless }).toEqual({ provider, homeless: [] });
    }
  });

  test('the records that the mail server asks for are in DNS, but for two false ones and two that are lost', () => {
    const held = new Set(listed('simple-inboxes', 'dns_record').map(recordText));
    const bought = new Set(named('simple-inboxes', 'domain'));
    const lacking = listed('mailbux', 'dns_expectation')
      .filter(({ attributes }) => bought.has(String(attributes['domain'])))
      .map(({ externalId }) => externalId)
      .filter((expected) => !held.has(expected));
    expect(lacking).toEqual([
      expect.stringMatching(/^TXT 202606e\._domainkey\.alder-mail\.example v=DKIM1; /),
      'TXT birch-mail.example v=spf1 mx ra=postmaster -all',
      'CNAME autoconfig.birch-mail.example mail.mailbux.com',
      expect.stringMatching(/^TXT 202606e\._domainkey\.cedar-mail\.example v=DKIM1; /),
    ]);
  });

  test('who sends newsletters says of SPF what DNS says', () => {
    const included = listed('simple-inboxes', 'dns_record')
      .filter(({ attributes }) => String(attributes['content']).includes('include:_spf.elasticemail.com'))
      .map(({ name }) => name);
    const verified = listed('elastic-email', 'domain').filter(({ attributes }) => attributes['spfOk'] === true);
    expect(verified.map(({ name }) => name)).toEqual(included);
    expect(included).toEqual(['alder-news.example', 'birch-news.example']);
  });

  test('a debit is the amount of an order that there is, but for one, and for two transfers', () => {
    const amounts = new Map(listed('simple-inboxes', 'order').map((order) => [order.externalId, amountOf(order)]));
    const debits = transactions('debit');
    expect(debits.length).toBeGreaterThan(40);
    const others = debits.filter((debit) => amounts.get(String(debit.attributes['orderId'])) !== amountOf(debit));
    expect(others.map(({ name }) => name).toSorted()).toEqual(['renewal', 'transfer out', 'transfer out']);
  });

  test('every order that is paid for has been charged in the last two months', () => {
    const charged = new Set(
      transactions('debit')
        .filter(({ attributes }) => String(attributes['createdAt']) > '2026-04-01')
        .map(({ attributes }) => attributes['orderId']),
    );
    const active = listed('simple-inboxes', 'order').filter(({ attributes }) => attributes['status'] === 'active');
    expect(active.filter(({ externalId }) => !charged.has(externalId))).toEqual([]);
    expect(active).toHaveLength(7);
  });

  test('every top-up has its invoice, but for one', () => {
    const invoiced = listed('simple-inboxes', 'invoice').map((item) => [
      item.attributes['transactionId'],
      amountOf(item),
    ]);
    const topUps = transactions('credit').filter(({ name }) => name !== 'transfer in');
    expect(topUps.length).toBeGreaterThan(5);
    const pairs = new Set(invoiced.map((pair) => JSON.stringify(pair)));
    const unbilled = topUps.filter((item) => !pairs.has(JSON.stringify([item.externalId, amountOf(item)])));
    expect(unbilled.map(({ name }) => name)).toEqual(['top-up by card']);
  });

  test('at other sizes as well: the first domains of each are the same', async () => {
    const large = await worldOf(['mailbux', 'simple-inboxes'], { seed: 1, sizes: { domain: 52, inbox: 60 } });
    const bought = new Set(named('simple-inboxes', 'domain', large));
    const elsewhere = named('mailbux', 'domain', large).filter((name) => !bought.has(name));
    expect(elsewhere).toHaveLength(52 - 12);
    expect(named('mailbux', 'domain', large)).toEqual(expect.arrayContaining([...named('mailbux', 'domain')]));
  });

  test('at another day everything is the same, and every time lies as many days later', async () => {
    const later = await worldOf(Object.keys(providers), { seed: 1, now: '2026-07-11' });
    const shapes = (from: World) => shapeOf(from).replaceAll(/\d{4}-\d\d-\d\d/g, (day) => dayAfter(day, 40));
    expect(shapeOf(later)).toBe(shapes(world));
  });

  test('another seed is another agency', async () => {
    const other = await worldOf(Object.keys(providers), { seed: 2 });
    for (const provider of Object.keys(providers)) {
      const domains = new Set(named(provider, 'domain'));
      expect(named(provider, 'domain', other).filter((name) => domains.has(name))).toEqual([]);
    }
  });
});

describe('what is wrong on purpose', () => {
  test('an order without inboxes is charged, and says that it has them', () => {
    const alive = new Set(listed('simple-inboxes', 'inbox').map(({ attributes }) => attributes['orderId']));
    const gone = listed('simple-inboxes', 'order').filter(({ externalId, attributes }) => {
      return Number(attributes['inboxCount']) > 0 && !alive.has(externalId);
    });
    expect(gone.map(({ attributes }) => attributes['domains'])).toEqual([['birch-past.example']]);
    expect(chargesOf(gone).length).toBeGreaterThan(4);
  });

  test('inboxes live on though their order was canceled and is charged no more', () => {
    const canceled = listed('simple-inboxes', 'order').filter(({ attributes }) => attributes['status'] === 'canceled');
    const [order] = canceled;
    const orphans = listed('simple-inboxes', 'inbox').filter(
      ({ attributes }) => attributes['orderId'] === order?.externalId,
    );
    expect(orphans).toHaveLength(10);
    expect(new Set(orphans.map(({ attributes }) => attributes['domain']))).toEqual(new Set(['alder-trial.example']));
    const last = chargesOf(canceled).at(-1)?.attributes['createdAt'];
    expect(String(last) < String(order?.attributes['cancelAt'])).toBe(true);
  });

  test('an order that nothing came of renews within days', () => {
    const unused = listed('simple-inboxes', 'order').filter(({ attributes }) => {
      return (
        JSON.stringify([attributes['domains'], attributes['inboxCount'], attributes['autoRenew']]) === '[[],0,true]'
      );
    });
    expect(unused.map(({ attributes }) => [attributes['amountMinor'], attributes['renewsAt']])).toEqual([
      ['3500', '2026-06-03T00:00:00.001Z'],
    ]);
  });

  test('an order is unpaid, with two domains that depend on it', () => {
    const unpaid = listed('simple-inboxes', 'order').filter(({ attributes }) => attributes['status'] === 'unpaid');
    expect(unpaid.map(({ attributes }) => attributes['domains'])).toEqual([
      ['cedar-desk.example', 'cedar-news.example'],
    ]);
  });

  test('an address is an inbox at two providers', () => {
    const mailboxes = new Set(named('mailbux', 'inbox'));
    const twins = named('simple-inboxes', 'inbox').filter((address) => mailboxes.has(address));
    expect(twins).toEqual(['sales.north@alder-mail.example']);
  });

  test('an alias leads to a mailbox that is gone', () => {
    const mailboxes = new Set<unknown>(named('mailbux', 'inbox'));
    const lost = listed('mailbux', 'alias').filter(({ attributes: { targets } }) => {
      return Array.isArray(targets) && targets.some((target) => !mailboxes.has(target));
    });
    expect(lost.map(({ name }) => name)).toEqual(['sales@cedar-mail.example']);
  });

  test('a domain was bought, and nobody has an inbox on it', () => {
    const peopled = new Set(listed('adbtd', 'inbox').map(({ attributes }) => attributes['domain']));
    expect(named('adbtd', 'domain').filter((name) => !peopled.has(name))).toEqual(['agency-040.example']);
  });

  test('a renewal is in the books twice', () => {
    const same = Map.groupBy(transactions('debit'), ({ name, attributes }) => {
      return JSON.stringify([name, attributes['orderId'], attributes['amountMinor'], attributes['createdAt']]);
    });
    const twice = Array.from(same.values()).filter(({ length }) => length > 1);
    expect(twice.map((rows) => rows.map(({ name }) => name))).toEqual([
      ['renewal of alder-news.example', 'renewal of alder-news.example'],
    ]);
  });

  test.each([
    {
      what: 'a domain has expired, and its inboxes go on',
      ...{ provider: 'simple-inboxes', kind: 'domain', attribute: 'status', value: 'expired' },
      names: ['birch-desk.example'],
    },
    {
      what: 'a domain is not pointed at its nameservers',
      ...{ provider: 'simple-inboxes', kind: 'nameserver_state', attribute: 'propagated', value: false },
      names: ['birch-team.example'],
    },
    {
      what: 'a step of a domain has failed',
      ...{ provider: 'simple-inboxes', kind: 'domain_action', attribute: 'status', value: 'failed' },
      names: ['move_nameservers'],
    },
    {
      what: 'a domain was added and never verified',
      ...{ provider: 'elastic-email', kind: 'domain', attribute: 'trackingStatus', value: 'NotValidated' },
      names: ['alder-news-2.example'],
    },
    {
      what: 'a key was never used',
      ...{ provider: 'elastic-email', kind: 'api_key', attribute: 'lastUsedAt', value: null },
      names: ['newsletter'],
    },
    {
      what: 'the same key, and the one of the connection, may be used from everywhere',
      ...{ provider: 'elastic-email', kind: 'api_key', attribute: 'ipRanges', value: [] },
      names: ['console', 'newsletter'],
    },
    {
      what: 'an address is on a list of senders of unwanted mail',
      ...{ provider: 'adbtd', kind: 'host', attribute: 'reputationFlags', value: ['spamhaus'] },
      names: ['198.51.100.95'],
    },
    {
      what: 'domains lack a record',
      ...{ provider: 'adbtd', kind: 'domain', attribute: 'status', value: 'pending' },
      names: [23, 25, 26, 34, 38].map((number) => `agency-0${number}.example`),
    },
  ])('$what: $names', ({ provider, kind, attribute, value, names }) => {
    const found = listed(provider, kind).filter(({ attributes }) => {
      return JSON.stringify(attributes[attribute]) === JSON.stringify(value);
    });
    expect(found.map(({ name }) => name)).toEqual(names);
  });

  test('a message to one of the agency’s own inboxes is never sent', () => {
    const inboxes = new Set(Object.keys(world).flatMap((provider) => named(provider, 'inbox')));
    const suppressed = named('elastic-email', 'suppression').filter((address) => inboxes.has(address));
    expect(suppressed).toEqual(['sales.north@alder-team.example']);
  });
});

function listed(provider: string, kind: string, from = world): readonly Item[] {
  return from[provider]?.get(kind) ?? [];
}

function named(provider: string, kind: string, from = world): readonly string[] {
  return [...new Set(listed(provider, kind, from).map(({ name }) => name))];
}

function transactions(type: 'credit' | 'debit'): readonly Item[] {
  return listed('simple-inboxes', 'wallet_transaction').filter(({ attributes }) => attributes['type'] === type);
}

function chargesOf(orders: readonly Item[]): readonly Item[] {
  const ids = new Set<unknown>(orders.map(({ externalId }) => externalId));
  return transactions('debit').filter(({ attributes }) => ids.has(attributes['orderId']));
}

function amountOf({ attributes }: Item): unknown {
  return attributes['amountMinor'];
}

/**
 * What the listings say, in one text, but for the ids of Inframail's hosts, which are times in milliseconds.
 */
function shapeOf(from: World): string {
  const kinds = Object.entries(from).map(([provider, listings]) => [provider, ...listings]);
  return JSON.stringify(kinds).replaceAll(/"\d{13}"/g, '"id"');
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

/** A record as an expectation is called: type, name, priority and content. */
function recordText({ name, attributes: { type, content, priority } }: Item): string {
  return [type, name, ...(priority === null ? [] : [priority]), content].join(' ');
}
