import type { ReportCoverage } from '@rollcall/schema';
import { reportCoverage } from '../coverage.ts';
import type { ReconciledKind } from './reconcile.ts';

const summed = [
  ...([
    'opening',
    'firstSeen',
    'appeared',
    'reappeared',
    'changed',
    'vanished',
    'recorded',
    'observed',
    'matched',
  ] as const),
  ...(['explained', 'unexplained', 'unproven', 'hanging', 'outOfOrder', 'undated'] as const),
];

/** The figures of all these kinds together. */
export type ReconciliationTotals = Readonly<Record<(typeof summed)[number], number>> & {
  readonly open: number;
  readonly coverage: ReportCoverage;
};

/** Sums what is counted of each kind. */
export function totalsOf(kinds: readonly ReconciledKind[]): ReconciliationTotals {
  const totals = { ...zero() };
  for (const kind of kinds) for (const name of summed) totals[name] += kind[name];
  const open = kinds.reduce((all, { standing }) => all + standing.open, 0);
  return { ...totals, open, coverage: coverageOf(kinds) };
}

function zero(): Record<(typeof summed)[number], number> {
  return {
    ...{ opening: 0, firstSeen: 0, appeared: 0, reappeared: 0, changed: 0, vanished: 0, recorded: 0, observed: 0 },
    ...{ matched: 0, explained: 0, unexplained: 0, unproven: 0, hanging: 0, outOfOrder: 0, undated: 0 },
  };
}

function coverageOf(kinds: readonly ReconciledKind[]): ReportCoverage {
  const coverage = { proven: 0, corroborated: 0, plausible: 0, stale: 0, failed: 0 };
  const oldest: string[] = [];
  for (const { coverage: of } of kinds) {
    coverage.proven += of.proven;
    coverage.corroborated += of.corroborated;
    coverage.plausible += of.plausible;
    coverage.stale += of.stale;
    coverage.failed += of.failed;
    if (of.oldestAt !== null) oldest.push(of.oldestAt);
  }
  return reportCoverage({ asOf: oldest.sort()[0] ?? null, coverage });
}
