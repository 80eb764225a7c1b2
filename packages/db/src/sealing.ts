import { WorkspaceId } from '@rollcall/schema';
import { sql } from 'kysely';
import { type Db, databaseError, type Tx } from './database.ts';

/**
 * What a process knows of the queue from its own sealings, to spare the next ones a walk over what is gone. Knowing nothing is
 * right, too; so is what another process sealed meanwhile.
 */
export interface SealingMark {
  /** All up to here has been sealed, or will never be there. */
  settled: bigint;
  /** What had been drawn when a sealing began, and a transaction that is younger than all who had drawn it. */
  drawn: { readonly upTo: bigint; readonly younger: bigint } | undefined;
}

export function newSealingMark(): SealingMark {
  return { settled: 0n, drawn: undefined };
}

/**
 * Gives what waits its place in the order of its workspace, and answers how many events were taken from the queue; undefined
 * when another process is at it. Any number of processes may ask at any time: one seals, and a sealing that breaks off was none.
 * For the daemon's login alone. Throws `RollcallError` for a database that is down or full; the mark is to be made anew then,
 * since the next answer may come from another server.
 */
export async function sealEvents(db: Db, mark: SealingMark = newSealingMark()): Promise<number | undefined> {
  let sealed: number | undefined;
  for (;;) {
    const taken = await sealSome(db, mark);
    if (taken === undefined) return sealed;
    sealed = (sealed ?? 0) + taken;
    if (taken < sealedAtOnce) return sealed;
  }
}

/** In one transaction: some 50 ms, so that who reads on sees much come in parts. */
const sealedAtOnce = 10_000;

interface Sealing {
  readonly taken: number;
  readonly drawn: string;
  readonly younger: string | null;
  readonly oldest: string;
}

async function sealSome(db: Db, mark: SealingMark): Promise<number | undefined> {
  try {
    const { rows } = await sql<Sealing>`
      select s.taken, s.drawn, s.younger::text, s.oldest::text
      from rollcall.seal_events(${sealedAtOnce}, ${`${mark.settled}`}) s`.execute(db);
    const [sealing] = rows;
    if (sealing !== undefined) moveMark(mark, sealing);
    return sealing?.taken;
  } catch (error) {
    throw databaseError(error);
  }
}

/**
 * What had been drawn is settled once a sealing found nothing more, and all who could have drawn it had ended before that: they
 * were older than a transaction that began to write only later. Who merely reads is none of them, however long it takes.
 */
function moveMark(mark: SealingMark, { taken, drawn, younger, oldest }: Sealing): void {
  // Another server than before, behind a pooler that says nothing of it: what it has drawn is not what was settled.
  if (BigInt(drawn) < mark.settled) Object.assign(mark, newSealingMark());
  if (mark.drawn !== undefined && taken < sealedAtOnce && BigInt(oldest) >= mark.drawn.younger) {
    mark.settled = mark.drawn.upTo;
    mark.drawn = undefined;
  }
  if (younger !== null) mark.drawn ??= { upTo: BigInt(drawn), younger: BigInt(younger) };
}

/** The sequence of the workspace's newest sealed event; 0 while there is none. Rides the primary key. */
export async function tailOf(tx: Tx): Promise<number> {
  const row = await tx
    .selectFrom('audit_tail')
    .select('size')
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirst();
  return Number(row?.size ?? 0);
}

/** The same of many workspaces, in one question; those without a sealed event are left out. Rides the primary key. */
export async function tails(db: Db, workspaces: readonly WorkspaceId[]): Promise<ReadonlyMap<WorkspaceId, number>> {
  try {
    const { rows } = await sql<{ workspace_id: string; size: string }>`
      select t.workspace_id, t.size from rollcall.tails(${[...workspaces]}::uuid[]) t`.execute(db);
    return new Map(rows.map((row) => [WorkspaceId.parse(row.workspace_id), Number(row.size)]));
  } catch (error) {
    throw databaseError(error);
  }
}
