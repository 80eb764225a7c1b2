import {
  type Actor,
  type ErrorIssue,
  RollcallError,
  type UseImport,
  type UseImportId,
  unknownToldMax,
} from '@rollcall/schema';
import { sql } from 'kysely';
import { now } from '../clock.ts';
import type { Tx } from '../database.ts';
import { appendEvent } from '../events.ts';
import { instant } from '../json.ts';

/** A line of a file, its address as inboxes are called. */
export interface UseLine {
  readonly line: number;
  readonly address: string;
  readonly lastUsed: Date | null;
}

/** What says that all of an import has come. */
export interface UseImportEnd {
  readonly lines: number;
  /** Of the file, as whoever read it says. */
  readonly sha256: string;
  readonly file: string | undefined;
  /** When whoever wrote it knew this; now, where it is not said. */
  readonly asOf: Date | undefined;
}

/** The clock of whoever wrote the file is not ours. */
const clockSkewMinutes = 5;
/** What did not come to its end within this is forgotten. */
const abandonedHours = 24;
/** As many as an error tells of. */
const issuesMax = 100;

/**
 * Keeps a part of an import until all of it has come. One that came already may come again. Throws `invalid_input` where an
 * address stands in two lines, or was used in the future; then nothing of the part is kept, and the import cannot end.
 */
export async function addUseLines(tx: Tx, id: UseImportId, lines: readonly UseLine[]): Promise<UseImport> {
  const begun = await begin(tx, id);
  if (begun.outcome !== null) return { id, state: 'done', lines: begun.lines, outcome: begun.outcome };
  const given = sql`select g.* from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb)
    as g(line integer, address text, "lastUsed" timestamptz)`;
  refuse(
    await sql<Wrong>`
      select g.line, 'is later than now' as wrong from (${given}) g
      where g."lastUsed" > clock_timestamp() + ${clockSkewMinutes} * interval '1 minute' order by 1 limit ${issuesMax}`.execute(
      tx,
    ),
  );
  const { rows: kept } = await sql<{ n: number }>`
    with kept as (
      insert into rollcall.use_import_line (workspace_id, import_id, address, line, last_used_at)
      select ${tx.workspaceId}, ${id}, g.address, g.line, g."lastUsed" from (${given}) g order by g.line
      on conflict (workspace_id, import_id, address) do nothing returning 1
    )
    select count(*)::int as n from kept`.execute(tx);
  const added = kept[0]?.n ?? 0;
  if (added < lines.length) {
    refuse(
      await sql<Wrong>`
        select g.line, 'is the address of line ' || l.line || ', too' as wrong from (${given}) g
        join rollcall.use_import_line l on l.workspace_id = ${tx.workspaceId} and l.import_id = ${id}
          and l.address = g.address collate "C"
        where l.line <> g.line or l.last_used_at is distinct from g."lastUsed" order by 1 limit ${issuesMax}`.execute(
        tx,
      ),
    );
  }
  const total = begun.lines + added;
  if (added > 0) {
    await tx.updateTable('use_import').set({ lines: total }).where('import_id', '=', id).execute();
  }
  return { id, state: 'open', lines: total, outcome: null };
}

/**
 * Has an import that came whole hold, and says so in an audit event: all of it in this transaction. What is known of an
 * address gives way to what is newer and to nothing else. One that is done already answers as it did then. Throws
 * `invalid_input` where lines are missing, or where it is said to be of a time that is yet to come.
 */
export async function endUseImport(
  tx: Tx,
  id: UseImportId,
  { end, actor }: { end: UseImportEnd; actor: Actor },
): Promise<UseImport> {
  const begun = await begin(tx, id);
  if (begun.outcome !== null) return { id, state: 'done', lines: begun.lines, outcome: begun.outcome };
  if (begun.lines !== end.lines) {
    throw new RollcallError(
      'invalid_input',
      `The file has ${end.lines} lines, and ${begun.lines} of them have come: import it anew, as another import.`,
    );
  }
  const asOf = await knownAt(tx, end.asOf);
  const counted = await hold(tx, id, asOf);
  const outcome = { ...counted, sha256: end.sha256, asOf: instant(asOf) };
  await tx
    .updateTable('use_import')
    .set({ outcome: JSON.stringify(outcome), done_at: now })
    .where('import_id', '=', id)
    .execute();
  await tx.deleteFrom('use_import_line').where('import_id', '=', id).execute();
  const { unknownAddresses: _told, ...said } = outcome;
  await appendEvent(tx, {
    type: 'use.imported',
    actor,
    subject: { kind: 'use_import', externalId: id, name: end.file ?? id },
    after: { lines: end.lines, ...said },
  });
  return { id, state: 'done', lines: end.lines, outcome };
}

