import type { Moves } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.ts';
import { type MovingKind, whole } from '../facts/movements.ts';
import { knownRows } from './known-rows.ts';

/** Which transactions a report speaks of. */
export interface WalletQuestion {
  readonly moving: MovingKind;
  readonly knownAt: Date;
  /** The name of a client, or of a wallet, that it is narrowed to. */
  readonly client: string | undefined;
  /** The table in which this transaction of the database has them, once they were read (`readRows`). */
  readonly table: string;
}

/** What is joined and sorted is a million rows at most: it is to go through as few files as that. */
const workMem = '64MB';

/**
 * Reads them once, into a table of this transaction of the database's: what is asked of them is asked several times, and to find out
 * what each is takes longer than all of that, which is why several processes share it. The planner knows of no `with` how much it
 * holds, and would join them one by one.
 */
export async function readRows(tx: Tx, question: WalletQuestion): Promise<void> {
  const table = sql.id('pg_temp', question.table);
  await sql`select set_config('work_mem', ${workMem}, true), set_config('enable_nestloop', 'off', true),
    set_config('enable_mergejoin', 'off', true), set_config('parallel_tuple_cost', '0', true)`.execute(tx);
  await sql`drop table if exists ${table}`.execute(tx);
  await sql`create temporary table ${sql.id(question.table)} on commit drop as with ${allRows(tx, question)} select * from kept`.execute(
    tx,
  );
  await sql`select set_config('enable_nestloop', 'on', true), set_config('enable_mergejoin', 'on', true),
    set_config('parallel_tuple_cost', '0.1', true), set_config('default_statistics_target', '10', true),
    set_config('hash_mem_multiplier', '4', true)`.execute(tx);
  // Each has a time of its own, and few are told apart by it: the planner would take it that each is in a segment of its own.
  await sql`alter table ${table} alter at set (n_distinct = 100), alter first_seen_at set (n_distinct = 100)`.execute(
    tx,
  );
  await sql`analyze ${table}`.execute(tx);
}

/** They are, as the `with` part `kept`. */
export function keptRows({ table }: WalletQuestion): RawBuilder<unknown> {
  return sql`kept as not materialized (select * from ${sql.id('pg_temp', table)})`;
}

/**
 * `rollcall.instant_in` of `x.dated`. What most say, a time in UTC of one of the first 28 days of a month of this century, is told
 * without its pattern, which takes several times as long: a million are read. Between the marks all are digits, for no two others
 * stand side by side, and none stands within the year or the milliseconds.
 */
const instantIn = sql`case
  when x.dated like '20__-__-__T__:__:__.___Z' and x.dated !~ '[^0-9][^0-9]'
    and substring(x.dated, 3, 1) between '0' and '9' and substring(x.dated, 22, 1) between '0' and '9'
    and substring(x.dated, 6, 2) between '01' and '12' and substring(x.dated, 9, 2) between '01' and '28'
    and substring(x.dated, 12, 2) <= '23' and substring(x.dated, 15, 2) <= '59' and substring(x.dated, 18, 2) <= '59'
  then x.dated::timestamptz else rollcall.instant_in(x.dated) end`;

/** What can be charged for, as the `with` part `charged`. */
export function chargedRows(tx: Tx, { moving, knownAt }: WalletQuestion): RawBuilder<unknown> {
  const { connectionId, moves } = moving;
  const { charges, clients } = moves;
  return sql`charged as materialized (
      select o.external_id, ${clients === undefined ? sql`null::text` : sql`o.attributes ->> ${clients.attribute}`} as client,
        o.presence, o.attributes, o.version
      from (${knownRows(tx, { connectionId, kind: charges.kind, knownAt })}) o
    )`;
}

/** Of which client a wallet is, where it is of one alone. */
function clientWallets(tx: Tx, { moving, knownAt }: WalletQuestion): RawBuilder<unknown> {
  const { connectionId, moves } = moving;
  const { clients } = moves;
  if (clients === undefined) return sql`select null::text as wallet, null::text as client where false`;
  const { kind, wallet } = clients;
  return sql`select c.attributes ->> ${wallet} as wallet, min(c.name) as client from (${knownRows(tx, { connectionId, kind, knownAt })}) c
    where c.presence = 'live' and c.attributes ->> ${wallet} is not null group by 1 having count(*) = 1`;
}

/** The wallets of the client that it is narrowed to, or the one of that external id, as `wallet`. */
export function ownWallets(tx: Tx, question: WalletQuestion & { readonly client: string }): RawBuilder<unknown> {
  const { client } = question;
  return sql`select ${client}::text as wallet union select w.wallet from (${clientWallets(tx, question)}) w where w.client = ${client}`;
}

/**
 * The `with` parts that end in `kept`: each transaction that was live by what was known then, with `external_id`, `name`, `wallet`,
 * `at`, `effect` (null where it is not known), `stated`, `raw`, `currency`, `unit`, `type`, `reference` (what it is charged for),
 * `client`, `is_own`, `bin`, `version`, `first_seen_at`. A client is told by what is charged for, or else by the wallet.
 * Of those that name no wallet, that is the empty text.
 */
