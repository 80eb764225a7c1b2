import { countPastResources, pastFreshness } from '@rollcall/db';
import { type ReportDraft, reportCoverage } from '@rollcall/ledger';
import type { ReportFigure, ReportRow } from '@rollcall/schema';
import type { ReportContext } from '../context.ts';

/** What there was at a moment: how many of each kind, connection by connection. */
export async function buildInventory({ tx, terms }: ReportContext): Promise<ReportDraft> {
  const { asOf, knownAt, connection, filters } = terms;
  const filter = { connectionId: connection?.id, kind: filters.resourceKind };
  const counts = await countPastResources(tx, filter, { asOf, knownAt });
  const coverage = reportCoverage(await pastFreshness(tx, filter, { asOf, knownAt }));
  const rows: ReportRow[] = counts.map(({ connection: name, kind, presence, count }) => ({
    ...{ connection: name, kind, presence, count, coverage: coverage.sentence },
  }));
  const live = counts.filter(({ presence }) => presence === 'live').reduce((sum, { count }) => sum + count, 0);
  const figures: ReportFigure[] = [
    { id: 'live', label: 'Live resources', type: 'count', value: live, coverage: coverage.sentence },
  ];
  return {
    state: coverage.proven === 0 ? 'incomplete' : 'complete',
    reasons: [],
    coverage,
    headline: [{ severity: 'good', sentence: `${live} resources were live.`, cost: null, remedy: null }],
    sections: [{ id: 'counts', title: 'Resources', figures, table: { columns, rows } }],
  };
}

const columns = [
  { name: 'connection', title: 'Connection', type: 'text' },
  { name: 'kind', title: 'Kind', type: 'text' },
  { name: 'presence', title: 'Presence', type: 'text' },
  { name: 'count', title: 'Count', type: 'count' },
  { name: 'coverage', title: 'Coverage', type: 'text' },
] as const;
