import { z } from 'zod';
import { Instant } from './ids.ts';

/**
 * Who says something of a domain's DNS. `published`: what a provider says it put there; `expected`: what a provider says should
 * be there; `authority`: the servers that the domain is delegated to, each asked directly; `resolver`: the resolvers that
 * everybody asks, whose answers may be as old as their time to live.
 */
export const DnsSide = z.enum(['published', 'expected', 'authority', 'resolver']);
export type DnsSide = z.infer<typeof DnsSide>;

/** A record as far as its meaning goes; of the name and the type that it was asked by. */
export const DnsContent = z.object({
  content: z.string(),
  /** Of MX and SRV; null for any other type. */
  priority: z.int().nullable(),
});
export type DnsContent = z.infer<typeof DnsContent>;

/**
 * `found`: there are such records. `no_data`: the name exists, and has none of the type. `no_name`: it does not exist (NXDOMAIN).
 * `unknown`: nobody knows, since no answer came, or none that can be believed.
 */
export const DnsAnswerState = z.enum(['found', 'no_data', 'no_name', 'unknown']);
export type DnsAnswerState = z.infer<typeof DnsAnswerState>;

/** What one or several servers answered alike to one question. */
export const DnsAnswer = z.object({
  name: z.string(),
  type: z.string(),
  state: DnsAnswerState,
  /** In one order, whatever the order they came in. */
  records: z.array(DnsContent),
  /** The aliases (CNAME) that were followed from the name, the last one being what holds the records. */
  aliases: z.array(z.string()),
  /** For how many seconds it may be remembered, at the most; null where that is not said. */
  ttl: z.int().nullable(),
  /** Why it is unknown; null unless it is. */
  reason: z.string().nullable(),
  /** The servers that said so: `ns1.example (192.0.2.1)`, or a resolver's address. */
  servers: z.array(z.string()),
});
export type DnsAnswer = z.infer<typeof DnsAnswer>;

/** Where the zone above says that a domain's servers are. */
export const DnsDelegation = z.object({
  /** `none`: the domain is a name inside the zone `zone`, and has no servers of its own. */
  state: z.enum(['delegated', 'none', 'no_name', 'unknown']),
  /** The zone that holds the domain's records; null where that is not known. */
  zone: z.string().nullable(),
  nameservers: z.array(z.string()),
  reason: z.string().nullable(),
});
export type DnsDelegation = z.infer<typeof DnsDelegation>;

/** What the SPF record of a domain comes to, for a sender that nothing in it names. Evaluated by RFC 7208. */
export const SpfReading = z.object({
  state: z.enum(['read', 'unknown']),
  /** Why it is unknown: what could not be looked up. */
  reason: z.string().nullable(),
  /** The TXT records that claim to be SPF; exactly one is right. */
  records: z.array(z.string()),
  /** What is wrong with it, as a receiver would find it (permerror); null where it can be evaluated. */
  problem: z.string().nullable(),
  /** What it says of everybody else; null where it has no end. */
  ends: z.enum(['fail', 'softfail', 'neutral', 'pass']).nullable(),
  /** How many of its terms have a receiver ask DNS, those of what it includes counted; more than 10 are refused. */
  lookups: z.int(),
  /** How many of those find nothing; more than 2 are refused. */
  voids: z.int(),
  /** The domains that it includes or redirects to, directly or not, in the order in which a receiver comes to them. */
  includes: z.array(z.string()),
  /** Whether it comes back to a domain that it is inside of. */
  loops: z.boolean(),
});
export type SpfReading = z.infer<typeof SpfReading>;

/** What stands at the selector of a DKIM key. */
export const DkimReading = z.object({
  /** `SELECTOR._domainkey.DOMAIN`. */
  name: z.string(),
  /** `revoked`: the key is taken back (`p=` is empty). */
  state: z.enum(['valid', 'revoked', 'malformed', 'missing', 'unknown']),
  /** What is wrong with it, or why it is unknown; null where it is valid. */
  problem: z.string().nullable(),
  record: z.string().nullable(),
  /** `rsa` or `ed25519`; null where no key can be read. */
  keyType: z.string().nullable(),
  /** Of an RSA key. */
  bits: z.int().nullable(),
  /** Base64, without spaces; null where there is none. */
  publicKey: z.string().nullable(),
});
export type DkimReading = z.infer<typeof DkimReading>;