function allRows(tx: Tx, question: WalletQuestion): RawBuilder<unknown> {
  const { moving, knownAt, client } = question;
  const { moves, connectionId, kind } = moving;
  const known = (other: string) => knownRows(tx, { connectionId, kind: other, knownAt });
  const { billed } = moves;
  return sql`
    ${chargedRows(tx, question)},
    client_wallets as materialized (${clientWallets(tx, question)}),
    bills as materialized (
      ${
        billed === undefined
          ? sql`select null::text as names where false`
          : sql`select distinct b.attributes ->> ${billed.attribute} as names from (${known(billed.kind)}) b
            where b.presence = 'live' and b.attributes ->> ${billed.attribute} is not null`
      }
    ),
    kept as not materialized (
      select t.external_id, t.name, t.version, t.first_seen_at, t.wallet, t.at, t.type, t.stated, t.raw, t.currency, t.unit, t.reference,
        coalesce(o.client, w.client) as client, ${ownWallet(client)} as is_own,
        case when t.type = any(${[...moves.into]}) then t.amount when t.type = any(${[...moves.outOf]}) then -abs(t.amount) end as effect,
        ${bin(moves)} as bin
      from (${knownRows(tx, { connectionId, kind, knownAt, each: readFrom(moves) })}) t
      left join charged o on o.external_id = t.reference collate "C"
      left join client_wallets w on w.wallet = t.wallet
      left join bills b on b.names = t.external_id collate "C"
      ${onlyOf(client)}
    )`;
}

/**
 * Ends a sub-select whose columns are not to be put into where they are used, again and again. As a text, it is nothing right away:
 * of a number, which is cast first, the planner would have one process alone do it all.
 */
const apart = sql`offset '0'`;

/** What transactions say, read from their texts: each attribute is looked up once. */
function readFrom({ wallet, datedBy, charges }: Moves): (rows: RawBuilder<unknown>) => RawBuilder<unknown> {
  return (rows) => sql`
    select x.external_id, x.name, x.version, x.first_seen_at, x.wallet, x.type, x.told, x.raw, x.currency, x.unit, x.reference,
      ${instantIn} as at, ${whole(sql`x.amount`)} as amount, ${whole(sql`x.stated`)} as stated
    from (
      select r.external_id, r.name, r.version, r.first_seen_at, coalesce(r.attributes ->> ${wallet}, '') collate "C" as wallet,
        (r.attributes ->> ${datedBy}) collate "C" as dated, lower(r.attributes ->> 'type') as type, lower(r.name) as told,
        r.attributes ->> 'amountMinor' as amount, r.attributes ->> 'balanceAfterMinor' as stated,
        r.attributes ->> 'amountRaw' as raw, r.attributes ->> 'currency' as currency,
        coalesce(r.attributes ->> 'unit', 'confirmed') as unit, r.attributes ->> ${charges.attribute} as reference
      from (${rows}) r where r.presence = 'live' ${apart}
    ) x ${apart}`;
}

/** Of a client alone: what is charged for them, and what is of their wallet; or of the wallet that is named so. */
function onlyOf(client: string | undefined): RawBuilder<unknown> {
  return client === undefined ? sql`` : sql`where coalesce(o.client, w.client) = ${client} or ${ownWallet(client)}`;
}

/** Whether all of the transaction's wallet is asked for, and not only what of it is a client's. */
function ownWallet(client: string | undefined): RawBuilder<unknown> {
  return client === undefined ? sql`true` : sql`(coalesce(w.client = ${client}, false) or t.wallet = ${client})`;
}

/** Of each transaction the one bin that it is in (`WalletBin`): the first of these that is true of it. */
function bin({ into, outOf, told, billed }: Moves): RawBuilder<unknown> {
  const says = (beginnings: readonly string[]) =>
    beginnings.length === 0
      ? sql`false`
      : sql`(${sql.join(
          beginnings.map((beginning) => sql`starts_with(t.told, ${beginning})`),
          sql` or `,
        )})`;
  const byBill = (sort: string) =>
    billed === undefined
      ? sql`${sort}::text`
      : sql`case when b.names is null then ${`${sort}_unbilled`} else ${`${sort}_billed`} end`;
  const comes = sql`t.type = any(${[...into]})`;
  return sql`case
    when t.unit not in ('confirmed', 'assumed') then 'unit_unknown'
    when not (coalesce(${comes}, false) or coalesce(t.type = any(${[...outOf]}), false)) then 'direction_unknown'
    when t.amount is null then 'amount_unknown'
    when ${says(told.transfer)} then 'transfer'
    when ${comes} and t.amount < 0 then 'reversal'
    when ${comes} and ${says(told.recharge)} then ${byBill('recharge')}
    when ${comes} and ${says(told.topUp)} then ${byBill('top_up')}
    when ${comes} and t.reference is not null then 'refund'
    when ${comes} then 'credit_unsorted'
    when t.reference is null then 'charge_unreferenced'
    when o.external_id is null then 'charge_unlisted'
    else 'charge' end`;
}
