import type { ConnectionId, DnsAnswer, DnsAuthority, DnsContent, DnsTerms, Instant } from '@rollcall/schema';

/** A domain of which DNS was asked, with what all sides say of it. */
export interface DnsFacts {
  readonly domain: string;
  /** The connections that have it, live. */
  readonly holders: readonly DnsHolder[];
  readonly checkedAt: Instant;
  readonly authority: DnsAuthority;
  /** Since when the servers of the domain say the same. */
  readonly authoritySince: Instant;
  readonly resolver: readonly DnsAnswer[];
}

/** A connection that has the domain, and what its provider says of its DNS. */
export interface DnsHolder {
  readonly connectionId: ConnectionId;
  readonly connection: string;
  /** The domain there. */
  readonly externalId: string;
  /** When the provider says that the domain came there; null where it does not say. */
  readonly madeAt: Instant | null;
  /** The records that it says it published; null where it does not say, or what it says is not believed. */
  readonly published: readonly SaidRecord[] | null;
  /** Whether it says what the domain's DNS is to hold. */
  readonly expected: readonly SaidRecord[];
  readonly keys: readonly SigningKey[];
  readonly spfIncludes: readonly string[];
  /** The servers that the domain is to be delegated to; null where it does not say. */
  readonly nameservers: readonly string[] | null;
  /** Whose SPF record is asked when it sends; null where that is not known. */
  readonly bounceDomain: string | null;
}

export interface SaidRecord extends DnsContent {
  readonly type: string;
  readonly name: string;
}

/** A key that mail is signed with. */
export interface SigningKey {
  /** `SELECTOR._domainkey.DOMAIN`. */
  readonly name: string;
  /** Base64; null where the provider does not show it. */
  readonly publicKey: string | null;
}

/** A domain at a connection as the ledger holds it, with the resources that are listed by it. */
export interface HeldDomain {
  readonly connectionId: ConnectionId;
  readonly connection: string;
  readonly provider: string;
  readonly externalId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Of the kinds `dns_record`, `dns_expectation`, `dkim` and `nameserver_state`. */
  readonly children: readonly HeldRecord[];
  /** Those of these kinds whose newest listing for this domain was believed. */
  readonly believed: readonly string[];
}

interface HeldRecord {
  readonly kind: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What a provider declares that the facts of its domains are read by. */
export interface DomainTerms {
  readonly dns: DnsTerms;
  /** The attribute of a domain that holds when it came there. */
  readonly madeBy: string | undefined;
}

/** What a held domain says of DNS, by what its provider declares. */
export function dnsHolder(domain: string, held: HeldDomain, { dns, madeBy }: DomainTerms): DnsHolder {
  const { children, believed, attributes } = held;
  const of = (kind: string): readonly HeldRecord[] => children.filter((child) => child.kind === kind);
  const expected = of('dns_expectation').flatMap(saidRecord);
  const records = dns.records ?? [];
  const required = records.map(({ value }) => ({ ...value, name: `${value.name}.${domain}`, priority: null }));
  return {
    ...{ connectionId: held.connectionId, connection: held.connection, externalId: held.externalId },
    madeAt: madeBy === undefined ? null : text(attributes[madeBy]),
    published: believed.includes('dns_record') ? of('dns_record').flatMap(publishedRecord) : null,
    expected: [...expected, ...required],
    keys: keysOf(domain, held, dns),
    spfIncludes: (dns.spfIncludes ?? []).map(({ value }) => value),
    nameservers: nameserversOf(held, dns),
    bounceDomain: dns.bounceDomainBy === undefined ? null : text(attributes[dns.bounceDomainBy]),
  };
}

function saidRecord({ name, attributes }: HeldRecord): SaidRecord[] {
  const [type, content] = [text(attributes['type']), text(attributes['content'])];
  if (type === null || content === null) return [];
  const priority = attributes['priority'];
  return [{ type, name, content, priority: typeof priority === 'number' ? priority : null }];
}

/** What is hidden behind others' addresses answers with those, and what was not passed on yet is not said to be published. */
function publishedRecord(record: HeldRecord): SaidRecord[] {
  const { proxied, synced } = record.attributes;
  return proxied === true || synced === false ? [] : saidRecord(record);
}

function keysOf(domain: string, { children, attributes }: HeldDomain, dns: DnsTerms): readonly SigningKey[] {
  const shown = children
    .filter(({ kind }) => kind === 'dkim')
    .map((key) => ({ name: key.name, publicKey: text(key.attributes['publicKey']) }));
  const own = dns.dkimSelectorBy === undefined ? null : text(attributes[dns.dkimSelectorBy]);
  const selectors = [...(dns.dkimSelectors ?? []).map(({ value }) => value), ...(own === null ? [] : [own])];
  const named = selectors.map((selector) => ({ name: `${selector}._domainkey.${domain}`, publicKey: null }));
  return [...shown, ...named.filter(({ name }) => shown.every((key) => key.name !== name))];
}

function nameserversOf(
  { children, attributes }: HeldDomain,
  { nameserversBy = [] }: DnsTerms,
): readonly string[] | null {
  for (const { kind, attribute } of nameserversBy) {
    const holding =
      kind === 'domain' ? [attributes] : children.filter((one) => one.kind === kind).map((one) => one.attributes);
    const found = holding.map((one) => one[attribute]).find((value) => Array.isArray(value) && value.length > 0);
    if (Array.isArray(found)) {
      return found
        .filter((name) => typeof name === 'string')
        .map((name) => name.toLowerCase().replace(/\.$/, ''))
        .sort();
    }
  }
  return null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
