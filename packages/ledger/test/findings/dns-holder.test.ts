import { expect, test } from 'vitest';
import { dnsHolder } from '../../src/index.ts';
import { domain, host } from '../support/dns-facts.ts';

test('what a provider holds and declares becomes what it says', () => {
  const held = {
    ...{ connectionId: host.connectionId, connection: 'host', provider: 'p', externalId: 'd1' },
    attributes: {
      nameservers: ['B.ns.example.', 'a.ns.example'],
      selector: 's9',
      made: '2026-01-01T00:00:00.000Z',
      bounces: null,
    },
    children: [
      { kind: 'dns_record', name: domain, attributes: { type: 'TXT', content: 'one', priority: null, synced: true } },
      { kind: 'dns_record', name: domain, attributes: { type: 'TXT', content: 'two', priority: null, synced: false } },
      { kind: 'dns_record', name: domain, attributes: { type: 'A', content: '192.0.2.1', proxied: true } },
      { kind: 'dns_expectation', name: domain, attributes: { type: 'MX', content: 'mx.example', priority: 10 } },
      { kind: 'dkim', name: `s1._domainkey.${domain}`, attributes: { publicKey: 'AAAA' } },
    ],
    believed: ['dns_record'],
  };
  const source = 'a page';
  const dns = {
    ...{
      dkimSelectorBy: 'selector',
      bounceDomainBy: 'bounces',
      nameserversBy: [{ kind: 'domain', attribute: 'nameservers' }],
    },
    ...{ spfIncludes: [{ value: '_spf.p.example', source }], dkimSelectors: [{ value: 'api', source }] },
    records: [{ value: { name: 'track', type: 'CNAME', content: 'p.example' }, source }],
  };
  expect(dnsHolder(domain, held, { dns, madeBy: 'made' })).toEqual({
    ...{ connectionId: host.connectionId, connection: 'host', externalId: 'd1', madeAt: '2026-01-01T00:00:00.000Z' },
    published: [{ type: 'TXT', name: domain, content: 'one', priority: null }],
    expected: [
      { type: 'MX', name: domain, content: 'mx.example', priority: 10 },
      { type: 'CNAME', name: `track.${domain}`, content: 'p.example', priority: null },
    ],
    keys: [
      { name: `s1._domainkey.${domain}`, publicKey: 'AAAA' },
      { name: `api._domainkey.${domain}`, publicKey: null },
      { name: `s9._domainkey.${domain}`, publicKey: null },
    ],
    ...{ spfIncludes: ['_spf.p.example'], nameservers: ['a.ns.example', 'b.ns.example'], bounceDomain: null },
  });
  expect(dnsHolder(domain, { ...held, believed: [] }, { dns: {}, madeBy: undefined })).toMatchObject({
    ...{ published: null, nameservers: null, madeAt: null, spfIncludes: [] },
  });
});
