import type { ReportCoverage, ReportHead } from '@rollcall/schema';
import { reportCoverage } from '../coverage.ts';
import type { DraftSection, ReportDraft, StreamedTable } from '../draft.ts';
import { type InventoryFacts, inventoryCells } from './cells.ts';
import { changesSection } from './changes-section.ts';
import { countsSection } from './counts-section.ts';
import { inventoryHeadline, type VanishedNames } from './headline.ts';

export interface InventoryParts {
  readonly facts: InventoryFacts;
  readonly resources: StreamedTable;
  /** Of a comparison: what differs, and the names of some that vanished. */
  readonly compared: { readonly changes: StreamedTable; readonly vanished: VanishedNames } | undefined;
  /** Why it is not of all of its period, where it is not. */
  readonly open: ReportHead['reasons'][number] | undefined;
  /** Connections that were removed since the first moment, and whose resources count at neither. */
  readonly removed: readonly string[];
  readonly isCoverageKept: boolean;
  readonly isConfined: boolean;
}

/** An inventory, and what differs from an earlier moment. */
export function inventoryDraft(parts: InventoryParts): ReportDraft {
  const { facts, resources, compared, open } = parts;
  const cells = inventoryCells(facts);
  const coverage = coverageOf(facts);
  const isBelieved = coverage.scopes > coverage.failed;
  const counts = countsSection(cells, isBelieved ? coverage.sentence : null);
  const differing =
    compared === undefined
      ? []
      : [changesSection(cells, isBelieved ? coverage.sentence : null), changesTable(compared.changes)];
  return {
    state: !isBelieved ? 'incomplete' : open !== undefined ? 'open' : 'complete',
    reasons: reasonsOf(parts, isBelieved),
    coverage,
    headline: isBelieved ? inventoryHeadline(cells, compared?.vanished ?? new Map()) : [nothingBelieved],
    sections: [...differing, counts, resourcesTable(resources)],
  };
}

const nothingBelieved = {
  severity: 'alarm',
  sentence: 'No listing was believed by then: there is nothing to count.',
  cost: null,
  remedy: '"sync" has everything listed; "scopes" says what is wrong where a listing is not believed.',
} as const;

function coverageOf({ connections, now }: InventoryFacts): ReportCoverage {
  const there = new Set(connections.map(({ id }) => id));
  const of = now.freshness.filter(({ connectionId }) => there.has(connectionId));
  const sum = { proven: 0, corroborated: 0, plausible: 0, stale: 0, failed: 0 };
  for (const { coverage } of of) {
    for (const standing of ['proven', 'corroborated', 'plausible', 'stale', 'failed'] as const) {
      sum[standing] += coverage[standing];
    }
  }
  const times = of.flatMap(({ asOf }) => asOf ?? []).sort();
  return reportCoverage({ asOf: times[0] ?? null, coverage: sum });
}

function reasonsOf(
  { open, removed, isCoverageKept, isConfined, facts }: InventoryParts,
  isBelieved: boolean,
): ReportDraft['reasons'] {
  const earlier = facts.before?.freshness.every(({ coverage: { failed, ...believed } }) =>
    Object.values(believed).every((count) => count === 0),
  );
  const said: readonly (readonly [boolean, string, string | null])[] = [
    [
      !isBelieved,
      'Nothing of what it is about was listed so that it is believed by then.',
      'Ask for a later moment, or "sync" first.',
    ],
    [open !== undefined, open?.sentence ?? '', open?.remedy ?? null],
    [
      earlier === true,
      'No listing was believed by its first moment: all that was there appears in it.',
      'Ask from a later moment to see what changed.',
    ],
    [removed.length > 0, `Removed in between, and counted at neither moment: ${removed.join(', ')}.`, null],
    [!isCoverageKept, 'Not all listings of that time are kept: the coverage counts those that are.', null],
    [
      isConfined,
      'The key that asked is limited to some connections: others are not in it.',
      'Ask with a key of the whole workspace.',
    ],
  ];
  return said.flatMap(([holds, sentence, remedy]) => (holds ? [{ sentence, remedy }] : []));
}

function changesTable(table: StreamedTable): DraftSection {
  const notes = [
    'A row for each field that differs, and one for what appeared or vanished. Attributes that make no drift are left out; a text stands as it is, anything else as JSON.',
  ];
  return { id: 'changes', title: 'Each difference', notes, table };
}

function resourcesTable(table: StreamedTable): DraftSection {
  const notes = ['All that was not gone, with the attributes that mean something, as JSON.'];
  return { id: 'resources', title: 'Resources', notes, table };
}
