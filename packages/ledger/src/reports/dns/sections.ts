import type { ReportColumn, ReportFigure, ReportRow } from '@rollcall/schema';
import type { DraftSection } from '../draft.ts';
import { type DomainState, domainRow, isNotice } from './domain-state.ts';
import { type DomainPast, standingAt } from './past.ts';
import { dnsTopics, topicOf } from './topics.ts';
import { type DnsDay, type DnsMove, standsSince } from './trend.ts';

export function domainsSection(states: readonly DomainState[], figures: readonly ReportFigure[]): DraftSection {
  return {
    ...{ id: 'domains', title: 'Domains', figures },
    notes: [
      'Alarms first, and among each those with the most inboxes.',
      'Good is a domain that was asked about within two days, of which all was answered, and of which no rule finds anything.',
      'What somebody accepted is a notice. Of a domain that does not exist, nothing else is said.',
    ],
    table: {
      columns: [
        column('domain', 'Domain'),
        column('connections', 'Connections'),
        column('verdict', 'Verdict', 'mark'),
        column('since', 'Since', 'time'),
        column('before', 'Or before'),
        column('inboxes', 'Inboxes', 'count'),
        column('orders', 'Orders'),
        ...dnsTopics.map((topic) => column(topic, titles[topic], 'mark')),
        { ...column('asked', 'Last asked', 'time'), passing: true },
        column('coverage', 'Stands on'),
      ],
      rows: states.map(domainRow),
    },
  };
}

const titles = {
  delegation: 'Delegation',
  mx: 'MX',
  spf: 'SPF',
  dkim: 'DKIM',
  dmarc: 'DMARC',
  records: 'Other records',
} as const;

export function problemsSection(states: readonly DomainState[]): DraftSection {
  const rows = states.flatMap(({ domain, stands, problems }) =>
    problems.map(
      (one): ReportRow => ({
        ...{ domain, rule: one.rule, topic: topicOf(one.rule) ?? null },
        severity: isNotice(one)
          ? `notice${one.acceptedUntil === null ? '' : `: accepted until ${one.acceptedUntil}`}`
          : 'alarm',
        ...{ sentence: one.sentence, fault: one.fault, remedy: one.remedy, since: one.openedAt, age: one.ageDays },
        inboxes: stands.inboxes,
      }),
    ),
  );
  return {
    ...{ id: 'problems', title: 'What is wrong, and what to change' },
    notes: ['Each finding as it stood, with the side at fault as it was told when the finding was last opened.'],
    table: {
      columns: [
        column('domain', 'Domain'),
        column('rule', 'Rule'),
        column('topic', 'Topic'),
        column('severity', 'Severity', 'mark'),
        column('sentence', 'What is wrong'),
        column('fault', 'Side at fault'),
        column('remedy', 'What to do'),
        column('since', 'Since', 'time'),
        { ...column('age', 'Days', 'days'), passing: true },
        column('inboxes', 'Inboxes', 'count'),
      ],
      rows,
    },
  };
}

export function trendSection(days: readonly DnsDay[]): DraftSection {
  const values = (of: (day: DnsDay) => number) => days.map((day) => (day.domains === 0 ? null : of(day)));
  return {
    ...{ id: 'trend', title: 'Day by day' },
    notes: ['As the domains stood at the end of each day in UTC; the last one as far as it is known.'],
    chart: {
      ...{
        type: 'stacked',
        title: 'Domains by how they stood',
        unit: 'domains',
        categories: days.map(({ day }) => day),
      },
      series: [
        { name: 'Alarms', values: values(({ alarm }) => alarm) },
        { name: 'Notices', values: values(({ notice }) => notice) },
        { name: 'Unproven', values: values(({ unproven }) => unproven) },
        { name: 'Good', values: values(({ good }) => good) },
      ],
    },
    table: {
      columns: [
        column('day', 'Day', 'day'),
        column('domains', 'Domains', 'count'),
        column('good', 'Good', 'count'),
        column('notice', 'Notices', 'count'),
        column('alarm', 'Alarms', 'count'),
        column('unproven', 'Unproven', 'count'),
        { ...column('checks', 'Checks', 'count'), passing: true },
        { ...column('undecided', 'Not all answered', 'count'), passing: true },
        column('coverage', 'Stands on'),
      ],
      rows: days.map(({ day, domains, good, notice, alarm, unproven, asked, checks, undecided }) => ({
        ...{ day, domains, good, notice, alarm, unproven, checks, undecided },
        coverage: `${asked} of ${domains} asked within two days`,
      })),
    },
  };
}

interface Over {
  readonly pasts: readonly DomainPast[];
  readonly from: number;
  readonly until: number;
}

export function movesSection(moves: readonly DnsMove[], { pasts, from, until }: Over): DraftSection {
  const byDomain = new Map(pasts.map((past) => [past.domain, past]));
  const rows = moves
    .filter(({ moved, now }) => moved !== 'went' && !((moved === 'came' || moved === 'found') && now === 'good'))
    .flatMap((move): ReportRow[] => {
      const past = byDomain.get(move.domain);
      if (past === undefined) return [];
      const { domain, before, now, moved } = move;
      const since = new Date(standsSince(past, { at: until, from }).since).toISOString();
      const [was, is] = [rulesAt(past, from), rulesAt(past, until)];
      return [
        {
          ...{ domain, moved, before, now, since },
          gone: was.filter((rule) => !is.includes(rule)).join(', ') || null,
          came: is.filter((rule) => !was.includes(rule)).join(', ') || null,
        },
      ];
    });
  return {
    ...{ id: 'better_and_worse', title: 'What got better, and what got worse' },
    notes: [
      'Between the beginning and the end of the period. Lost: nobody knows any more; found: nobody knew before.',
      'Domains that came in it, or of which nobody knew before, are told where they are not good.',
    ],
    table: {
      columns: [
        column('domain', 'Domain'),
        column('moved', 'Got'),
        column('before', 'Before', 'mark'),
        column('now', 'Now', 'mark'),
        column('since', 'Since', 'time'),
        column('came', 'Found since'),
        column('gone', 'Found no more'),
      ],
      rows,
    },
  };
}

/** Which rules found something at a time. */
function rulesAt(past: DomainPast, at: number): readonly string[] {
  if (standingAt(past, at) === undefined) return [];
  const found = past.findings.filter(
    ({ from, until }) => from.getTime() <= at && (until === null || at < until.getTime()),
  );
  return [...new Set(found.map(({ rule }) => rule))].sort();
}

export function sidesSection(states: readonly DomainState[]): DraftSection {
  return {
    ...{ id: 'sides', title: 'What each side said' },
    notes: [
      'Delegation is what the zone above says; authority, the servers of the domain; resolver, the resolvers that everybody asks.',
      'Published and expected are what providers list, as they were listed last and believed. All of it in short: "rollcall dns DOMAIN" has the records.',
    ],
    table: {
      columns: [
        column('domain', 'Domain'),
        column('side', 'Side'),
        column('by', 'Connection'),
        column('says', 'Says'),
        column('since', 'Since', 'time'),
        { ...column('asked', 'Last asked', 'time'), passing: true },
        column('answered', 'Answered'),
      ],
      rows: states.flatMap(({ domain, sides }) =>
        sides.map(({ side, by, says, since, askedAt, answered }) => ({
          ...{ domain, side, by, says, since, asked: askedAt, answered },
        })),
      ),
    },
  };
}

function column(name: string, title: string, type: ReportColumn['type'] = 'text'): ReportColumn {
  return { name, title, type };
}
