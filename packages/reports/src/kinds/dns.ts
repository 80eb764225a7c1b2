import { assertKept, keptFrom, pastFreshness } from '@rollcall/db';
import {
  connectionTurns,
  dnsChecks,
  dnsFindingSpans,
  dnsKeptFrom,
  domainVersions,
  type FindingThen,
  faultsThen,
  findingsThen,
  heldDomainsThen,
  inboxesThen,
  isConfined,
  lastAskedBefore,
  saidThen,
} from '@rollcall/db/reports';
import {
  askedMsMax,
  type ConnectionTurn,
  type DnsProblem,
  type DomainPast,
  type DomainSeen,
  dnsHolder,
  dnsReport,
  dnsSideRows,
  domainPasts,
  lateDomains,
  type ReportDraft,
  type ReportTerms,
  reportCoverage,
  type SaidThen,
  standingAt,
  undecidedTopics,
} from '@rollcall/ledger';
import { domainTermsOf, type Provider } from '@rollcall/provider-kit';
import {
  type ConnectionId,
  type Freshness,
  type Instant,
  type ReportCoverage,
  RollcallError,
  rulesOfFamily,
} from '@rollcall/schema';
import type { ReportContext } from '../context.ts';

/** Answers of a hundred domains are a megabyte: more are read in turns. */
const domainsMax = 500;
const dayMs = 86_400_000;

/** How domains stood in DNS, who was at fault, what to change, and how that came. */
export async function buildDns(context: ReportContext): Promise<ReportDraft> {
  const { tx, terms, earlier } = context;
  const { period, asOf, knownAt } = terms;
  if (period === null)
    throw new RollcallError('invalid_period', 'A report about DNS has a period: give --from and --to.');
  const until = first(period.to, knownAt);
  // Nothing is looked at that was before the one, or after the other.
  const [begin, horizon] = [first(period.from, asOf), last(until, asOf)];
  const versions = await domainVersions(tx, { ...own(terms), asOf: horizon, madeBy: madeBy(context.providers) });
  const turns = await connectionTurns(tx, { until: horizon, connectionId: terms.connection?.id });
  const checked = new Date(begin.getTime() - askedMsMax - dayMs);
  const pasts = domainPasts({
    ...{ versions, turns },
    checks: await dnsChecks(tx, { from: checked, until: horizon, exactly: [period.from, until, asOf] }),
    findings: await dnsFindingSpans(tx, { from: begin, until: horizon }),
  });
  const live = pasts.filter((past) => standingAt(past, asOf.getTime()) !== undefined);
  const domains = live.map(({ domain }) => domain);
  const kept = await keptSince(context);
  return {
    ...dnsReport({
      ...{ period, asOf, knownAt, pasts, keptFrom: kept, listed: await listedThen(context) },
      isConfined: await isConfined(tx),
      problems: await problemsThen(context, new Set(domains)),
      seen: await seenThen(context, { live, checked, active: activeAt(turns, asOf) }),
      inboxes: await inboxesThen(tx, { ...{ asOf, knownAt, domains }, orderBy: orderBy(context.providers) }),
    }),
    changes: earlier === undefined ? [] : lateDomains(versions, lateFor(asOf, earlier.knownAt)),
  };
}

function own({ connection, knownAt }: ReportTerms) {
  return { connectionId: connection?.id, knownAt };
}

/** The earlier report spoke of the same moment, or of what it knew then. */
function lateFor(asOf: Date, knownAt: Date) {
  return { asOf: first(asOf, knownAt), knownAt };
}

function first(one: Date, other: Date): Date {
  return new Date(Math.min(one.getTime(), other.getTime()));
}

function last(one: Date, other: Date): Date {
  return new Date(Math.max(one.getTime(), other.getTime()));
}

