import {
  type ChangedAmount,
  type MoneyUnit,
  minorIn,
  type TransactionState,
  type WalletChange,
  type WalletChanges,
  type WalletCover,
  type WalletPart,
} from '@rollcall/ledger';
import { EventId } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.ts';
import { whole } from '../facts/movements.ts';
import { instant, instantOrNull } from '../json.ts';
import { knownThen, pastMillisecond } from '../moment.ts';
import type { WalletSource } from './wallet.ts';
import { ofClient } from './wallet-client.ts';

type Part =
  | { readonly part: 'amount'; readonly body: AmountRow }
  | { readonly part: 'count'; readonly body: CountRow }
  | { readonly part: 'told'; readonly body: ToldRow };

interface AmountRow {
  readonly wallet: string;
  readonly count: number;
  readonly ids: readonly string[] | null;
  readonly at: string;
  readonly recorded_at: string;
  readonly before: string;
  readonly now: string;
}

interface CountRow {
  readonly change: WalletChange['change'];
  readonly count: number;
  readonly since: number;
}

interface ToldRow {
  readonly change: WalletChange['change'];
  readonly external_id: string;
  readonly name: string;
  readonly wallet: string;
  readonly recorded_at: string;
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
export interface ChangesTerms extends Pick<WalletPart, 'points' | 'readings'> {
  readonly from: Date;
  readonly end: Date;
  /** The listing that shows the period whole: what was recorded after it and is dated in the period came late. Null: none does. */
  readonly coveredBy: Pick<NonNullable<WalletCover['by']>, 'finishedAt' | 'runId'> | null;
  /** By when the report that was issued before was known. */
  readonly since: Date | undefined;
  /** So many are told one by one: a history that was listed anew is all transactions. */
  readonly most: number;
}

/**
 * Transactions of a period that came late, or that changed, vanished or came back after they were recorded, with what they were
 * before: each as its version tells it, the newest in the order in which they were recorded, and all of them in figures. What was
 * dated in the period before or is since, is of it. Of one client, those are told that are the client's by what they say or said
 * before. Versions are looked up of those alone that have more than one.
 */
export async function walletChanges(tx: Tx, source: WalletSource, terms: ChangesTerms): Promise<WalletChanges> {
  const { connectionId, kind } = source.moving;
  const { rows } = await sql<Part>`
    with ${becameRows(tx, source, terms)},
    newest as materialized (
      select b.change, b.external_id, b.version from became b
      order by b.recorded_at desc, b.external_id collate "C" desc, b.version desc limit ${terms.most}
    )
    select part, body from (
      select 'count' as part, 0::bigint as nth, to_jsonb(c) as body from (${countRows(terms)}) c
      union all
      select 'amount', 0, to_jsonb(a) from (${amountRows(terms)}) a
      union all
      select 'told', t.nth, to_jsonb(t) from (${toldRows(tx, source)}) t
    ) parts order by part, nth`.execute(tx);
  const counts = { late: 0, changed: 0, vanished: 0, reappeared: 0 };
  const [told, amounts]: [WalletChange[], ChangedAmount[]] = [[], []];
  let since = 0;
  for (const { part, body } of rows) {
    if (part === 'told') told.push(changeFrom(source, body));
    else if (part === 'amount') amounts.push(amountFrom(body));
    else {
      counts[body.change] = body.count;
      since += body.since;
    }
  }
  return { connectionId, kind, told, counts, since, amounts };
}

/** `became`: all of them, each with what it added to its wallet before and what it adds since; that is null of what came late. */
function becameRows(tx: Tx, source: WalletSource, { from, end, coveredBy }: ChangesTerms): RawBuilder<unknown> {
  const { moving, knownAt } = source;
  const { moves } = moving;
  const theirs = ofClient(tx, source);
  const isTheirs = (row: string) => theirs.isTransaction(sql.ref(`${row}.attributes`));
  const moment = { asOf: knownAt, knownAt };
  const ofKind = (row: string) => isOfKind(tx, moving, row);
  const dated = (row: string) => sql`rollcall.instant_in(${sql.ref(`${row}.attributes`)} ->> ${moves.datedBy})`;
  const inPeriod = (row: string) =>
    sql`(${dated(row)} >= ${from}::timestamptz and ${dated(row)} < ${end}::timestamptz)`;
  const added = (row: string) =>
    sql`case when ${sql.ref(`${row}.presence`)} = 'live' then ${effectOf(sql.ref(`${row}.attributes`), moves)} else 0 end`;
  // Listings are dated by the clock of a daemon, and resources by that of the database.
  const cameLate = sql`r.first_seen_at > ${coveredBy?.finishedAt ?? null}::timestamptz
    and v.run_id is distinct from ${coveredBy?.runId ?? null}::uuid`;
  return sql`${theirs.parts}
    became as materialized (
      select case when v.presence <> 'live' then 'vanished' when p.presence <> 'live' then 'reappeared' else 'changed' end as change,
        v.external_id, v.version, v.recorded_at, coalesce(v.attributes ->> ${moves.wallet}, '') as wallet,
        coalesce(${dated('p')}, ${dated('v')}) as at, ${added('p')} as before, ${added('v')} as now
      from rollcall.resource r
      join rollcall.resource_version v on ${ofKind('v')} and v.external_id = r.external_id and v.version > 1
        and ${knownThen('v', moment)}
      join rollcall.resource_version p on ${ofKind('p')} and p.external_id = v.external_id and p.version = v.version - 1
      where ${ofKind('r')} and r.version > 1 and (${inPeriod('v')} or ${inPeriod('p')})
        and (v.presence = 'live' or p.presence = 'live') and (${isTheirs('v')} or ${isTheirs('p')})
      union all
      select 'late', v.external_id, v.version, v.recorded_at, '', null, null, null
      from rollcall.resource r
      join rollcall.resource_version v on ${ofKind('v')} and v.external_id = r.external_id and v.version = 1
        and ${knownThen('v', moment)}
      where ${ofKind('r')} and ${cameLate} and ${inPeriod('v')} and ${isTheirs('v')}
    )`;
}

function countRows({ since }: ChangesTerms): RawBuilder<unknown> {
  const after = since === undefined ? null : pastMillisecond(since);
  return sql`select b.change, count(*)::int as count, (count(*) filter (where b.recorded_at >= ${after}::timestamptz))::int as since
    from became b group by b.change`;
}

/** What they did to sums: together, what is between the same points, and was recorded between the same readings' listings. */
function amountRows({ points, readings }: ChangesTerms): RawBuilder<unknown> {
  const known = [...new Set(readings.map(({ knownAt }) => knownAt))].sort();
  return sql`
    select b.wallet, count(*)::int as count, rollcall.instant(min(b.at)) as at, rollcall.instant(min(b.recorded_at)) as recorded_at,
      sum(b.before)::text as before, sum(b.now)::text as now,
      array_agg(b.external_id order by b.recorded_at, b.external_id collate "C") filter (where n.version is not null) as ids
    from became b left join newest n on n.external_id = b.external_id and n.version = b.version
    where b.at is not null and b.before is not null and b.now is not null
    group by b.wallet, width_bucket(b.at, ${[...points]}::timestamptz[]),
      width_bucket(b.recorded_at - interval '1 millisecond', ${known}::timestamptz[])`;
}

function toldRows(tx: Tx, { moving }: WalletSource): RawBuilder<unknown> {
  const { moves } = moving;
  return sql`
    select n.change, f.external_id, f.name, coalesce(f.attributes ->> ${moves.wallet}, '') as wallet,
      rollcall.instant(f.recorded_at) as recorded_at, f.run_id, f.event_id,
      row_number() over (order by f.recorded_at, f.external_id collate "C", f.version) as nth,
      case when p.version is not null then ${stateOf('p', moves)} end as before, ${stateOf('f', moves)} as now
    from newest n
    join rollcall.resource_version f on ${isOfKind(tx, moving, 'f')} and f.external_id = n.external_id and f.version = n.version
    left join rollcall.resource_version p on ${isOfKind(tx, moving, 'p')} and p.external_id = n.external_id
      and p.version = n.version - 1`;
}

function isOfKind(tx: Tx, { connectionId, kind }: WalletSource['moving'], row: string): RawBuilder<unknown> {
  return sql`${sql.ref(`${row}.workspace_id`)} = ${tx.workspaceId}
    and ${sql.ref(`${row}.connection_id`)} = ${connectionId} and ${sql.ref(`${row}.kind`)} = ${kind}`;
}

/** What a transaction adds to its wallet; null where that is not known. */
function effectOf(of: RawBuilder<unknown>, { into, outOf }: WalletSource['moving']['moves']): RawBuilder<unknown> {
  const type = sql`lower(${of} ->> 'type')`;
  const amount = whole(sql`${of} ->> 'amountMinor'`);
  return sql`case when ${type} = any(${[...into]}) then ${amount} when ${type} = any(${[...outOf]}) then -abs(${amount}) end`;
}

function stateOf(row: string, moves: WalletSource['moving']['moves']): RawBuilder<unknown> {
  const of = sql.ref(`${row}.attributes`);
  return sql`jsonb_build_object('at', rollcall.instant(rollcall.instant_in(${of} ->> ${moves.datedBy})),
    'effect', (${effectOf(of, moves)})::text, 'raw', ${of} ->> 'amountRaw', 'currency', ${of} ->> 'currency',
    'unit', coalesce(${of} ->> 'unit', 'confirmed'), 'live', ${sql.ref(`${row}.presence`)} = 'live')`;
}

function changeFrom({ moving: { connectionId, kind } }: WalletSource, row: ToldRow): WalletChange {
  return {
    ...{ connectionId, kind, change: row.change, externalId: row.external_id, name: row.name, wallet: row.wallet },
    ...{ recordedAt: instant(new Date(row.recorded_at)), runId: row.run_id, eventId: EventId.parse(row.event_id) },
    before: row.before === null ? null : stateFrom(row.before),
    now: stateFrom(row.now),
  };
}

function amountFrom({ wallet, count, ids, at, recorded_at, before, now }: AmountRow): ChangedAmount {
  return {
    ...{ wallet, count, externalIds: ids ?? [] },
    at: instant(new Date(at)),
    recordedAt: instant(new Date(recorded_at)),
    beforeMinor: BigInt(before),
    nowMinor: BigInt(now),
  };
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