/** The policy for a domain's mail, found as receivers find it (RFC 9989). */
export const DmarcReading = z.object({
  state: z.enum(['valid', 'malformed', 'several', 'missing', 'unknown']),
  /** What is wrong with it, or why it is unknown. */
  problem: z.string().nullable(),
  /** The TXT records at the name that claim to be DMARC. */
  records: z.array(z.string()),
  /** The domain whose record applies: the domain itself, or its organizational domain. */
  recordDomain: z.string().nullable(),
  organizationalDomain: z.string().nullable(),
  policy: z.enum(['none', 'quarantine', 'reject']).nullable(),
  /** Whether DKIM and SPF must name the domain itself (`strict`), or may name another one beside it. */
  dkimMode: z.enum(['relaxed', 'strict']).nullable(),
  spfMode: z.enum(['relaxed', 'strict']).nullable(),
});
export type DmarcReading = z.infer<typeof DmarcReading>;

/** All that one check found of one domain. */
export const DnsObservation = z.object({
  domain: z.string(),
  delegation: DnsDelegation,
  authority: z.array(DnsAnswer),
  resolver: z.array(DnsAnswer),
  spf: SpfReading,
  dkim: z.array(DkimReading),
  dmarc: DmarcReading,
});
export type DnsObservation = z.infer<typeof DnsObservation>;

/** What the daemon keeps of the servers that a domain is delegated to: what they said, and what it comes to. */
export const DnsAuthority = DnsObservation.pick({ delegation: true, spf: true, dkim: true, dmarc: true }).extend({
  answers: z.array(DnsAnswer),
});
export type DnsAuthority = z.infer<typeof DnsAuthority>;

/** Something that a provider documents, with where. */
export interface Documented<Value> {
  readonly value: Value;
  /** The page that says so, and when it was read. */
  readonly source: string;
}

/** What a provider documents of the DNS of a domain that is used there, beside what its kinds list. */
export interface DnsTerms {
  /** Names that the domain's SPF record must include for its mail to pass. */
  readonly spfIncludes?: readonly Documented<string>[];
  /** Selectors that mail is signed with, the same for every domain. */
  readonly dkimSelectors?: readonly Documented<string>[];
  /** The attribute of a domain that holds the selector that its mail is signed with; null there as long as there is none. */
  readonly dkimSelectorBy?: string;
  /** Records that must be there: the part of the name before the domain, and what it leads to. */
  readonly records?: readonly Documented<{ readonly name: string; readonly type: string; readonly content: string }>[];
  /** The attributes that hold the names of the servers that the domain is to be delegated to. */
  readonly nameserversBy?: readonly { readonly kind: string; readonly attribute: string }[];
  /** The attribute of a domain that holds the domain that bounces are sent to, by which SPF is checked; null where that is not known. */
  readonly bounceDomainBy?: string;
}

/** A domain whose DNS is asked about. */
export const DnsDomain = z.object({
  domain: z.string(),
  /** When it was asked about last; null where it was not yet. */
  checkedAt: Instant.nullable(),
  /** When it is to be asked about again. */
  dueAt: Instant,
  /** How many questions about it nobody answered then. */
  unanswered: z.int(),
  /** How many findings of the family `deliverability` about it are not resolved. */
  findings: z.int(),
});
export type DnsDomain = z.infer<typeof DnsDomain>;

/** What a connection says of one name and type. */
export const DnsSaid = z.object({ connection: z.string(), records: z.array(DnsContent) });
export type DnsSaid = z.infer<typeof DnsSaid>;

/** What the four sides say of one name and type. */
export const DnsName = z.object({
  name: z.string(),
  type: z.string(),
  published: z.array(DnsSaid),
  expected: z.array(DnsSaid),
  /** Those that answer alike together. */
  authority: z.array(DnsAnswer),
  resolver: z.array(DnsAnswer),
});
export type DnsName = z.infer<typeof DnsName>;

/** A domain as its four sides show it. */
export const DnsView = DnsDomain.extend({
  /** The servers that providers assigned. */
  assigned: z.array(z.object({ connection: z.string(), nameservers: z.array(z.string()) })),
  names: z.array(DnsName),
  /** Null where it was not asked about yet, and so are those below. Since when its servers say the same, and what it comes to. */
  authoritySince: Instant.nullable(),
  delegation: DnsDelegation.nullable(),
  spf: SpfReading.nullable(),
  dkim: z.array(DkimReading).nullable(),
  dmarc: DmarcReading.nullable(),
});
export type DnsView = z.infer<typeof DnsView>;
