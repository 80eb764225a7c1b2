import type { Instant, ReportRow } from '@rollcall/schema';
import type { DnsProblem, InboxesOnDomain } from './facts.ts';
import { type DnsStanding, type DomainPast, standingAt } from './past.ts';
import type { DnsSideRow } from './side-rows.ts';
import { type DnsTopic, dnsTopics, topicOf } from './topics.ts';
import { standsSince } from './trend.ts';

/** What was read of a domain that was live at a moment. */
export interface DomainSeen {
  readonly domain: string;
  readonly connections: readonly string[];
  /** When it was asked about last; null where it never was. */
  readonly askedAt: Instant | null;
  /** What its last answers leave undecided; null where it was never asked. */
  readonly undecided: readonly DnsTopic[] | null;
  /** Whether a connection says where its mail is to go, and which key signs it: no rule says anything of what nobody expects. */
  readonly expects: { readonly mx: boolean; readonly dkim: boolean };
  readonly sides: readonly DnsSideRow[];
}

/** A domain as it stood at a moment. */
export interface DomainState extends DomainSeen {
  readonly standing: DnsStanding;
  readonly since: Instant;
  /** Whether it was so already when the report begins. */
  readonly isAtLeast: boolean;
  /** The worst first. */
  readonly problems: readonly DnsProblem[];
  readonly stands: InboxesOnDomain;
}

interface Known {
  readonly asOf: Date;
  /** How far back it is looked for since when a domain stands so. */
  readonly from: Date;
  readonly pasts: readonly DomainPast[];
  readonly seen: ReadonlyMap<string, DomainSeen>;
  readonly problems: readonly DnsProblem[];
  readonly inboxes: ReadonlyMap<string, InboxesOnDomain>;
}

/** The domains that were live at a moment: alarms first, and among each those with the most inboxes. */
export function domainStates({ asOf, from, pasts, seen, problems, inboxes }: Known): readonly DomainState[] {
  const at = asOf.getTime();
  const found = Map.groupBy(problems, ({ domain }) => domain);
  const states = pasts.flatMap((past): DomainState[] => {
    const standing = standingAt(past, at);
    const of = seen.get(past.domain);
    if (standing === undefined || of === undefined) return [];
    const { since, isAtLeast } = standsSince(past, { at, from: from.getTime() });
    const own = (found.get(past.domain) ?? []).toSorted(worstFirst);
    const stands = inboxes.get(past.domain) ?? { inboxes: 0, orders: [] };
    return [{ ...of, standing, since: new Date(since).toISOString(), isAtLeast, problems: own, stands }];
  });
  return states.toSorted(
    (one, other) =>
      order.indexOf(one.standing.is) - order.indexOf(other.standing.is) ||
      other.stands.inboxes - one.stands.inboxes ||
      (one.domain < other.domain ? -1 : 1),
  );
}

const order = ['alarm', 'notice', 'unproven', 'good'] as const;

function worstFirst(one: DnsProblem, other: DnsProblem): number {
  return (
    Number(isNotice(one)) - Number(isNotice(other)) ||
    dnsTopics.indexOf(topicOf(one.rule) ?? 'records') - dnsTopics.indexOf(topicOf(other.rule) ?? 'records') ||
    (one.rule < other.rule ? -1 : 1)
  );
}

/** What may stay is a notice, whatever it was. */
export function isNotice({ severity, acceptedUntil }: Pick<DnsProblem, 'severity' | 'acceptedUntil'>): boolean {
  return severity === 'notice' || acceptedUntil !== null;
}

/** What is to be said of a topic: the worst that is found, or that nothing is, or that nobody knows. */
function topicMark(state: DomainState, topic: DnsTopic): string {
  const found = state.problems.filter(({ rule }) => topicOf(rule) === topic);
  if (found.length > 0) {
    const rules = found.map(({ rule, acceptedUntil }) => (acceptedUntil === null ? rule : `${rule} (accepted)`));
    return `${found.every(isNotice) ? 'notice' : 'alarm'}: ${rules.join(', ')}`;
  }
  if (state.problems.some(({ rule }) => rule === 'domain_unresolvable')) return 'unproven: the domain does not exist';
  const { standing, undecided, expects } = state;
  if (undecided === null) return 'unproven: never asked';
  if (undecided.includes(topic)) return 'unproven: not answered';
  if (standing.is === 'unproven' && standing.why !== 'not decided') return `unproven: ${unprovenText(standing.why)}`;
  if (topic === 'mx' && !expects.mx) return 'none expected';
  return topic === 'dkim' && !expects.dkim ? 'no key known' : 'good';
}

function standingMark({ standing, problems }: Pick<DomainState, 'standing' | 'problems'>): string {
  if (standing.is === 'good') return 'good';
  if (standing.is === 'unproven') return `unproven: ${unprovenText(standing.why)}`;
  return `${standing.is}: ${problems.length} ${problems.length === 1 ? 'finding' : 'findings'}`;
}

export function unprovenText(why: Extract<DnsStanding, { is: 'unproven' }>['why']): string {
  return {
    'never asked': 'never asked',
    'not asked': 'not asked for two days',
    'not decided': 'not all answered',
    new: 'new',
  }[why];
}

/** As a row of the table of domains. */
export function domainRow(state: DomainState): ReportRow {
  const { domain, connections, since, isAtLeast, stands, askedAt } = state;
  return {
    ...{ domain, connections: connections.join(', '), verdict: standingMark(state), since },
    before: isAtLeast ? 'or before' : null,
    ...{ inboxes: stands.inboxes, orders: few(stands.orders) },
    ...Object.fromEntries(dnsTopics.map((topic) => [topic, topicMark(state, topic)])),
    ...{ asked: askedAt, coverage: coverageOf(state) },
  };
}

/** What the verdict stands on. */
function coverageOf({ askedAt, undecided, standing, sides }: DomainState): string {
  if (askedAt === null || undecided === null) return 'never asked';
  if (standing.is === 'unproven' && standing.why === 'not asked') return 'not asked for two days';
  const asked = sides.filter(({ side }) => side === 'delegation' || side === 'authority' || side === 'resolver');
  const answered = asked.filter((row) => row.answered === 'yes').length;
  return `${answered} of ${asked.length} sides answered whole${undecided.length === 0 ? '' : `, undecided: ${undecided.join(', ')}`}`;
}

const fewMax = 3;

function few(texts: readonly string[]): string | null {
  if (texts.length === 0) return null;
  const more = texts.length > fewMax ? ` and ${texts.length - fewMax} more` : '';
  return `${texts.slice(0, fewMax).join(', ')}${more}`;
}
