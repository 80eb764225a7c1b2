import {
  type CheckpointText,
  growRange,
  NoteError,
  nodesOf,
  noteHash,
  nothing,
  openCheckpoint,
  originOf,
  readCheckpoint,
  rootOf,
  sameHash,
  signCheckpoint,
} from '@rollcall/ledger';
import { type Instant, RollcallError, WorkspaceId } from '@rollcall/schema';
import { type Selectable, sql } from 'kysely';
import { now } from '../clock.ts';
import { type Db, databaseError, inWorkspace, type Tx } from '../database.ts';
import { instant } from '../json.ts';
import type { KeyRing } from '../seal.ts';
import type { Tables } from '../tables.ts';
import { readHashes } from './hashes.ts';
import { ensureLogKeys, type LogKey, logKeys, openLogKey, type SealedLogKey } from './keys.ts';

/** A signed statement of how large a workspace's log was, and of its root. */
export interface Checkpoint extends Omit<CheckpointText, 'origin' | 'previous'> {
  /** From 1 on, without gaps. */
  readonly number: number;
  /** The keys that signed it, by `nth`: from the first to the last of these. */
  readonly firstKey: number;
  readonly lastKey: number;
  /** The signed note, whole. */
  readonly note: string;
}

/** How long a log that changed goes without a checkpoint, and how long one that did not. */
export interface CheckpointTimes {
  readonly changedMs: number;
  readonly idleMs: number;
}

/** A log that is to be signed, and when it was found to be. */
export interface DueCheckpoint {
  readonly workspaceId: WorkspaceId;
  readonly foundAt: Date;
}

/**
 * The workspaces whose log is to be signed now: first those that somebody waits for, then those that were signed longest ago.
 * For the daemon's login alone.
 */
export async function dueCheckpoints(
  db: Db,
  { changedMs, idleMs }: CheckpointTimes,
): Promise<readonly DueCheckpoint[]> {
  try {
    const { rows } = await sql<{ workspace_id: string; found_at: Date }>`
      select d.workspace_id, statement_timestamp() as found_at
      from rollcall.due_checkpoints(${changedMs}, ${idleMs}) with ordinality d(workspace_id, nth) order by d.nth`.execute(
      db,
    );
    return rows.map((row) => ({ workspaceId: WorkspaceId.parse(row.workspace_id), foundAt: row.found_at }));
  } catch (error) {
    throw databaseError(error);
  }
}

/** What came of signing: a checkpoint, nothing since another process is at it, or the reason why it must not be signed. */
export type Signing =
  | { readonly did: 'sign'; readonly checkpoint: Checkpoint }
  | { readonly did: 'wait' }
  | { readonly did: 'refuse'; readonly why: string };

/** A checkpoint that is known from elsewhere than the record. */
export type KnownCheckpoint = Pick<Checkpoint, 'number' | 'note'>;

interface SigningWith {
  readonly ring: KeyRing;
  readonly known: readonly KnownCheckpoint[];
  readonly foundAt?: Date | undefined;
}

/**
 * Signs the log of a workspace as it is committed, unless it does not extend what was signed before: the newest checkpoint on
 * record, and those `known` to the caller. Two processes never sign at once, nor one what another has signed since the log was
 * found to be due at `foundAt`. Throws `RollcallError`
 * (`secret_unreadable`) when the key cannot be opened.
 */
