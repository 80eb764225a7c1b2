import type { FindingRule, FindingSeverity, FindingState, Instant, Money, ReportHeadline } from '@rollcall/schema';
import { sumOfMoney } from '../../money/money.ts';
import type { HeldRun, UnsettledOperation } from './facts.ts';
import type { ReconciledKind } from './reconcile.ts';
import { totalsOf } from './totals.ts';

/** So many findings of a rule and a connection stood, of one currency or none. */
export interface FindingCount {
  readonly rule: FindingRule;
  readonly severity: FindingSeverity;
  readonly state: Exclude<FindingState, 'resolved'>;
  readonly connection: string | null;
  readonly count: number;
  readonly money: Money | null;
  readonly oldestAt: Instant;
}

/** What a reconciliation comes to. */
export interface Reconciliation {
  readonly kinds: readonly ReconciledKind[];
  readonly findings: readonly FindingCount[];
  readonly held: readonly HeldRun[];
  readonly operations: readonly UnsettledOperation[];
}

/** More are told by the tables. */
const linesMax = 8;
/** Of one sort. */
const sameMax = 3;

/** What is wrong, what it costs and what to do, the worst first. */
export function reconciliationHeadline(found: Reconciliation): readonly ReportHeadline[] {
  const lines = [
    ...vanished(found),
    ...costs(found),
    ...waiting(found),
    ...unsettled(found),
    ...changed(found),
    ...unproven(found),
    ...disordered(found),
  ].slice(0, linesMax);
  return lines.length === 0 ? [good(found)] : lines;
}

function vanished({ kinds, findings }: Reconciliation): readonly ReportHeadline[] {
  return worst(kinds, ({ open }) => open.vanished).map(({ connection, kind, open }) => ({
    severity: 'alarm',
    sentence: `${counted(open.vanished, kind)} of ${connection.name} vanished that nobody here deleted.`,
    cost: kind === 'inbox' ? sumOfMoney(openMoney(findings, 'inbox_vanished', connection.name)) : null,
    remedy:
      'Look at each under "Unexplained": "rollcall revert EVENT" plans what brings it back, "rollcall accept EVENT" takes it as right.',
  }));
}

function openMoney(findings: readonly FindingCount[], rule: FindingRule, connection: string): readonly Money[] {
  return findings.flatMap((one) =>
    one.rule === rule && one.connection === connection && one.state !== 'accepted' && one.money !== null
      ? [one.money]
      : [],
  );
}

/** What findings come to in each currency, accepted ones aside: sums of one currency alone. */
function costs({ findings }: Reconciliation): readonly ReportHeadline[] {
  const standing = findings.filter(({ state, money }) => state !== 'accepted' && money !== null);
  const currencies = Map.groupBy(standing, ({ money }) => money?.currency ?? '');
  return [...currencies]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .slice(0, sameMax)
    .map(([, of]) => {
      const count = total(of, ({ count }) => count);
      const oldest = of
        .map(({ oldestAt }) => oldestAt)
        .sort()[0]
        ?.slice(0, 10);
      return {
        severity: of.some(({ severity }) => severity === 'alarm') ? 'alarm' : 'notice',
        sentence: `${count} ${count === 1 ? 'finding stands' : 'findings stand'} and ${count === 1 ? 'costs' : 'cost'} something, the oldest since ${oldest}.`,
        cost: sumOfMoney(of.flatMap(({ money }) => (money === null ? [] : [money]))),
        remedy: 'Each is under "Findings" with what to do: "rollcall findings" lists those that stand now.',
      };
    });
}

function waiting({ held }: Reconciliation): readonly ReportHeadline[] {
  return held
    .filter(({ state }) => state === 'opened')
    .slice(0, sameMax)
    .map(({ connection, openedAt, reasons }) => ({
      severity: 'alarm',
      sentence: `A run of ${connection} is held since ${openedAt}, and nothing of it is recorded: ${reasons.join('; ')}.`,
      cost: null,
      remedy: 'Look at what it would change with "rollcall holds", and approve or reject it.',
    }));
}

function unsettled({ operations }: Reconciliation): readonly ReportHeadline[] {
  const open = operations.filter(({ state }) => state === 'unknown' || state === 'contradicted');
  if (open.length === 0) return [];
  const first = open[0];
  const named = first === undefined ? '' : `, ${first.procedure} among them`;
  return [
    {
      severity: 'notice',
      sentence: `Of ${open.length} ${open.length === 1 ? 'operation' : 'operations'} it is not known, or contradicted, what came of them${named}.`,
      cost: null,
      remedy: 'A run of their connections settles them: "rollcall sync CONNECTION", then "rollcall operations".',
    },
  ];
}

function changed({ kinds }: Reconciliation): readonly ReportHeadline[] {
  return worst(kinds, ({ open }) => open.changed + open.appeared).map(({ connection, kind, open }) => {
    const parts = [
      ...(open.changed === 0 ? [] : [`${counted(open.changed, kind)} changed`]),
      ...(open.appeared === 0 ? [] : [`${counted(open.appeared, kind)} appeared`]),
    ];
    return {
      severity: 'notice',
      sentence: `Of ${connection.name}, ${parts.join(' and ')} by nobody here.`,
      cost: null,
      remedy:
        'Look at each under "Unexplained": "rollcall accept EVENT" takes it as right, "rollcall revert EVENT" plans what takes it back.',
    };
  });
}

function unproven({ kinds }: Reconciliation): readonly ReportHeadline[] {
  const { coverage, hanging } = totalsOf(kinds);
  const missing = coverage.stale + coverage.failed;
  if (missing === 0) return [];
  return [
    {
      severity: 'notice',
      sentence: `${coverage.sentence}: of ${missing} nothing that was believed tells of the period's end, and ${hanging} resources hang on them.`,
      cost: null,
      remedy: 'Under "Unproven" each says why: "rollcall sync CONNECTION" lists it again.',
    },
  ];
}

function disordered({ kinds }: Reconciliation): readonly ReportHeadline[] {
  const count = total(kinds, ({ outOfOrder }) => Math.abs(outOfOrder));
  if (count === 0) return [];
  return [
    {
      severity: 'notice',
      sentence: `${count} changes do not fit into the order of time, since a clock was set back: figures of the period are off by as many.`,
      cost: null,
      remedy: 'Have daemons and the database keep their clocks by NTP.',
    },
  ];
}

function good({ kinds }: Reconciliation): ReportHeadline {
  const { recorded, explained, unexplained, coverage } = totalsOf(kinds);
  const drift = explained + unexplained;
  const changes = drift === 0 ? 'nothing changed' : `of ${drift} changes, each is explained or was decided`;
  const sentence = `${recorded} resources are recorded, ${changes}, and ${coverage.sentence}.`;
  return { severity: 'good', sentence, cost: null, remedy: null };
}

function worst(kinds: readonly ReconciledKind[], count: (kind: ReconciledKind) => number): readonly ReconciledKind[] {
  return kinds
    .filter((one) => count(one) > 0)
    .toSorted((one, other) => count(other) - count(one))
    .slice(0, sameMax);
}

function total<Of>(of: readonly Of[], count: (one: Of) => number): number {
  return of.reduce((sum, one) => sum + count(one), 0);
}

/** Such as `3 inboxes` or `1 API key`. */
function counted(count: number, kind: string): string {
  const word = kind.replaceAll('_', ' ').replace(/^(api|dns|smtp)\b/, (name) => name.toUpperCase());
  if (count === 1) return `1 ${word}`;
  return `${count} ${/(s|x)$/.test(word) ? `${word}es` : word.replace(/([^aeiou])y$/, '$1ie').concat('s')}`;
}
