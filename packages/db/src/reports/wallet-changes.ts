import { type MoneyUnit, minorIn, type TransactionState, type WalletChange, type WalletCover } from '@rollcall/ledger';
import { EventId } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.ts';
import { whole } from '../facts/movements.ts';
import { instant, instantOrNull } from '../json.ts';
import { knownThen } from '../moment.ts';
import type { WalletSource } from './wallet.ts';
import { ofClient } from './wallet-client.ts';

interface Row {
  readonly change: WalletChange['change'];
  readonly external_id: string;
  readonly name: string;
  readonly wallet: string;
  readonly recorded_at: Date;
  readonly run_id: string;
  readonly event_id: string;
  readonly before: StateRow | null;
  readonly now: StateRow;
}

interface StateRow {
  readonly at: string | null;
  readonly effect: string | null;
  readonly raw: string | null;
  readonly currency: string | null;
  readonly unit: string | null;
  readonly live: boolean;
}

/** What is looked for of a period. */
export interface ChangesTerms {
  readonly from: Date;
  readonly end: Date;
  /** The listing that shows the period whole: what was recorded after it and is dated in the period came late. Null: none does. */
  readonly coveredBy: Pick<NonNullable<WalletCover['by']>, 'finishedAt' | 'runId'> | null;
}

/** More of them are a history that was listed anew: the oldest are told. */
const changesMax = 2_000;

/**
 * Transactions of a period that came late, or that changed, vanished or came back after they were recorded, with what they were
 * before: each as its version tells it, in the order in which they were recorded. What was dated in the period before or is since,
 * is of it. Of one client, those are told that are the client's by what they say or said before. Versions are looked up of those
 * alone that have more than one.
 */
export async function walletChanges(
  tx: Tx,
  source: WalletSource,
  { from, end, coveredBy }: ChangesTerms,
): Promise<readonly WalletChange[]> {
  const { moving, knownAt } = source;
  const { connectionId, kind, moves } = moving;
  const theirs = ofClient(tx, source);
  const isTheirs = (row: string) => theirs.isTransaction(sql.ref(`${row}.attributes`));
  const moment = { asOf: knownAt, knownAt };
  const ofKind = (row: string) => sql`${sql.ref(`${row}.workspace_id`)} = ${tx.workspaceId}
    and ${sql.ref(`${row}.connection_id`)} = ${connectionId} and ${sql.ref(`${row}.kind`)} = ${kind}`;
  const dated = (row: string) => sql`rollcall.instant_in(${sql.ref(`${row}.attributes`)} ->> ${moves.datedBy})`;
  const inPeriod = (row: string) =>
    sql`(${dated(row)} >= ${from}::timestamptz and ${dated(row)} < ${end}::timestamptz)`;
  // Listings are dated by the clock of a daemon, and resources by that of the database.
  const cameLate = sql`r.first_seen_at > ${coveredBy?.finishedAt ?? null}::timestamptz
    and v.run_id is distinct from ${coveredBy?.runId ?? null}::uuid`;
  const version = sql`v.external_id, v.name, v.recorded_at, v.version, v.run_id, v.event_id, v.attributes, v.presence`;
  // What each says is worked out of those alone that are told.
  const { rows } = await sql<Row>`
    with ${theirs.parts} told as (
      select * from (
        select case when v.presence <> 'live' then 'vanished' when p.presence <> 'live' then 'reappeared' else 'changed' end as change,
          ${version}, p.attributes as attributes_before, p.presence as presence_before
        from rollcall.resource r
        join rollcall.resource_version v on ${ofKind('v')} and v.external_id = r.external_id and v.version > 1
          and ${knownThen('v', moment)}
        join rollcall.resource_version p on ${ofKind('p')} and p.external_id = v.external_id and p.version = v.version - 1
        where ${ofKind('r')} and r.version > 1 and (${inPeriod('v')} or ${inPeriod('p')})
          and (v.presence = 'live' or p.presence = 'live') and (${isTheirs('v')} or ${isTheirs('p')})
        union all
        select 'late', ${version}, null::jsonb, null::text
        from rollcall.resource r
        join rollcall.resource_version v on ${ofKind('v')} and v.external_id = r.external_id and v.version = 1
          and ${knownThen('v', moment)}
        where ${ofKind('r')} and ${cameLate} and ${inPeriod('v')} and ${isTheirs('v')}
      ) a order by recorded_at, external_id collate "C", version limit ${changesMax}
    )
    select f.change, f.external_id, f.name, coalesce(f.attributes ->> ${moves.wallet}, '') as wallet, f.recorded_at, f.run_id, f.event_id,
      case when f.attributes_before is not null then ${stateOf('attributes_before', 'presence_before', moves)} end as before,
      ${stateOf('attributes', 'presence', moves)} as now
    from told f order by f.recorded_at, f.external_id collate "C", f.version`.execute(tx);
  return rows.map((row) => ({
    ...{ connectionId, kind, change: row.change, externalId: row.external_id, name: row.name, wallet: row.wallet },
    ...{ recordedAt: instant(row.recorded_at), runId: row.run_id, eventId: EventId.parse(row.event_id) },
    before: row.before === null ? null : stateFrom(row.before),
    now: stateFrom(row.now),
  }));
}

function stateOf(
  attributes: string,
  presence: string,
  { into, outOf, datedBy }: WalletSource['moving']['moves'],
): RawBuilder<unknown> {
  const of = sql.ref(`f.${attributes}`);
  const type = sql`lower(${of} ->> 'type')`;
  const amount = whole(sql`${of} ->> 'amountMinor'`);
  return sql`jsonb_build_object('at', rollcall.instant(rollcall.instant_in(${of} ->> ${datedBy})),
    'effect', (case when ${type} = any(${[...into]}) then ${amount} when ${type} = any(${[...outOf]}) then -abs(${amount}) end)::text,
    'raw', ${of} ->> 'amountRaw', 'currency', ${of} ->> 'currency',
    'unit', coalesce(${of} ->> 'unit', 'confirmed'), 'live', ${sql.ref(`f.${presence}`)} = 'live')`;
}

function stateFrom({ at, effect, raw, currency, unit, live: isLive }: StateRow): TransactionState {
  const known: MoneyUnit = unit === 'confirmed' || unit === 'assumed' ? unit : 'unknown';
  return {
    at: instantOrNull(at === null ? null : new Date(at)),
    effectMinor: minorIn(effect),
    raw,
    currency,
    unit: known,
    isLive,
  };
}