export function makeCheckpoint(
  db: Db,
  workspaceId: WorkspaceId,
  { ring, known, foundAt }: SigningWith,
): Promise<Signing> {
  return inWorkspace(db, workspaceId, async (tx) => {
    if (!(await lockSigning(tx))) return { did: 'wait' };
    const [before, tree, at] = [await newestRow(tx), await treeOf(tx), await timeOf(tx)];
    // What is dated in the future is so by another clock, and not since then.
    if (before !== undefined && foundAt !== undefined && before.at >= foundAt && instant(before.at) <= at)
      return { did: 'wait' };
    const keys = await ensureLogKeys(tx, ring);
    const why =
      (await faultOfKnown(tx, known)) ?? faultOfRecord(tx, before, keys) ?? (await faultOfGrowth(tx, before, tree));
    if (why !== undefined) return { did: 'refuse', why };
    const signers = await signersOf(tx, { before, keys, size: tree.size });
    const root = rootOf(tree.frontier);
    const opened = [];
    for (const { key, sealed } of signers) opened.push(await openLogKey(sealed, key, { ring, workspaceId }));
    const previous = before === undefined ? null : noteHash(before.note);
    const note = signCheckpoint({ origin: originOf(workspaceId), size: tree.size, root, at, previous }, opened);
    const [first, last] = [signers.at(0)?.nth ?? 0, signers.at(-1)?.nth ?? 0];
    const number = Number(before?.number ?? 0) + 1;
    await sql`
      insert into rollcall.audit_checkpoint (workspace_id, number, size, root, at, first_key, last_key, note, frontier)
      values (${workspaceId}, ${number}, ${tree.size}, ${root}, ${at}, ${first}, ${last}, ${note}, ${tree.frontier})`.execute(
      tx,
    );
    await tx
      .deleteFrom('checkpoint_request')
      .where('workspace_id', '=', workspaceId)
      .where(sql<boolean>`size <= ${tree.size}`)
      .execute();
    return { did: 'sign', checkpoint: { number, size: tree.size, root, at, firstKey: first, lastKey: last, note } };
  });
}

/** Why the log of the workspace must not be signed as it is; undefined where it may. */
export async function faultOfLog(tx: Tx): Promise<string | undefined> {
  const [before, tree] = [await newestRow(tx), await treeOf(tx)];
  const keys = await logKeys(tx);
  return faultOfRecord(tx, before, keys) ?? (await faultOfGrowth(tx, before, tree));
}

/** Why the record is not what these checkpoints were signed of; undefined where it is. Rides the primary key. */
export async function faultOfKnown(tx: Tx, known: readonly KnownCheckpoint[]): Promise<string | undefined> {
  for (const { number, note } of known) {
    const row = await rowNumbered(tx, number);
    if (row === undefined) {
      const { size } = readCheckpoint(note);
      return `the checkpoint ${number} of ${size} events was signed, and is not on record: the database was set back`;
    }
    if (row.note !== note) return `the checkpoint ${number} is not the one that was signed`;
  }
  return undefined;
}

type Row = Selectable<Tables['audit_checkpoint']>;

interface Tree {
  readonly size: number;
  readonly frontier: Buffer;
}

