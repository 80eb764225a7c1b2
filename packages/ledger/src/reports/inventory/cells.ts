import type { ConnectionId, Presence, ReportCoverage } from '@rollcall/schema';
import { reportCoverage } from '../coverage.ts';
import type { InventoryConnection, InventoryCount, KindFreshness } from './facts.ts';
import { emptyTally, type InventoryTally } from './tally.ts';

/** What a connection has of one kind. */
export interface InventoryCell {
  readonly connection: InventoryConnection;
  readonly kind: string;
  readonly counts: Readonly<Record<Presence, number>>;
  readonly coverage: ReportCoverage;
  /** Whether any listing of it was ever believed: without one, that there is none of it says nothing. */
  readonly isBelieved: boolean;
  /** Of a comparison: what there was before, and what became of it. */
  readonly since: CellSince | undefined;
}

export interface CellSince {
  readonly live: number;
  readonly coverage: ReportCoverage;
  readonly isBelieved: boolean;
  readonly tally: InventoryTally;
}

/** What was counted, and how far it is believed, at one moment. */
interface InventoryMoment {
  readonly counts: readonly InventoryCount[];
  readonly freshness: readonly KindFreshness[];
}

export interface InventoryFacts {
  /** Those that were there at the moment. */
  readonly connections: readonly InventoryConnection[];
  readonly now: InventoryMoment;
  /** The moment that it is compared with, and what became of resources since, by the `cellKey` of each. */
  readonly before: (InventoryMoment & { readonly tallies: ReadonlyMap<string, InventoryTally> }) | undefined;
}

export function cellKey({
  connectionId,
  kind,
}: {
  readonly connectionId: ConnectionId;
  readonly kind: string;
}): string {
  return `${connectionId} ${kind}`;
}

/** A cell for each kind of each connection that has any of it or was asked for it, by the connection's name and the kind. */
export function inventoryCells({ connections, now, before }: InventoryFacts): readonly InventoryCell[] {
  const [present, past] = [indexed(now), before === undefined ? undefined : indexed(before)];
  const kinds = Map.groupBy(
    [now, before].flatMap((moment) => (moment === undefined ? [] : [...moment.counts, ...moment.freshness])),
    ({ connectionId }) => connectionId,
  );
  return connections.flatMap((connection) => {
    const named = new Set((kinds.get(connection.id) ?? []).map(({ kind }) => kind));
    return [...named].sort().map((kind): InventoryCell => {
      const key = cellKey({ connectionId: connection.id, kind });
      const { counts, coverage, isBelieved } = present(key);
      const then = past?.(key);
      const since =
        then === undefined
          ? undefined
          : {
              ...{ live: then.counts.live, coverage: then.coverage, isBelieved: then.isBelieved },
              tally: before?.tallies.get(key) ?? emptyTally,
            };
      return { connection, kind, counts, coverage, isBelieved, since };
    });
  });
}

function indexed({ counts, freshness }: InventoryMoment) {
  const counted = Map.groupBy(counts, cellKey);
  const fresh = new Map(freshness.map((one) => [cellKey(one), one]));
  return (key: string): Pick<InventoryCell, 'counts' | 'coverage' | 'isBelieved'> => {
    const presences = { live: 0, missing: 0, suspect: 0, gone: 0 };
    for (const { presence, count } of counted.get(key) ?? []) presences[presence] += count;
    const coverage = reportCoverage(fresh.get(key) ?? { asOf: null, coverage: noScopes });
    return { counts: presences, coverage, isBelieved: coverage.scopes > coverage.failed };
  };
}

const noScopes = { proven: 0, corroborated: 0, plausible: 0, stale: 0, failed: 0 };