function madeBy(providers: readonly Provider[]): Readonly<Record<string, string>> {
  const made = providers.map((provider) => [provider.name, domainTermsOf(provider).madeBy] as const);
  return Object.fromEntries(made.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}

function orderBy(providers: readonly Provider[]): Readonly<Record<string, string>> {
  const brought = providers.map(
    ({ name, kinds }) => [name, kinds.find(({ kind }) => kind === 'inbox')?.broughtBy] as const,
  );
  return Object.fromEntries(brought.flatMap(([name, by]) => (by?.kind === 'order' ? [[name, by.attribute]] : [])));
}

function activeAt(turns: readonly ConnectionTurn[], at: Date): ReadonlySet<ConnectionId> {
  const last = new Map(turns.filter((turn) => turn.at <= at).map((turn) => [turn.connectionId, turn.isActive]));
  return new Set([...last].filter(([, isActive]) => isActive).map(([id]) => id));
}

/** Since when all of it is kept: what DNS was asked, and versions of domains. */
async function keptSince({ tx, terms }: ReportContext): Promise<Date | null> {
  await assertKept(tx, terms);
  const { versionsFrom } = await keptFrom(tx);
  const asked = await dnsKeptFrom(tx);
  if (asked === null || versionsFrom === null) return asked ?? versionsFrom;
  return last(asked, versionsFrom);
}

/** How well what providers say of domains and their DNS was listed. */
async function listedThen({ tx, terms }: ReportContext): Promise<ReportCoverage> {
  const found: Freshness[] = [];
  for (const kind of ['domain', 'dns_record', 'dns_expectation', 'dkim', 'nameserver_state']) {
    const filter = { connectionId: terms.connection?.id, kind, withRemoved: true };
    found.push(await pastFreshness(tx, filter, terms));
  }
  const sum = (of: keyof Freshness['coverage']) => found.reduce((all, { coverage }) => all + coverage[of], 0);
  const oldest = found.flatMap(({ asOf }) => (asOf === null ? [] : [asOf])).sort()[0] ?? null;
  return reportCoverage({
    asOf: oldest,
    coverage: {
      ...{ proven: sum('proven'), corroborated: sum('corroborated'), plausible: sum('plausible') },
      ...{ stale: sum('stale'), failed: sum('failed') },
    },
  });
}

async function problemsThen(
  { tx, terms: { asOf } }: ReportContext,
  domains: ReadonlySet<string>,
): Promise<readonly DnsProblem[]> {
  const found: FindingThen[] = [];
  for await (const page of findingsThen(tx, { asOf, rules: rulesOfFamily.deliverability })) {
    found.push(...page.filter(({ subject }) => subject?.kind === 'domain' && domains.has(subject.name)));
  }
  const faults = await faultsThen(tx, { ids: found.map(({ id }) => id), asOf });
  return found.map(({ id, rule, severity, subject, sentence, remedy, openedAt, ageDays, accepted }) => ({
    ...{ rule, severity, sentence, remedy, openedAt, ageDays, domain: subject?.name ?? '' },
    ...{ fault: faults.get(id) ?? null, acceptedUntil: accepted?.until ?? null },
  }));
}

interface Looked {
  readonly live: readonly DomainPast[];
  /** Connections whose domains DNS was asked about then. */
  readonly active: ReadonlySet<ConnectionId>;
  /** Checks before this day are looked up where there is none since. */
  readonly checked: Date;
}

/** What all sides said of the domains that were live, read page by page and kept in short. */
async function seenThen(
  { tx, terms, providers }: ReportContext,
  looked: Looked,
): Promise<ReadonlyMap<string, DomainSeen>> {
  const { live, active, checked } = looked;
  const { asOf } = terms;
  const holders = new Map<string, Holder[]>();
  for await (const page of heldDomainsThen(tx, { ...own(terms), asOf })) {
    for (const { domain, held, listedAt, since } of page) {
      if (!active.has(held.connectionId)) continue;
      const provider = providers.find(({ name }) => name === held.provider);
      const holder = dnsHolder(domain, held, domainTermsOf(provider));
      holders.set(domain, [...(holders.get(domain) ?? []), { holder, listedAt, since }]);
    }
  }
  const asked = new Map(live.map((past) => [past.domain, lastCheck(past, asOf)]));
  const long = [...asked].filter(([, at]) => at === null).map(([domain]) => domain);
  const before = await lastAskedBefore(tx, { domains: long, day: checked });
  const seen = new Map<string, DomainSeen>();
  for (let from = 0; from < live.length; from += domainsMax) {
    const domains = live.slice(from, from + domainsMax).map(({ domain }) => domain);
    const said = await saidThen(tx, { domains, asOf });
    for (const domain of domains) {
      const askedAt = asked.get(domain) ?? before.get(domain)?.toISOString() ?? null;
      seen.set(domain, seenOf(domain, { said: said.get(domain), askedAt, holders: holders.get(domain) ?? [] }));
    }
  }
  return seen;
}

type Holder = Parameters<typeof dnsSideRows>[0]['holders'][number];

interface Seen {
  readonly said: SaidThen | undefined;
  readonly askedAt: Instant | null;
  readonly holders: readonly Holder[];
}

function seenOf(domain: string, { said, askedAt, holders }: Seen): DomainSeen {
  const expected = holders.flatMap(({ holder }) => holder.expected);
  return {
    ...{ domain, askedAt, connections: holders.map(({ holder }) => holder.connection) },
    undecided: said === undefined ? null : undecidedTopics({ domain, ...said }),
    expects: {
      mx: expected.some(({ type, name }) => type === 'MX' && name === domain),
      dkim: holders.some(({ holder }) => holder.keys.length > 0),
    },
    sides: dnsSideRows({ domain, said, askedAt, holders }),
  };
}

function lastCheck({ checks }: DomainPast, asOf: Date): Instant | null {
  const last = checks.findLast(({ at }) => at <= asOf.getTime());
  return last === undefined ? null : new Date(last.at).toISOString();
}
