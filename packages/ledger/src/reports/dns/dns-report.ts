import type { ReportCoverage, ReportFigure } from '@rollcall/schema';
import type { ReportDraft } from '../draft.ts';
import { type DomainSeen, type DomainState, domainStates, isNotice } from './domain-state.ts';
import type { DnsProblem, InboxesOnDomain } from './facts.ts';
import { dnsHeadline } from './headline.ts';
import { type DomainPast, isAskedAt } from './past.ts';
import { dnsReasons } from './reasons.ts';
import { domainsSection, movesSection, problemsSection, sidesSection, trendSection } from './sections.ts';
import { dnsTopics, topicOf } from './topics.ts';
import { type DnsMove, dnsMoves, dnsTrend, settledAt } from './trend.ts';

/** All that a report about DNS is made of. */
export interface DnsReportFacts {
  readonly period: { readonly from: Date; readonly to: Date };
  readonly asOf: Date;
  readonly knownAt: Date;
  /** Since when it is kept what DNS was asked; null where all of it is. */
  readonly keptFrom: Date | null;
  readonly listed: ReportCoverage;
  /** Whether it is made for a key that is limited to some connections. */
  readonly isConfined: boolean;
  readonly pasts: readonly DomainPast[];
  /** Of the domains that were live at `asOf`. */
  readonly seen: ReadonlyMap<string, DomainSeen>;
  readonly problems: readonly DnsProblem[];
  readonly inboxes: ReadonlyMap<string, InboxesOnDomain>;
}

/** Says how domains stood at a moment, who is at fault and what to change, and how that came in a period. */
export function dnsReport(facts: DnsReportFacts): Omit<ReportDraft, 'changes'> {
  const { period, asOf, knownAt, pasts, listed } = facts;
  const states = domainStates({ ...facts, from: period.from });
  const until = Math.min(period.to.getTime(), knownAt.getTime());
  const days = dnsTrend(pasts, { from: period.from.getTime(), until });
  const moves = dnsMoves(pasts, { from: period.from.getTime(), until: until - 1 });
  const live = new Set(states.map(({ domain }) => domain));
  const now = {
    domains: states.length,
    settled: pasts.filter((past) => settledAt(past, asOf.getTime())).length,
    asked: pasts.filter((past) => live.has(past.domain) && isAskedAt(past, asOf.getTime())).length,
    unproven: states.filter(({ standing }) => standing.is === 'unproven').length,
  };
  const { state, reasons } = dnsReasons({ ...facts, days, now });
  const coverage = coverageSentence(states, now.asked, listed);
  const figures = figuresOf(states, moves, coverage).map((one) =>
    state === 'incomplete' ? { ...one, value: null } : one,
  );
  return {
    ...{
      state,
      reasons,
      coverage: listed,
      headline: state === 'incomplete' ? incomplete(reasons, states) : dnsHeadline(states),
    },
    sections: [
      domainsSection(states, figures),
      problemsSection(states),
      trendSection(days),
      movesSection(moves, { pasts, from: period.from.getTime(), until: until - 1 }),
      sidesSection(states),
    ],
  };
}

/** What is known to be wrong is wrong, however little else is known. */
function incomplete(reasons: ReportDraft['reasons'], states: readonly DomainState[]): ReportDraft['headline'] {
  const [first] = reasons;
  const head = {
    severity: 'notice',
    sentence: first?.sentence ?? '',
    cost: null,
    remedy: first?.remedy ?? null,
  } as const;
  return [head, ...dnsHeadline(states).filter(({ severity }) => severity === 'alarm')];
}

function coverageSentence(states: readonly DomainState[], asked: number, listed: ReportCoverage): string {
  const decided = states.filter(({ undecided }) => undecided?.length === 0).length;
  return `${asked} of ${states.length} domains asked within two days, ${decided} answered whole; ${listed.sentence}`;
}

function figuresOf(
  states: readonly DomainState[],
  moves: readonly DnsMove[],
  coverage: string,
): readonly ReportFigure[] {
  const stand = (is: DomainState['standing']['is']) => states.filter(({ standing }) => standing.is === is);
  const figure = (id: string, label: string, value: number): ReportFigure => ({
    id,
    label,
    type: 'count',
    value,
    coverage,
  });
  const moved = (which: DnsMove['moved']) => moves.filter((move) => move.moved === which).length;
  return [
    figure('domains', 'Domains', states.length),
    figure('good', 'Domains that are good', stand('good').length),
    figure('notice', 'Domains with notices alone', stand('notice').length),
    figure('alarm', 'Domains with alarms', stand('alarm').length),
    figure('unproven', 'Domains that are unproven', stand('unproven').length),
    figure(
      'inboxes',
      'Inboxes on domains with alarms',
      stand('alarm').reduce((sum, { stands }) => sum + stands.inboxes, 0),
    ),
    ...dnsTopics.map((topic) =>
      figure(
        `alarm/${topic}`,
        `Domains with an alarm of ${topic === 'records' || topic === 'delegation' ? topic : topic.toUpperCase()}`,
        states.filter(({ problems }) => problems.some((one) => topicOf(one.rule) === topic && !isNotice(one))).length,
      ),
    ),
    figure('better', 'Domains that got better in the period', moved('better')),
    figure('worse', 'Domains that got worse in the period', moved('worse')),
  ];
}
