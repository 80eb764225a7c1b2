import { ConnectionId, type DnsAnswer, type DnsContent } from '@rollcall/schema';
import type { DnsFacts, DnsHolder, SaidRecord } from '../../src/index.ts';

export const now = '2026-06-01T12:00:00.000Z';
const checkedAt = '2026-06-01T11:00:00.000Z';
export const domain = 'alder-mail.example';
const servers = ['ada.ns.example', 'bob.ns.example'];

export function record(type: string, name: string, content: string): SaidRecord {
  const [, lead, rest] = type === 'MX' ? (/^(\d+) (.*)$/.exec(content) ?? []) : [];
  return { type, name, content: rest ?? content, priority: lead === undefined ? null : Number(lead) };
}

const spfText = 'v=spf1 mx include:_spf.sender.example ~all';
const records = [
  record('MX', domain, '10 mail.host.example'),
  record('TXT', domain, spfText),
  record('TXT', `_dmarc.${domain}`, 'v=DMARC1; p=reject'),
  record('TXT', `s1._domainkey.${domain}`, 'v=DKIM1; k=rsa; p=AAAA'),
  record('CNAME', `tracking.${domain}`, 'api.sender.example'),
];

export function answer(
  type: string,
  name: string,
  contents: readonly DnsContent[],
  more: Partial<DnsAnswer> = {},
): DnsAnswer {
  const state = contents.length > 0 ? 'found' : 'no_data';
  const sorted = [...contents].map(({ content, priority }) => ({ content, priority }));
  return { name, type, state, records: sorted, aliases: [], ttl: 300, reason: null, servers: ['the servers'], ...more };
}

const answers: readonly DnsAnswer[] = [
  answer(
    'NS',
    domain,
    servers.map((content) => ({ content, priority: null })),
  ),
  ...records.map((one) => answer(one.type, one.name, [one])),
];

export const host: DnsHolder = {
  ...{ connectionId: ConnectionId.parse('0197a000-0000-7000-8000-000000000001'), connection: 'host', externalId: 'd1' },
  ...{ madeAt: '2025-01-01T00:00:00.000Z', published: null, nameservers: null, bounceDomain: domain },
  expected: [record('MX', domain, '10 mail.host.example'), record('TXT', domain, 'v=spf1 mx -all')],
  keys: [{ name: `s1._domainkey.${domain}`, publicKey: 'AAAA' }],
  spfIncludes: [],
};
export const sender: DnsHolder = {
  ...{
    connectionId: ConnectionId.parse('0197a000-0000-7000-8000-000000000002'),
    connection: 'sender',
    externalId: 'd2',
  },
  ...{ madeAt: null, published: null, nameservers: null, bounceDomain: null, keys: [] },
  expected: [record('CNAME', `tracking.${domain}`, 'api.sender.example')],
  spfIncludes: ['_spf.sender.example'],
};
const registrar: DnsHolder = {
  ...{
    connectionId: ConnectionId.parse('0197a000-0000-7000-8000-000000000003'),
    connection: 'registrar',
    externalId: 'd3',
  },
  ...{
    madeAt: null,
    published: records,
    nameservers: servers,
    bounceDomain: null,
    keys: [],
    expected: [],
    spfIncludes: [],
  },
};

/** A domain in order, of a host, a sender and a registrar. */
export const good: DnsFacts = {
  ...{ domain, holders: [host, sender, registrar], checkedAt, authoritySince: '2026-05-01T00:00:00.000Z' },
  authority: {
    delegation: { state: 'delegated', zone: domain, nameservers: servers, reason: null },
    answers: [...answers],
    spf: {
      ...{ state: 'read', reason: null, records: [spfText], problem: null, ends: 'softfail', lookups: 2, voids: 0 },
      ...{ includes: ['_spf.sender.example'], loops: false },
    },
    dkim: [
      {
        ...{ name: `s1._domainkey.${domain}`, state: 'valid', problem: null, record: 'v=DKIM1; k=rsa; p=AAAA' },
        ...{ keyType: 'rsa', bits: 2_048, publicKey: 'AAAA' },
      },
    ],
    dmarc: {
      ...{ state: 'valid', problem: null, records: ['v=DMARC1; p=reject'], recordDomain: domain },
      ...{ organizationalDomain: domain, policy: 'reject', dkimMode: 'strict', spfMode: 'strict' },
    },
  },
  resolver: answers,
};

/** What is to be otherwise. */
export type Change = (facts: DnsFacts) => DnsFacts;
export const spf =
  (spf: Partial<DnsFacts['authority']['spf']>): Change =>
  (facts) => ({
    ...facts,
    authority: { ...facts.authority, spf: { ...facts.authority.spf, ...spf } },
  });
export const dkim =
  (dkim: Partial<DnsFacts['authority']['dkim'][number]>): Change =>
  (facts) => ({
    ...facts,
    authority: { ...facts.authority, dkim: facts.authority.dkim.map((key) => ({ ...key, ...dkim })) },
  });
export const dmarc =
  (dmarc: Partial<DnsFacts['authority']['dmarc']>): Change =>
  (facts) => ({
    ...facts,
    authority: { ...facts.authority, dmarc: { ...facts.authority.dmarc, ...dmarc } },
  });
export const delegation =
  (delegation: Partial<DnsFacts['authority']['delegation']>): Change =>
  (facts) => ({
    ...facts,
    authority: { ...facts.authority, delegation: { ...facts.authority.delegation, ...delegation } },
  });
export const holders =
  (...holders: DnsHolder[]): Change =>
  (facts) => ({ ...facts, holders });
/** All sides answer so to this question. */
export const answered = (
  type: string,
  name: string,
  contents: readonly string[],
  more: Partial<DnsAnswer> = {},
): Change => {
  const told = answer(
    type,
    name,
    contents.map((content) => record(type, name, content)),
    more,
  );
  const put = (all: readonly DnsAnswer[]) => [...all.filter((one) => one.type !== type || one.name !== name), told];
  return (facts) => ({
    ...facts,
    authority: { ...facts.authority, answers: put(facts.authority.answers) },
    resolver: put(facts.resolver),
  });
};
export const silent: Change = (facts) => {
  const mute = (all: readonly DnsAnswer[]): DnsAnswer[] =>
    all.map((one) => ({ ...one, state: 'unknown', records: [], reason: 'it did not answer in time' }));
  return {
    ...facts,
    authority: { ...facts.authority, answers: mute(facts.authority.answers) },
    resolver: mute(facts.resolver),
  };
};
