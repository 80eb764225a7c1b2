import { type Actor, WorkspaceId } from '@rollcall/schema';
import { sql } from 'kysely';
import { type Db, inWorkspace, type Tx } from './database.ts';
import { appendEvent } from './events.ts';

/**
 * Of what the past is kept: versions that others have superseded, of resources or of findings, runs with their listings and
 * certificates, or cuts of wallets.
 */
export type Prunable = 'versions' | 'findings' | 'runs' | 'cuts';

/** What is looked at in one transaction: a second of work at most, so that nobody waits for its locks. */
const batchMax: Readonly<Record<Prunable, number>> = { versions: 10_000, findings: 10_000, runs: 500, cuts: 10_000 };

/** How one workspace is pruned. */
export interface Pruning {
  readonly what: Prunable;
  /** What was superseded, or had ended, before is deleted. A day ago at the latest. */
  readonly keptFrom: Date;
  readonly actor: Actor;
  readonly signal: AbortSignal;
}

/**
 * Deletes what retention does not keep of a workspace, batch by batch, and answers how much that was; or undefined, once
 * another process prunes: of two that began together, one goes on. Each batch tells of itself, in an audit event of its
 * transaction. Reads of a moment before `keptFrom` are refused from the first batch on. Events are never deleted. The database
 * deletes nothing else by this way, whoever asks (migration 0013). Throws the signal's reason.
 */
export async function pruneHistory(db: Db, workspaceId: WorkspaceId, pruning: Pruning): Promise<number | undefined> {
  let deleted = 0;
  let position: Position | undefined;
  do {
    pruning.signal.throwIfAborted();
    const after = position;
    const batch = await inWorkspace(db, workspaceId, async (tx) =>
      (await takePruningTurn(tx)) ? pruneBatch(tx, pruning, after) : undefined,
    );
    if (batch === undefined) return undefined;
    deleted += batch.deleted;
    position = batch.lookedAt === batchMax[pruning.what] ? batch.position : undefined;
  } while (position !== undefined);
  return deleted;
}

/**
 * Takes the turn to prune for the rest of the transaction; false when another process has it. No lock outlives its
 * transaction: through a pooler of transactions, the next statement may be another session's.
 */
export async function takePruningTurn(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ free: boolean }>`select pg_try_advisory_xact_lock(${lockKey}) as free`.execute(tx);
  return rows[0]?.free === true;
}

/** Any number that no other lock of this database has. */
const lockKey = 7_209_013;

/** Every workspace there is. */
export async function workspaceIds(db: Db): Promise<readonly WorkspaceId[]> {
  const { rows } = await sql<{ id: string }>`select w.workspace_id as id from rollcall.workspace_ids() w`.execute(db);
  return rows.map(({ id }) => WorkspaceId.parse(id));
}

/** The last version or run that was looked at. */
interface Position {
  readonly connection_id?: string;
  readonly kind?: string;
  readonly external_id?: string;
  readonly version?: number;
  readonly run_id?: string;
}

interface Batch {
  readonly lookedAt: number;
  readonly deleted: number;
  readonly position: Position;
}

async function pruneBatch(tx: Tx, { what, keptFrom, actor }: Pruning, after: Position | undefined): Promise<Batch> {
  const most = batchMax[what];
  const batch = {
    versions: sql`rollcall.prune_versions(${keptFrom}, ${after?.connection_id ?? null}, ${after?.kind ?? null},
      ${after?.external_id ?? null}, ${after?.version ?? null}, ${most})`,
    findings: sql`rollcall.prune_finding_versions(${keptFrom}, ${most})`,
    runs: sql`rollcall.prune_runs(${keptFrom}, ${after?.run_id ?? null}, ${most})`,
    cuts: sql`rollcall.prune_cuts(${keptFrom}, ${most})`,
  }[what];
  const { rows } = await sql<Position & { looked_at: number; deleted: number }>`select * from ${batch}`.execute(tx);
  const { looked_at: lookedAt = 0, deleted = 0, ...position } = rows[0] ?? {};
  if (deleted > 0) {
    await appendEvent(tx, {
      type: 'history.pruned',
      actor,
      subject: { kind: 'history', externalId: what, name: what },
      after: { keptFrom: keptFrom.toISOString(), deleted },
    });
  }
  return { lookedAt, deleted, position };
}
