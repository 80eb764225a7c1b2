import type { Freshness, ReportCoverage } from '@rollcall/schema';

/** What is listed so that it is believed, in figures and in words. */
export function reportCoverage({ asOf: oldestAt, coverage }: Pick<Freshness, 'asOf' | 'coverage'>): ReportCoverage {
  const { proven, corroborated, plausible, stale, failed } = coverage;
  const scopes = proven + corroborated + plausible + stale + failed;
  return { scopes, ...coverage, sentence: sentenceOf({ scopes, ...coverage }), oldestAt };
}

function sentenceOf(counts: Omit<ReportCoverage, 'sentence' | 'oldestAt'>): string {
  const { scopes, proven, corroborated, plausible, stale, failed } = counts;
  if (scopes === 0) return 'no scope was listed';
  const rest = [
    [corroborated, 'corroborated'],
    [plausible, 'only plausible'],
    [stale, 'stale'],
    [failed, 'never believed'],
  ].filter(([count]) => count !== 0);
  const others = rest.map(([count, word]) => `${count} ${word}`).join(', ');
  return `${proven} of ${scopes} scopes proven${others === '' ? '' : `, ${others}`}`;
}
