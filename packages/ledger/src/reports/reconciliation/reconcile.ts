import type { ReportCoverage } from '@rollcall/schema';
import { reportCoverage } from '../coverage.ts';
import type { DriftSum, HeldAround, ListedSum, ReconciledConnection, ReconciliationFacts } from './facts.ts';

/**
 * One kind of one connection. What was live before the period, and what came and came back, less what vanished, is what is live at its
 * end, but for `outOfOrder`; and what appeared, changed, came back and vanished has a cause or has none.
 */
export interface ReconciledKind {
  readonly connection: ReconciledConnection;
  readonly kind: string;
  readonly opening: number;
  /** Shown by the first listing of its scope: no drift. */
  readonly firstSeen: number;
  readonly appeared: number;
  readonly reappeared: number;
  readonly changed: number;
  readonly vanished: number;
  /** Live at the end. */
  readonly recorded: number;
  /** Absent at the end, on each step of the ladder. */
  readonly absent: { readonly missing: number; readonly suspect: number; readonly gone: number };
  /** Steps down the ladder within the period. */
  readonly steps: { readonly suspected: number; readonly gone: number };
  readonly observed: number;
  /** As many as are both recorded and observed. */
  readonly matched: number;
  readonly explained: number;
  readonly explainedBy: {
    readonly operation: number;
    readonly attributed: number;
    readonly provider: number;
    readonly rollcall: number;
  };
  readonly unexplained: number;
  readonly standing: { readonly open: number; readonly accepted: number; readonly reverted: number };
  /** Of what is open: how much vanished, changed and came. */
  readonly open: { readonly vanished: number; readonly changed: number; readonly appeared: number };
  /** Changes that were recorded in another order than they happened in, since a clock was set back. */
  readonly outOfOrder: number;
  readonly undated: number;
  readonly coverage: ReportCoverage;
  /** Scopes that no listing of the period proves, and what hangs on them. */
  readonly unproven: number;
  readonly hanging: number;
}

/** Each kind of each connection, in the order of their names. */
export function reconcile({ connections, held, drift, listed }: ReconciliationFacts): readonly ReconciledKind[] {
  const heldOf = grouped(held);
  const driftOf = grouped(drift);
  const listedOf = grouped(listed);
  return connections.flatMap((connection) => {
    const kinds = new Set([held, drift, listed].flatMap((facts) => kindsOf(facts, connection)));
    return [...kinds].sort().map((kind) => {
      const key = keyOf({ connectionId: connection.id, kind });
      return kindOf(
        { connection, kind },
        { held: heldOf.get(key)?.[0], drift: driftOf.get(key) ?? [], listed: listedOf.get(key)?.[0] },
      );
    });
  });
}

interface OfKind {
  readonly connectionId: string;
  readonly kind: string;
}

function keyOf({ connectionId, kind }: OfKind): string {
  return `${connectionId} ${kind}`;
}

function grouped<Fact extends OfKind>(facts: readonly Fact[]): ReadonlyMap<string, readonly Fact[]> {
  return Map.groupBy(facts, keyOf);
}

function kindsOf(facts: readonly OfKind[], { id }: ReconciledConnection): readonly string[] {
  return facts.flatMap(({ connectionId, kind }) => (connectionId === id ? [kind] : []));
}

interface FactsOfKind {
  readonly held: HeldAround | undefined;
  readonly drift: readonly DriftSum[];
  readonly listed: ListedSum | undefined;
}

function kindOf(of: Pick<ReconciledKind, 'connection' | 'kind'>, { held, drift, listed }: FactsOfKind): ReconciledKind {
  const changes = drift.filter(({ change }) => change !== 'suspected' && change !== 'gone');
  const real = changes.filter(({ by }) => by !== 'first_sight');
  const caused = (by: DriftSum['by']): number => sum(real.filter((one) => one.by === by));
  const came = (change: DriftSum['change']): number => sum(real.filter((one) => one.change === change));
  const nobody = real.filter(({ by }) => by === 'nobody');
  const stands = (standing: DriftSum['standing']) => nobody.filter((one) => one.standing === standing);
  const open = stands('open');
  const openOf = (...changes: readonly DriftSum['change'][]): number =>
    sum(open.filter(({ change }) => changes.includes(change)));
  const [opening, recorded] = [held?.opening ?? 0, held?.live ?? 0];
  const firstSeen = sum(changes.filter(({ by }) => by === 'first_sight'));
  const [appeared, reappeared, vanished] = [came('appeared'), came('reappeared'), came('vanished')];
  const explainedBy = {
    ...{ operation: caused('operation'), attributed: caused('attributed') },
    ...{ provider: caused('provider'), rollcall: caused('rollcall') },
  };
  const { operation, attributed, provider, rollcall } = explainedBy;
  const observed = listed?.observed ?? 0;
  const coverage = coverageOf(listed);
  return {
    ...of,
    ...{ opening, firstSeen, appeared, reappeared, changed: came('changed'), vanished, recorded },
    absent: { missing: held?.missing ?? 0, suspect: held?.suspect ?? 0, gone: held?.gone ?? 0 },
    steps: { suspected: step(drift, 'suspected'), gone: step(drift, 'gone') },
    ...{ observed, matched: Math.min(observed, recorded) },
    ...{ explained: operation + attributed + provider + rollcall, explainedBy, unexplained: sum(nobody) },
    standing: { open: sum(open), accepted: sum(stands('accepted')), reverted: sum(stands('reverted')) },
    open: { vanished: openOf('vanished'), changed: openOf('changed'), appeared: openOf('appeared', 'reappeared') },
    outOfOrder: recorded - (opening + firstSeen + appeared + reappeared - vanished),
    undated: changes.reduce((all, { undated }) => all + undated, 0),
    coverage,
    unproven: coverage.scopes - coverage.proven - coverage.corroborated,
    hanging: listed?.hanging ?? 0,
  };
}

function coverageOf(listed: ListedSum | undefined): ReportCoverage {
  const none = { proven: 0, corroborated: 0, plausible: 0, stale: 0, failed: 0 };
  const { proven, corroborated, plausible, stale, failed } = listed ?? none;
  return reportCoverage({
    asOf: listed?.oldestAt ?? null,
    coverage: { proven, corroborated, plausible, stale, failed },
  });
}

function sum(counted: readonly { readonly count: number }[]): number {
  return counted.reduce((all, { count }) => all + count, 0);
}

function step(drift: readonly DriftSum[], change: DriftSum['change']): number {
  return sum(drift.filter((one) => one.change === change));
}