/** Has what has come hold, where it is newer than what is known. */
async function hold(tx: Tx, id: UseImportId, asOf: Date): Promise<Counted> {
  const { rows } = await sql<Counted>`
    with given as materialized (
      select l.line, l.address, l.last_used_at,
        exists (select from rollcall.resource r
          join rollcall.connection c on c.workspace_id = r.workspace_id and c.connection_id = r.connection_id
            and c.state <> 'removed'
          where r.workspace_id = ${tx.workspaceId} and r.kind = 'inbox' and r.name = l.address and r.presence = 'live') as known
      from rollcall.use_import_line l where l.workspace_id = ${tx.workspaceId} and l.import_id = ${id}
    ),
    compared as materialized (
      select g.*, case when not g.known then 'unknown' when u.address is null then 'added'
        when u.last_used_at is not distinct from g.last_used_at then 'same'
        when u.last_used_at is null or g.last_used_at > u.last_used_at then 'newer' else 'older' end as sort
      from given g
      left join rollcall.resource_use u on u.workspace_id = ${tx.workspaceId} and u.address = g.address
    ),
    held as (
      insert into rollcall.resource_use as u (workspace_id, address, last_used_at, known_at, import_id)
      select ${tx.workspaceId}, c.address, c.last_used_at, ${asOf}, ${id} from compared c
      where c.sort in ('added', 'newer', 'same') order by c.address
      on conflict (workspace_id, address) do update set last_used_at = excluded.last_used_at,
        known_at = greatest(u.known_at, excluded.known_at), import_id = excluded.import_id
      -- Another import may have said something newer since it was looked at.
      where u.last_used_at is null or excluded.last_used_at >= u.last_used_at
    )
    select (count(*) filter (where sort = 'added'))::int as added, (count(*) filter (where sort = 'newer'))::int as newer,
      (count(*) filter (where sort = 'same'))::int as same, (count(*) filter (where sort = 'older'))::int as older,
      (count(*) filter (where sort = 'unknown'))::int as unknown,
      (select coalesce(jsonb_agg(jsonb_build_object('line', n.line, 'address', n.address) order by n.line), '[]')
        from (select line, address from compared where sort = 'unknown' order by line limit ${unknownToldMax}) n)
        as "unknownAddresses"
    from compared`.execute(tx);
  const [counted] = rows;
  if (counted === undefined) throw new Error('an aggregate answers one row');
  return counted;
}

interface Counted {
  readonly added: number;
  readonly newer: number;
  readonly same: number;
  readonly older: number;
  readonly unknown: number;
  readonly unknownAddresses: { line: number; address: string }[];
}

interface Wrong {
  readonly line: number;
  readonly wrong: string;
}

/** Holds the import's row until the transaction ends: its parts come one after the other. */
async function begin(tx: Tx, id: UseImportId): Promise<Pick<UseImport, 'lines' | 'outcome'>> {
  const made = await tx
    .insertInto('use_import')
    .values({ workspace_id: tx.workspaceId, import_id: id, outcome: null })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (Number(made.numInsertedOrUpdatedRows) > 0) await forgetAbandoned(tx);
  return tx
    .selectFrom('use_import')
    .select(['lines', 'outcome'])
    .where('import_id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

async function forgetAbandoned(tx: Tx): Promise<void> {
  await sql`
    with gone as (
      delete from rollcall.use_import i where i.workspace_id = ${tx.workspaceId} and i.done_at is null
        and i.begun_at < clock_timestamp() - ${abandonedHours} * interval '1 hour' returning i.import_id
    )
    delete from rollcall.use_import_line l using gone g
    where l.workspace_id = ${tx.workspaceId} and l.import_id = g.import_id`.execute(tx);
}

function refuse({ rows }: { readonly rows: readonly Wrong[] }): void {
  if (rows.length === 0) return;
  const issues: readonly ErrorIssue[] = rows.map(({ line, wrong }) => ({ path: `line ${line}`, message: wrong }));
  const [first] = rows;
  throw new RollcallError('invalid_input', `The import is not valid: line ${first?.line} ${first?.wrong}.`, {
    details: { issues },
  });
}

async function knownAt(tx: Tx, asOf: Date | undefined): Promise<Date> {
  const { rows } = await sql<{ at: Date; late: boolean }>`
    select coalesce(${asOf ?? null}::timestamptz, clock_timestamp()) as at, coalesce(${asOf ?? null}::timestamptz
      > clock_timestamp() + ${clockSkewMinutes} * interval '1 minute', false) as late`.execute(tx);
  const { at = new Date(0), late = false } = rows[0] ?? {};
  if (!late) return at;
  throw new RollcallError('invalid_input', `The import is said to be as of ${instant(at)}, which is yet to come.`);
}
