import { RollcallError } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';

/** A point on both axes of time: what was true at `asOf`, by what the ledger knew at `knownAt`. */
export interface Moment {
  readonly asOf: Date;
  /** Not before `asOf`. */
  readonly knownAt: Date;
}

/**
 * The condition on a row with `true_from` and the time that it was recorded at: known then, and true by then. What was recorded before
 * intervals were kept is true from when it was recorded. The whole millisecond counts: times leave the store without their
 * microseconds, and what was recorded at a time that it told itself was known then.
 */
export function knownThen(row: string, { asOf, knownAt }: Moment, recorded = 'recorded_at'): RawBuilder<boolean> {
  const [recordedAt, trueFrom] = [sql.ref(`${row}.${recorded}`), sql.ref(`${row}.true_from`)];
  return sql<boolean>`(${recordedAt} < ${pastMillisecond(knownAt)}::timestamptz
    and coalesce(${trueFrom}, ${recordedAt}) < ${pastMillisecond(asOf)}::timestamptz)`;
}

/**
 * The end of a moment's millisecond, which is not in it. Times leave the store without their microseconds, so the whole millisecond
 * counts: what is before this was so, or was known, by then.
 */
export function pastMillisecond(moment: Date): Date {
  return new Date(moment.getTime() + 1);
}

/**
 * The condition on a version `v`: of those known then, none is newer, and its resource had not gone on under another external
 * id. Sub-selects and no joins: a page asks for some fifty of a million, each by the primary key alone.
 */
export function inForce(tx: Tx, moment: Moment): RawBuilder<boolean> {
  const ofResource = (row: string, id: string) => sql`${sql.ref(`${row}.workspace_id`)} = ${tx.workspaceId}
    and ${sql.ref(`${row}.connection_id`)} = v.connection_id and ${sql.ref(`${row}.kind`)} = v.kind
    and ${sql.ref(`${row}.${id}`)} = v.external_id`;
  return sql<boolean>`(${knownThen('v', moment)}
    and (select n.version from rollcall.resource_version n where ${ofResource('n', 'external_id')}
      and n.version > v.version and ${knownThen('n', moment)} limit 1) is null
    and (select e.version from rollcall.resource_rename e where ${ofResource('e', 'from_external_id')}
      and e.from_version >= v.version and ${knownThen('e', moment)} limit 1) is null)`;
}

/**
 * Throws `history_not_kept` when versions of that moment are no longer kept. To be asked after what was read: retention says
 * what it deletes in the transaction that deletes it.
 */
export async function assertKept(tx: Tx, { asOf, knownAt }: Moment): Promise<void> {
  const { versionsFrom } = await keptFrom(tx);
  if (versionsFrom === null || (asOf >= versionsFrom && knownAt >= versionsFrom)) return;
  throw notKept('What was superseded', versionsFrom);
}

/** The same of what wallets are told by: listings and the balances that were read. Some that were known at that moment are no longer kept. */
export async function assertReadingsKept(tx: Tx, knownAt: Date): Promise<void> {
  const { runsFrom, cutsFrom } = await keptFrom(tx);
  if (runsFrom !== null && knownAt < runsFrom) throw notKept('What was listed', runsFrom);
  if (cutsFrom !== null && knownAt < cutsFrom) throw notKept('What wallets were read to hold', cutsFrom);
}

function notKept(what: string, keptFrom: Date): RollcallError {
  const from = keptFrom.toISOString();
  return new RollcallError(
    'history_not_kept',
    `${what} before ${from} is not kept: ask for that moment or a later one.`,
    { details: { keptFrom: from } },
  );
}

/** From when on versions, runs with their listings, and cuts of wallets are kept; null where all of them are. */
export async function keptFrom(
  tx: Tx,
): Promise<{ versionsFrom: Date | null; runsFrom: Date | null; cutsFrom: Date | null }> {
  const row = await tx
    .selectFrom('retention')
    .select(['versions_from as versionsFrom', 'runs_from as runsFrom', 'cuts_from as cutsFrom'])
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirst();
  return row ?? { versionsFrom: null, runsFrom: null, cutsFrom: null };
}
