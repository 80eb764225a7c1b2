import {
  bindLate,
  inWorkspace,
  type OpenOperation,
  operationsOnRecord,
  settleOperation,
  sightingsOf,
  type Tx,
} from '@rollcall/db';
import { type Settlement, settle } from '@rollcall/ledger';
import type { OperationState } from '@rollcall/schema';
import { about, inSpan, presentTraceparent } from '@rollcall/telemetry';
import { judgeOperationsOf } from '../judge-operations.ts';
import { asHolder } from './as-holder.ts';
import type { RunContext } from './context.ts';

/** What was contradicted may still turn out to have come late. */
const openStates: ReadonlySet<OperationState> = new Set(['succeeded', 'unknown', 'contradicted']);

/** Settles the connection's operations by what this run's believed listings showed: confirmed, contradicted, or open. */
export async function settleOperations(run: RunContext): Promise<void> {
  const { connection, daemon } = run;
  const open = await inWorkspace(daemon.db, run.workspaceId, (tx) =>
    operationsOnRecord(tx, connection.id, daemon.now()),
  );
  const { kinds } = run.provider;
  const looked = {
    connectionId: connection.id,
    neverWhole: kinds.flatMap(({ kind, bestGrade }) => (bestGrade === 'plausible' ? [kind] : [])),
    parentOf: Object.fromEntries(kinds.flatMap(({ kind, perParent }) => (perParent ? [[kind, perParent]] : []))),
  };
  for (const operation of open) {
    const { dispatchedAt, state } = operation;
    if (dispatchedAt === null || !openStates.has(state)) continue;
    await asHolder(run, async (tx) => {
      const sightings = await sightingsOf(tx, looked, operation);
      const settlement = settle({ sightings, dispatchedAt });
      if (settlement === undefined || settlement.state === state) return;
      await about({ operationId: operation.id }, () => settled(tx, run, { operation, settlement }));
    });
  }
}

/** In the trace of the operation's caller, which the run's is told beside. */
function settled(
  tx: Tx,
  { connection, daemon, lease, log }: RunContext,
  { operation, settlement }: { readonly operation: OpenOperation; readonly settlement: Settlement },
): Promise<void> {
  const { id, procedure, traceparent } = operation;
  const { state } = settlement;
  const attributes = {
    ...{ 'rollcall.operation.id': id, 'rollcall.operation.name': procedure, 'rollcall.operation.state': state },
    'rollcall.run.id': lease.runId,
  };
  return inSpan({ name: 'settle', attributes, from: traceparent, also: [presentTraceparent()] }, async () => {
    await settleOperation(tx, { connection, operation, actor: daemon.actor }, settlement);
    log.info({ state }, 'operation settled');
  });
}

/** Has causes that were told otherwise bound late, by what this run's listings and settlements showed. */
export async function bindCauses(run: RunContext): Promise<void> {
  const { connection, lease, daemon } = run;
  const kinds = run.provider.kinds.map(({ kind, broughtBy }) => ({ kind, broughtBy }));
  const bound = await asHolder(run, (tx) =>
    bindLate(tx, { connectionId: connection.id, lease, actor: daemon.actor }, kinds),
  );
  if (bound > 0) run.log.info({ bound }, 'causes bound late');
}

/** Has the rules judge the connection's operations by what this run's listings and settlements showed. */
export async function judgeSettled(run: RunContext): Promise<void> {
  const { connection, provider, lease, daemon } = run;
  const judged = { connectionId: connection.id, provider };
  await asHolder(run, (tx) => judgeOperationsOf(tx, judged, { actor: daemon.actor, runId: lease.runId }));
}
