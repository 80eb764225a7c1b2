import { dnsMeaning, type Item, type WrittenRecord } from '@rollcall/provider-kit';
import { beforeAll, describe, expect, test } from 'vitest';
import { providerNamed, providers } from '../src/index.ts';
import { type World, worldOf } from './support/world.ts';

let world: World;

beforeAll(async () => {
  world = await worldOf(['simple-inboxes', 'adbtd'], { seed: 1 });
}, 30_000);

describe('the zones that the sandboxes serve', () => {
  test('are those of every domain that is bought there, with the records that its holder shows, but for one', async () => {
    const zones = await zonesOf('simple-inboxes');
    const own = zones.filter(({ name }) => name.endsWith('.example') && name !== 'parking.example');
    expect(own.map(({ name }) => name)).toEqual(named('simple-inboxes', 'domain'));
    const served = zones.flatMap(({ name, records }) => records.map((record) => meaningOf(record, name)));
    const shown = listed('simple-inboxes', 'dns_record').filter(({ attributes }) => {
      return attributes['domain'] !== 'birch-team.example';
    });
    expect(shown.length).toBeGreaterThan(50);
    const lacking: string[] = [];
    for (const { name, attributes } of shown) {
      const { type, content, priority, domain } = attributes;
      const record = {
        type: String(type),
        name,
        content: String(content),
        priority: typeof priority === 'number' ? priority : null,
      };
      if (!served.includes(meaningOf(record, String(domain)))) lacking.push(`${type} ${name}`);
    }
    expect(lacking).toEqual(['CNAME track1.cedar-team.example']);
    const parked = own.find(({ name }) => name === 'birch-team.example');
    expect(parked).toMatchObject({ nameservers: ['ns.parking.example'], records: [{ type: 'A' }] });
  });

  test('lack what a domain is shown to lack, or have what is of no use', async () => {
    const lacking = new Map(
      (await zonesOf('adbtd')).map(({ name, records }) => {
        const useful = records.filter(({ content }) => !/ p=$|p=nothing/.test(content));
        return [name, ['MX', 'TXT'].map((type) => count(useful, type))];
      }),
    );
    for (const { name, attributes } of listed('adbtd', 'domain')) {
      const texts = [attributes['spfOk'], attributes['dkimOk'], attributes['dmarcOk']].filter((ok) => ok === true);
      expect(lacking.get(name)).toEqual([attributes['mxOk'] === true ? 1 : 0, texts.length]);
    }
  });

  const count = (records: readonly { readonly type: string }[], type: string) =>
    records.filter((record) => record.type === type).length;

  async function zonesOf(name: string) {
    const sandbox = await providerNamed(name).sandbox({ seed: 1 });
    await sandbox.close();
    return sandbox.zones();
  }
});

describe('without anything wrong', () => {
  let clean: World;
  beforeAll(async () => {
    clean = await worldOf(Object.keys(providers), { seed: 1, clean: true }, 45);
  });

  test.each(['mailbux', 'elastic-email', 'inframail'])('each domain at %s was bought', (provider) => {
    const bought = new Set(named('simple-inboxes', 'domain', clean));
    expect(named(provider, 'domain', clean)).toHaveLength(3);
    expect(named(provider, 'domain', clean).filter((name) => !bought.has(name))).toEqual([]);
  });

  test('every record that is asked for is there, and every domain is in order', () => {
    const held = new Set(listed('simple-inboxes', 'dns_record', clean).map(recordText));
    const expected = listed('mailbux', 'dns_expectation', clean).map(({ externalId }) => externalId);
    expect(expected.filter((record) => !held.has(record))).toEqual([]);
    const wrongs: readonly (readonly [string, string, (attributes: Item['attributes']) => boolean])[] = [
      ['simple-inboxes', 'domain', ({ status }) => status !== 'active'],
      ['simple-inboxes', 'nameserver_state', ({ propagated }) => propagated !== true],
      ['simple-inboxes', 'order', ({ status, domains }) => status !== 'active' || JSON.stringify(domains) === '[]'],
      ['simple-inboxes', 'inbox_mutation', ({ status }) => status !== 'completed'],
      ['elastic-email', 'domain', ({ spfOk, dkimOk }) => spfOk !== true || dkimOk !== true],
      ['elastic-email', 'api_key', ({ lastUsedAt, ipRanges }) => lastUsedAt === null || !String(ipRanges)],
      ['adbtd', 'domain', ({ status }) => status !== 'verified'],
      ['adbtd', 'host', ({ reputationFlags }) => JSON.stringify(reputationFlags ?? []) !== '[]'],
    ];
    for (const [provider, kind, isWrong] of wrongs) {
      const items = listed(provider, kind, clean);
      expect({ kind, count: items.length }).not.toEqual({ kind, count: 0 });
      expect(items.filter(({ attributes }) => isWrong(attributes)).map(({ name }) => name)).toEqual([]);
    }
  });

  test('days that pass bring renewals, each charged once a period, and every top-up its invoice', () => {
    const orders = listed('simple-inboxes', 'order', clean);
    const debits = listed('simple-inboxes', 'wallet_transaction', clean).filter(({ attributes }) => {
      return attributes['type'] === 'debit';
    });
    for (const { externalId, attributes } of orders) {
      const charged = debits
        .filter((debit) => debit.attributes['orderId'] === externalId)
        .map((debit) => String(debit.attributes['createdAt']).slice(0, 10))
        .toSorted();
      const renewsMs = Date.parse(String(attributes['renewsAt']));
      const expected = charged.map((_, index) => {
        return new Date(renewsMs - (charged.length - index) * 30 * 86_400_000).toISOString().slice(0, 10);
      });
      expect(charged).toEqual(expected);
      expect(charged.length).toBeGreaterThan(6);
      expect(String(attributes['renewsAt']) > '2026-07-16').toBe(true);
    }
    const invoiced = listed('simple-inboxes', 'invoice', clean).map(({ attributes }) => attributes['transactionId']);
    const topUps = listed('simple-inboxes', 'wallet_transaction', clean).filter(({ attributes }) => {
      return attributes['type'] === 'credit';
    });
    expect(topUps.length).toBeGreaterThan(1);
    expect(invoiced.toSorted()).toEqual(topUps.map(({ externalId }) => externalId).toSorted());
  });

  test('days that pass bring use', () => {
    const lastUse = named('elastic-email', 'api_key', clean).length;
    expect(lastUse).toBeGreaterThan(3);
    const unused = listed('elastic-email', 'api_key', clean).filter(({ attributes }) => {
      return String(attributes['lastUsedAt']) < '2026-06-25';
    });
    expect(unused).toEqual([]);
    const grown = listed('mailbux', 'inbox', clean).filter(({ attributes: { usedQuotaBytes } }) => {
      return typeof usedQuotaBytes === 'number' && usedQuotaBytes > 45_000_000;
    });
    expect(grown.length).toBeGreaterThan(20);
  });
});

function listed(provider: string, kind: string, from = world): readonly Item[] {
  return from[provider]?.get(kind) ?? [];
}

function named(provider: string, kind: string, from = world): readonly string[] {
  return [...new Set(listed(provider, kind, from).map(({ name }) => name))];
}

/** A record in the one spelling, with its type and priority. */
function meaningOf(record: WrittenRecord, zone: string): string {
  const { type, name, content, priority } = dnsMeaning(record, zone);
  return [type, name, priority, content].join(' ');
}

/** A record as an expectation is called: type, name, priority and content. */
function recordText({ name, attributes: { type, content, priority } }: Item): string {
  return [type, name, ...(priority === null ? [] : [priority]), content].join(' ');
}
