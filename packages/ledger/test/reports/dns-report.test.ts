import { ConnectionId, EventId, FindingId, type FindingRule } from '@rollcall/schema';
import { describe, expect, test } from 'vitest';
import {
  type DnsProblem,
  type DnsReportFacts,
  dnsReport,
  domainPasts,
  isStreamed,
  reportCoverage,
} from '../../src/index.ts';

const connectionId = ConnectionId.parse('0197a000-0000-7000-8000-000000000001');
const at = (text: string): Date => new Date(`2026-11-${text}Z`);
const from = at('01T00:00:00');
const to = at('05T00:00:00');

interface Given {
  readonly domain: string;
  readonly inboxes?: number;
  readonly checked?: readonly string[];
  readonly found?: readonly (readonly [rule: FindingRule, severity: 'notice' | 'alarm'])[];
  readonly isUndecided?: boolean;
}

const problemOf = (domain: string, [rule, severity]: readonly [FindingRule, 'notice' | 'alarm']): DnsProblem => ({
  ...{ rule, severity, domain, sentence: `${domain} has ${rule}.`, remedy: `To change at shop: add it for ${rule}.` },
  ...{ fault: 'At fault is the zone.', openedAt: at('02T00:00:00').toISOString(), ageDays: 3, acceptedUntil: null },
});

const usual = ['01T06:00:00', '02T06:00:00', '03T06:00:00', '04T06:00:00'];

/** A report of the first days of November, of domains that were there before. */
function reportOf(given: readonly Given[], more: Partial<DnsReportFacts> = {}) {
  const id = FindingId.parse('0197a000-0000-7000-8000-0000000000f1');
  const pasts = domainPasts({
    versions: given.map(({ domain }) => ({
      ...{
        connectionId,
        externalId: domain,
        domain,
        isLive: true,
        since: at('01T00:00:00'),
        renamedAt: null,
        madeAt: null,
      },
      ...{ recordedAt: at('01T00:00:00'), eventId: EventId.parse('0197a000-0000-7000-8000-0000000000e1') },
    })),
    turns: [{ connectionId, name: 'shop', at: at('01T00:00:00'), isActive: true }],
    checks: new Map(
      given.map(({ domain, checked = usual, isUndecided = false }) => [
        domain,
        checked.map((time) => ({ at: at(time).getTime(), isUndecided, count: 1, undecided: isUndecided ? 1 : 0 })),
      ]),
    ),
    findings: given.flatMap(({ domain, found = [] }) =>
      found.map(([rule, severity]) => ({
        ...{ id, rule, domain, severity, isAccepted: false, from: at('02T00:00:00'), until: null },
      })),
    ),
  });
  return dnsReport({
    ...{ period: { from, to }, asOf: to, knownAt: to, keptFrom: null, pasts, isConfined: false },
    listed: reportCoverage({
      ...{ asOf: from.toISOString(), coverage: { proven: 2, corroborated: 0, plausible: 0, stale: 0, failed: 0 } },
    }),
    seen: new Map(
      given.map(({ domain, checked = usual, isUndecided = false }) => [
        domain,
        {
          ...{
            domain,
            connections: ['shop'],
            askedAt: checked.length === 0 ? null : at(checked.at(-1) ?? '').toISOString(),
          },
          ...{ undecided: checked.length === 0 ? null : isUndecided ? ['mx'] : [], expects: { mx: true, dkim: false } },
          sides: [],
        },
      ]),
    ),
    problems: given.flatMap(({ domain, found = [] }) => found.map((one) => problemOf(domain, one))),
    inboxes: new Map(given.map(({ domain, inboxes = 0 }) => [domain, { inboxes, orders: [] }])),
    ...more,
  });
}

function rowsOf({ sections }: ReturnType<typeof reportOf>, id: string) {
  const table = sections.find((section) => section.id === id)?.table;
  return table === undefined || isStreamed(table) ? [] : table.rows;
}

function figuresOf({ sections }: ReturnType<typeof reportOf>) {
  return Object.fromEntries(sections.flatMap(({ figures = [] }) => figures.map(({ id, value }) => [id, value])));
}

const all: readonly Given[] = [
  { domain: 'good.example', inboxes: 9 },
  {
    domain: 'bad.example',
    inboxes: 2,
    found: [
      ['mx_wrong', 'alarm'],
      ['dmarc_missing', 'notice'],
    ],
  },
  { domain: 'worse.example', inboxes: 5, found: [['spf_missing', 'alarm']] },
  { domain: 'odd.example', inboxes: 7, found: [['dns_answers_differ', 'notice']] },
  { domain: 'new.example', checked: [] },
  { domain: 'dark.example', isUndecided: true },
];

