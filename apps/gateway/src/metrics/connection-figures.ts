import { type AskedBucket, budgetStatesOfAll, type ConnectionFigures, figures, ownSeriesMax } from '@rollcall/db';
import { bucketsWith } from '@rollcall/provider-kit';
import { providerNamed } from '@rollcall/provider-registry';
import type { WorkspaceId } from '@rollcall/schema';
import { clearAll, type FigureSet, type MakeGauge } from './figure-set.ts';

const labels = ['workspace', 'connection', 'provider'] as const;

/** The labels of a connection; of those that are summed up, since there are too many, one sum for each provider. */
export function ofConnection({
  workspace,
  connection,
  provider,
}: {
  readonly workspace: string | null;
  readonly connection: string | null;
  readonly provider: string;
}) {
  return { workspace: workspace ?? others, connection: connection ?? others, provider };
}

/** No connection and no workspace is called so: names of connections have no brackets, and this stands for both. */
export const others = '(others)';

/** What is of each connection: its state, what waits for a person, and what its rate budgets allow. */
export function connectionSet(make: MakeGauge): readonly FigureSet[] {
  let own: readonly ConnectionFigures[] = [];
  const states = stateGauges(make);
  return [
    {
      name: 'connections',
      clear: () => {
        own = [];
        states.clear();
      },
      async collect(tx) {
        const rows = await figures.connections(tx);
        states.show(rows);
        own = rows.filter(({ connection_id: id }) => id !== null);
      },
    },
    budgetSet(make, () => own),
  ];
}

function stateGauges(make: MakeGauge): { clear(): void; show(rows: readonly ConnectionFigures[]): void } {
  const connections = make('rollcall_connections', 'Connections by provider and state; removed ones are not counted.', [
    'provider',
    'state',
  ]);
  const summedUp = make(
    'rollcall_connections_summed_up',
    `Connections without series of their own, of which there are at most ${ownSeriesMax}: they are "(others)" of their provider.`,
    [],
  );
  const circuit = make(
    'rollcall_circuit_open',
    'Whether the circuit of an active connection is open: its provider refused the credential three times, and is asked nothing.',
    labels,
  );
  const holds = make('rollcall_holds_pending', 'Held runs of a connection that wait for a person.', labels);
  const oldest = make(
    'rollcall_holds_pending_oldest_age_seconds',
    'For how long the oldest of them has waited; 0 where there is none.',
    labels,
  );
  const unknown = make(
    'rollcall_operations_unknown',
    'Operations of a connection of which nobody knows yet whether they took effect.',
    labels,
  );
  return {
    clear: clearAll([connections, summedUp, circuit, holds, oldest, unknown]),
    show(rows) {
      summedUp.set(0);
      for (const row of rows) {
        const of = ofConnection(row);
        connections.inc({ provider: row.provider, state: 'active' }, row.active);
        connections.inc({ provider: row.provider, state: 'paused' }, row.paused);
        if (row.connection_id === null) summedUp.inc(row.active + row.paused);
        circuit.set(of, row.circuits_open);
        holds.set(of, row.holds_pending);
        oldest.set(of, row.hold_oldest_seconds ?? 0);
        unknown.set(of, row.operations_unknown);
      }
    },
  };
}

/** Of the connections that have series of their own, as the set before found them. */
function budgetSet(make: MakeGauge, own: () => readonly ConnectionFigures[]): FigureSet {
  const bucketLabels = [...labels, 'bucket'] as const;
  const rate = make(
    'rollcall_rate_budget_requests_per_second',
    'What a bucket of a connection allows: the rate at which what was spent comes back.',
    bucketLabels,
  );
  const burst = make('rollcall_rate_budget_burst_requests', 'How many requests may be sent at once.', bucketLabels);
  const available = make(
    'rollcall_rate_budget_available_requests',
    'How many of them may be sent just now; what is missing is spent, or under way.',
    bucketLabels,
  );
  const waiting = make(
    'rollcall_rate_budget_waiting',
    'Who stands in line for the bucket: callers, and background that has waited for ten seconds.',
    bucketLabels,
  );
  const waited = make(
    'rollcall_rate_budget_waiting_oldest_age_seconds',
    'For how long the first of them has stood there; 0 where nobody does.',
    bucketLabels,
  );
  const paused = make(
    'rollcall_rate_budget_paused',
    'Whether the provider asked for silence (Retry-After), and it is not over yet: 1 or 0.',
    bucketLabels,
  );
  return {
    name: 'rate_budgets',
    clear: clearAll([rate, burst, available, waiting, waited, paused]),
    async collect(tx) {
      const named = new Map(own().map((row) => [row.connection_id, ofConnection(row)]));
      for (const state of await budgetStatesOfAll(tx, own().flatMap(bucketsOf))) {
        const of = named.get(state.connectionId);
        if (of === undefined) continue;
        const at = { ...of, bucket: state.bucket };
        rate.set(at, state.perMinute / 60);
        burst.set(at, state.burst);
        available.set(at, state.available);
        waiting.set(at, state.waiting);
        waited.set(at, state.waitedSeconds);
        paused.set(at, state.pausedUntil === null ? 0 : 1);
      }
    },
  };
}

function bucketsOf(row: ConnectionFigures): readonly (AskedBucket & { readonly workspaceId: WorkspaceId })[] {
  const { workspace_id: workspaceId, connection_id: connectionId, connection, provider, rates } = row;
  if (workspaceId === null || connectionId === null || connection === null) return [];
  return Object.entries(bucketsWith(declaredBuckets(provider), rates ?? {})).map(([name, bucket]) => ({
    ...bucket,
    // What is capped for our address is shared by connections, and no figure of one of them.
    ...{ workspaceId, connectionId, connection, provider, name, address: '' },
  }));
}

/** A connection may be of a provider that this version knows no more. */
function declaredBuckets(provider: string): ReturnType<typeof providerNamed>['buckets'] {
  try {
    return providerNamed(provider).buckets;
  } catch {
    return {};
  }
}
