import type { WalletCover } from '@rollcall/ledger';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.ts';
import { instant } from '../json.ts';
import { fromRuns, heldBy } from '../listed-then.ts';
import type { KindOf } from './known-rows.ts';

interface Row {
  readonly started_at: Date;
  readonly finished_at: Date;
  readonly grade: 'proven' | 'corroborated';
  readonly since: Date | null;
  readonly run_id: string;
}

/** Listings of a window overlap by days, and a full one comes every week: more steps back than this lead nowhere. */
const stepsMax = 60;

/**
 * Until when a period is told of, and which listing shows that all transactions of it are known: one that was believed whole, began when the period had ended
 * and was finished by `knownAt`; with those before it that show what is older than the window that it was of. Rides
 * `listing_of_scope`.
 */
export async function walletCover(
  tx: Tx,
  of: KindOf,
  { from, to, asOf, knownAt }: { readonly from: Date; readonly to: Date; readonly asOf: Date; readonly knownAt: Date },
): Promise<WalletCover & { readonly end: Date }> {
  const ask = { tx, of, knownAt };
  const newest = await listing(ask, { after: null, isFull: false, newestFirst: true });
  const end = endOf({ from, to, asOf }, newest?.started_at);
  const first = await listing(ask, { after: end, isFull: false, newestFirst: false });
  const clockMoved = await contradictions(ask);
  if (first === undefined) {
    return {
      isCovered: false,
      newestAt: newest === undefined ? null : instant(newest.started_at),
      by: null,
      clockMoved,
      end,
    };
  }
  const full = await listing(ask, { after: end, isFull: true, newestFirst: false });
  const isCovered = full !== undefined || (await reachesBack(ask, first, from));
  const { started_at, finished_at, grade, run_id: runId } = first;
  const by = { startedAt: instant(started_at), finishedAt: instant(finished_at), grade, runId };
  return { isCovered, newestAt: newest === undefined ? null : instant(newest.started_at), by, clockMoved, end };
}

/** A period that has not ended goes on until the newest whole listing began: what came later, none shows for sure. */
function endOf({ from, to, asOf }: { from: Date; to: Date; asOf: Date }, newestAt: Date | undefined): Date {
  const end = asOf < to ? asOf : to;
  return end < to && newestAt !== undefined && newestAt > from && newestAt < end ? newestAt : end;
}

interface Ask {
  readonly tx: Tx;
  readonly of: KindOf;
  readonly knownAt: Date;
}

/** Whether what is older than the window of a listing was shown by those before it, back to the period's beginning. */
async function reachesBack(ask: Ask, newest: Row, from: Date): Promise<boolean> {
  let here = newest;
  for (let step = 0; step < stepsMax; step += 1) {
    if (here.since === null || here.since <= from) return true;
    // Before the first full listing after that one, each shows only its window.
    const before =
      (await listing(ask, { after: here.since, isFull: true, newestFirst: false })) ??
      (await listing(ask, { after: here.since, isFull: false, newestFirst: false }));
    if (before === undefined || before.run_id === here.run_id) return false;
    here = before;
  }
  return false;
}

async function listing(
  { tx, of, knownAt }: Ask,
  {
    after,
    isFull,
    newestFirst,
  }: { readonly after: Date | null; readonly isFull: boolean; readonly newestFirst: boolean },
): Promise<Row | undefined> {
  const { rows } = await sql<Row>`
    select l.started_at, l.finished_at, l.grade, ${since} as since, l.run_id ${believed(tx, of, knownAt)}
      and not ${isContradictory} ${after === null ? sql`` : sql`and l.started_at >= ${after}::timestamptz`}
      ${isFull ? sql`and ${since} is null` : sql``}
    order by l.started_at ${newestFirst ? sql`desc` : sql`asc`} limit 1`.execute(tx);
  return rows[0];
}

const since = sql`(l.certificate -> 'window' ->> 'since')::timestamptz`;

/** Listings that show the whole, by what was known. */
function believed(tx: Tx, { connectionId, kind }: KindOf, knownAt: Date): RawBuilder<unknown> {
  return sql`${fromRuns} and not ${heldBy(knownAt)}
    where l.workspace_id = ${tx.workspaceId} and l.connection_id = ${connectionId} and l.kind = ${kind} and l.parent = ''
      and l.grade in ('proven', 'corroborated') and l.finished_at <= ${knownAt}::timestamptz`;
}

/**
 * Times that cannot be: a listing that ended before it began, or that began more than a minute before its run was asked for. The
 * clock of whoever made it was moved.
 */
export const isContradictory = sql<boolean>`(l.finished_at < l.started_at or l.started_at < r.requested_at - interval '1 minute')`;

/** How many listings have such times. */
async function contradictions({ tx, of, knownAt }: Ask): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count ${believed(tx, of, knownAt)} and ${isContradictory}`.execute(tx);
  return rows[0]?.count ?? 0;
}