test('the worst come first, with what to change; what nobody knows is never called good', () => {
  const report = reportOf(all);
  expect(report.headline).toEqual([
    {
      ...{ severity: 'alarm', cost: null, remedy: 'To change at shop: add it for spf_missing.' },
      sentence: 'worse.example has spf_missing. 5 inboxes cannot count on delivery.',
    },
    {
      ...{ severity: 'alarm', cost: null, remedy: 'To change at shop: add it for mx_wrong.' },
      sentence: 'bad.example has mx_wrong. 2 inboxes cannot count on delivery. 1 further finding stands.',
    },
    expect.objectContaining({
      severity: 'notice',
      sentence: '1 domain with notices alone, and 7 inboxes on it: odd.example.',
    }),
    expect.objectContaining({
      sentence: 'Of 2 domains nobody knows whether mail is delivered: 1 never asked, 1 not all answered.',
    }),
  ]);
  const marks = rowsOf(report, 'domains').map(({ domain, verdict, delegation, mx, dkim, dmarc }) =>
    [domain, verdict, delegation, mx, dkim, dmarc].join(' | '),
  );
  expect(marks).toEqual([
    'worse.example | alarm: 1 finding | good | good | no key known | good',
    'bad.example | alarm: 2 findings | good | alarm: mx_wrong | no key known | notice: dmarc_missing',
    'odd.example | notice: 1 finding | good | good | no key known | good',
    'dark.example | unproven: not all answered | good | unproven: not answered | no key known | good',
    'new.example | unproven: never asked | unproven: never asked | unproven: never asked | unproven: never asked | unproven: never asked',
    'good.example | good | good | good | no key known | good',
  ]);
});

test('figures add up, with what they stand on, and are those of the last day', () => {
  const report = reportOf(all);
  expect(figuresOf(report)).toMatchObject({
    ...{ domains: 6, good: 1, notice: 1, alarm: 2, unproven: 2, inboxes: 7 },
    ...{ 'alarm/mx': 1, 'alarm/spf': 1, 'alarm/dmarc': 0, better: 0 },
  });
  const [figure] = report.sections.flatMap(({ figures = [] }) => figures);
  expect(figure?.coverage).toBe('5 of 6 domains asked within two days, 4 answered whole; 2 of 2 scopes proven');
  expect(rowsOf(report, 'trend').at(-1)).toMatchObject({
    ...{ day: '2026-11-04', domains: 6, good: 1, notice: 1, alarm: 2, unproven: 2, checks: 5, undecided: 1 },
  });
  expect(report).toMatchObject({
    state: 'complete',
    reasons: [{ sentence: expect.stringContaining('2 of 6 domains') }],
  });
});

test('where all is well, it says so', () => {
  expect(reportOf([{ domain: 'good.example' }])).toMatchObject({
    ...{ state: 'complete', reasons: [] },
    headline: [{ severity: 'good', sentence: '1 domain was asked about, and nothing was wrong with any of them.' }],
  });
});

describe('what keeps it from being complete', () => {
  const good: Given = { domain: 'good.example' };
  test.each<{ what: string; given: readonly Given[]; more?: Partial<DnsReportFacts>; says: RegExp }>([
    {
      what: 'DNS was asked about nothing on some days',
      given: [{ ...good, checked: ['01T06:00:00', '04T06:00:00'] }],
      says: /^On 2026-11-03, no domain had been asked about for two days/,
    },
    {
      what: 'DNS was never asked',
      given: [{ ...good, checked: [] }],
      says: /^On 4 days from 2026-11-01 to 2026-11-04, no domain/,
    },
    {
      what: 'what was asked is not kept from the beginning',
      given: [good],
      more: { keptFrom: at('03T00:00:00') },
      says: /before 2026-11-03T00:00:00\.000Z is not kept/,
    },
    {
      what: 'nothing that was asked is kept',
      given: [good],
      more: { keptFrom: at('30T00:00:00') },
      says: /in the period is not kept, or not all of it/,
    },
    {
      what: 'no listing was believed',
      given: [good],
      more: {
        listed: reportCoverage({
          asOf: null,
          coverage: { proven: 0, corroborated: 0, plausible: 0, stale: 0, failed: 1 },
        }),
      },
      says: /^No listing of domains was believed/,
    },
  ])('$what', ({ given, more, says }) => {
    const report = reportOf(given, more);
    expect(report).toMatchObject({ state: 'incomplete', reasons: [{ sentence: expect.stringMatching(says) }] });
    expect(new Set(Object.values(figuresOf(report)))).toEqual(new Set([null]));
    expect(report.headline.map(({ severity }) => severity)).not.toContain('good');
  });

  test('a period of which nothing is kept is told of alike whatever else has gone since', () => {
    const [one, other] = ['20T00:00:00', '21T00:00:00'].map((kept) => reportOf([good], { keptFrom: at(kept) }).reasons);
    expect(one).toEqual(other);
  });

  test('a period that has not ended is open, and its figures are so far', () => {
    const report = reportOf([good], { period: { from, to: at('30T00:00:00') } });
    expect(report).toMatchObject({ state: 'open', reasons: [{ sentence: expect.stringContaining('2026-11-30') }] });
    expect(rowsOf(report, 'trend')).toHaveLength(4);
  });

  test('a key that is limited is told that it sees not all', () => {
    expect(reportOf([good], { isConfined: true })).toMatchObject({
      ...{ state: 'complete', reasons: [{ sentence: expect.stringContaining('limited to some connections') }] },
    });
  });

  test('a ledger without domains is no gap', () => {
    expect(reportOf([])).toMatchObject({
      state: 'complete',
      headline: [{ sentence: 'No domain was live at an active connection.' }],
    });
  });
});

test('what got better and worse is told with the rules that say so', () => {
  const report = reportOf([{ domain: 'bad.example', found: [['mx_wrong', 'alarm']] }], {
    period: { from: at('01T12:00:00'), to },
  });
  expect(rowsOf(report, 'better_and_worse')).toEqual([
    {
      ...{ domain: 'bad.example', moved: 'worse', before: 'good', now: 'alarm', came: 'mx_wrong', gone: null },
      since: '2026-11-02T00:00:00.000Z',
    },
  ]);
});
