import type { ReportHead, ReportId } from '@rollcall/schema';
import { inSnapshot } from '../../src/index.ts';
import { keepReport, type NewReport, writeDocument } from '../../src/reports/index.ts';
import { keyActor } from './given.ts';
import type { Store } from './store.ts';

/** A report that says nothing, known at a moment. */
export function headKnownAt(store: Store, knownAt: string): ReportHead {
  const counts = { scopes: 0, proven: 0, corroborated: 0, plausible: 0, stale: 0, failed: 0 };
  return {
    ...{ kind: 'inventory', title: 'Inventory', ruleset: 1, workspace: { id: store.mine, name: 'mine' } },
    ...{ period: null, asOf: knownAt, knownAt, filters: {}, state: 'complete', reasons: [] },
    coverage: { ...counts, sentence: 'no scope was listed', oldestAt: null },
    ...{ checkpoint: null, headline: [], since: null, digest: 'a' },
  };
}

/** Keeps one, with a document of these parts. */
export async function givenReport(
  store: Store,
  said: Partial<NewReport> = {},
  parts: readonly string[] = ['said'],
): Promise<ReportId> {
  const head = said.head ?? headKnownAt(store, '2026-03-01T00:00:00.000Z');
  const bytes = (async function* () {
    for (const part of parts) yield Buffer.from(part);
  })();
  const document = { format: 'json', mediaType: 'application/json', fileName: 'inventory.json', bytes } as const;
  const report: NewReport = {
    ...{ series: 'inventory', issued: true, follows: null, by: keyActor, connections: null },
    ...{ ask: { kind: 'inventory' }, figures: [], ...said, head },
  };
  return inSnapshot(store.gateway, store.mine, (tx) =>
    keepReport(tx, report, async (id) => [await writeDocument(tx, { id, ...document })]),
  );
}