async function lockSigning(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(7209038, hashtext(${tx.workspaceId})) as locked`.execute(tx);
  return rows[0]?.locked === true;
}

async function treeOf(tx: Tx): Promise<Tree> {
  const row = await tx
    .selectFrom('audit_tree')
    .select(['size', 'frontier'])
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirst();
  return { size: Number(row?.size ?? 0), frontier: row?.frontier ?? Buffer.alloc(0) };
}

/** By the database's clock, in milliseconds: what the note says and what the row says are the same. */
async function timeOf(tx: Tx): Promise<Instant> {
  const { rows } = await sql<{ at: Date }>`select ${now} as at`.execute(tx);
  return instant(rows[0]?.at ?? new Date(Number.NaN));
}

/** What is wrong with the newest checkpoint on record; undefined where nothing is. */
function faultOfRecord(tx: Tx, before: Row | undefined, keys: readonly LogKey[]): string | undefined {
  if (before === undefined) return undefined;
  const number = Number(before.number);
  try {
    const { origin, size, root } = openCheckpoint(
      before.note,
      keys.map(({ key }) => key),
    );
    const isOwn = origin === originOf(tx.workspaceId) && size === Number(before.size) && sameHash(root, before.root);
    if (isOwn && sameHash(root, rootOf(before.frontier))) return undefined;
    return `the checkpoint ${number} does not say what is on record of it`;
  } catch (error) {
    if (error instanceof NoteError) return `the checkpoint ${number} is not believed: ${error.message}`;
    throw error;
  }
}

/** What keeps the tree from extending the newest checkpoint; undefined where nothing does. Reads what is new, and no more. */
async function faultOfGrowth(tx: Tx, before: Row | undefined, tree: Tree): Promise<string | undefined> {
  const begin = Number(before?.size ?? 0);
  if (tree.size < begin) return `${begin} events were signed, and the log holds ${tree.size}`;
  const grown = growRange(before === undefined ? nothing : { begin: 0, end: begin, hashes: before.frontier });
  const added = { begin, end: tree.size };
  try {
    const nodes = nodesOf(added);
    const hashOf = await readHashes(tx, nodes);
    grown.appendRange({ ...added, hashes: Buffer.concat(nodes.map(hashOf)) });
  } catch (error) {
    if (error instanceof RollcallError && error.code === 'log_broken') return error.message;
    throw error;
  }
  if (sameHash(grown.root(), rootOf(tree.frontier))) return undefined;
  return `the log of ${tree.size} events is not the one of ${begin} that was signed and what was added since`;
}

/**
 * Who signs: the key that signed last; with its successor, once the log holds the event that tells of the change; and the
 * successor alone where the key is lost.
 */
async function signersOf(
  tx: Tx,
  {
    before,
    keys,
    size,
  }: { readonly before: Row | undefined; readonly keys: readonly SealedLogKey[]; readonly size: number },
): Promise<readonly SealedLogKey[]> {
  const present = keys.find(({ nth }) => nth === (before?.last_key ?? 1));
  const signers = present === undefined ? [] : [present];
  for (const key of keys) {
    if (key.nth <= (before?.last_key ?? 1) || !(await isInLog(tx, key, size))) continue;
    if (key.afterLost) signers.length = 0;
    signers.push(key);
  }
  return signers;
}

async function isInLog(tx: Tx, { eventId }: SealedLogKey, size: number): Promise<boolean> {
  if (eventId === null) return true;
  const row = await tx
    .selectFrom('sealed_event')
    .select('seq')
    .where('workspace_id', '=', tx.workspaceId)
    .where('event_id', '=', eventId)
    .executeTakeFirst();
  return row !== undefined && Number(row.seq) <= size;
}

async function newestRow(tx: Tx): Promise<Row | undefined> {
  return tx
    .selectFrom('audit_checkpoint')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The newest checkpoint of the workspace; undefined while there is none. Rides the primary key. */
export async function newestCheckpoint(tx: Tx): Promise<Checkpoint | undefined> {
  const row = await newestRow(tx);
  return row === undefined ? undefined : checkpoint(row);
}

/** Checkpoints with smaller numbers than `before`, the newest first. Rides the primary key. */
export async function listCheckpoints(
  tx: Tx,
  { before, limit }: { readonly before?: number | undefined; readonly limit: number },
): Promise<readonly Checkpoint[]> {
  let query = tx
    .selectFrom('audit_checkpoint')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .orderBy('number', 'desc')
    .limit(limit);
  if (before !== undefined) query = query.where(sql<boolean>`number < ${before}`);
  return (await query.execute()).map(checkpoint);
}

/** The checkpoint with this number. Throws `not_found`. */
export async function checkpointNumbered(tx: Tx, number: number): Promise<Checkpoint> {
  const row = await rowNumbered(tx, number);
  if (row !== undefined) return checkpoint(row);
  throw new RollcallError('not_found', `There is no checkpoint ${number}: "audit checkpoints" lists those there are.`);
}

async function rowNumbered(tx: Tx, number: number): Promise<Row | undefined> {
  return tx
    .selectFrom('audit_checkpoint')
    .selectAll()
    .where('workspace_id', '=', tx.workspaceId)
    .where(sql<boolean>`number = ${number}`)
    .executeTakeFirst();
}

/** Asks for a checkpoint that holds at least so many events; the next look of a daemon makes it. */
export async function requestCheckpoint(tx: Tx, size: number): Promise<Instant> {
  const { rows } = await sql<{ asked_at: Date }>`
    insert into rollcall.checkpoint_request as r (workspace_id, size) values (${tx.workspaceId}, ${size})
    on conflict (workspace_id) do update set size = greatest(r.size, excluded.size), asked_at = excluded.asked_at
    returning asked_at`.execute(tx);
  return instant(rows[0]?.asked_at ?? new Date(Number.NaN));
}

function checkpoint(row: Row): Checkpoint {
  return {
    ...{ number: Number(row.number), size: Number(row.size), root: row.root, at: instant(row.at), note: row.note },
    ...{ firstKey: row.first_key, lastKey: row.last_key },
  };
}
