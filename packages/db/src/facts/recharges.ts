import { type MoneyUnit, minorIn, type Recharge, type RechargeFacts } from '@rollcall/ledger';
import { sql } from 'kysely';
import type { Tx } from '../database.ts';
import { instant } from '../json.ts';
import { isTold, movements } from './movements.ts';
import { type DeclaredMoves, type JudgedMoves, judgedMoves } from './moving-kinds.ts';

/** What is longer ago is no surprise any more. */
const lookBackDays = 90;
/** The newest of a wallet that are looked at: more say nothing more. */
const rechargesMax = 500;
/** What was set shortly before may have been set after it: the ledger saw both by listings, each at its own time. */
const settledHours = 24;

interface Row {
  readonly wallet: string;
  readonly wallet_name: string | null;
  readonly external_id: string;
  readonly name: string;
  readonly at: Date;
  readonly effect: string;
  readonly stated: string | null;
  readonly currency: string | null;
  readonly unit: MoneyUnit;
  readonly since: Date | null;
  readonly enabled: boolean | null;
  readonly threshold: string | null;
  readonly amount: string | null;
  readonly cause: string | null;
}

/**
 * What wallets were filled up with by themselves, with what they were set to when the ledger first saw that: only where it came after
 * the first listing and in its time, and where the settings had been so for a day. Wallet by wallet.
 */
export async function* rechargeFacts(
  tx: Tx,
  declared: readonly DeclaredMoves[],
): AsyncGenerator<readonly RechargeFacts[]> {
  for (const judged of await judgedMoves(tx, declared)) {
    const byWallet = Map.groupBy(await rechargesOf(tx, judged), ({ wallet }) => wallet);
    yield [...byWallet.values()].map((rows) => factsOf(judged, rows));
  }
}

async function rechargesOf(tx: Tx, judged: JudgedMoves): Promise<readonly Row[]> {
  const { connectionId, kind, moves } = judged;
  const ofWallet = sql`v.workspace_id = ${tx.workspaceId} and v.connection_id = ${connectionId} and v.kind = ${moves.walletKind}
    and v.external_id = c.wallet`;
  const { rows } = await sql<Row>`
    with recharged as materialized (
      select m.*, row_number() over (partition by m.wallet order by m.at desc) as place
      from (${movements(tx, judged)}) m
      where m.effect > 0 and ${isTold(sql`m.name`, moves.told.recharge)} and m.wallet is not null
        and m.at > clock_timestamp() - ${lookBackDays} * interval '24 hours'
    ),
    first as (
      select min(r.first_seen_at) as at from rollcall.resource r
      where r.workspace_id = ${tx.workspaceId} and r.connection_id = ${connectionId} and r.kind = ${kind}
    )
    select c.wallet, w.name as wallet_name, c.external_id, c.name, c.at, c.effect::text, c.stated::text, c.currency, c.unit,
      case when t.before is null or t.since < r.first_seen_at - ${settledHours} * interval '1 hour' then t.since end as since,
      (s.attributes ->> 'autoRecharge')::boolean as enabled,
      s.attributes ->> 'autoRechargeThresholdMinor' as threshold, s.attributes ->> 'autoRechargeAmountMinor' as amount, e.cause
    from recharged c
    join rollcall.resource r on r.workspace_id = ${tx.workspaceId} and r.connection_id = ${connectionId} and r.kind = ${kind}
      and r.external_id = c.external_id
    left join rollcall.resource w on w.workspace_id = ${tx.workspaceId} and w.connection_id = ${connectionId}
      and w.kind = ${moves.walletKind} and w.external_id = c.wallet
    left join lateral (
      select v.attributes, v.version from rollcall.resource_version v
      where ${ofWallet} and v.recorded_at <= r.first_seen_at order by v.version desc limit 1
    ) s on r.first_seen_at > (select f.at from first f) and r.first_seen_at < c.at + interval '24 hours'
    left join lateral (
      -- Since when it has been set so, and the last version in which it was set otherwise.
      select min(v.recorded_at) as since, o.version as before from (
        select max(v.version) as version from rollcall.resource_version v
        where ${ofWallet} and v.version < s.version and ${isOtherwise}
      ) o
      join rollcall.resource_version v on ${ofWallet} and v.version <= s.version and v.version > coalesce(o.version, 0)
      group by o.version
    ) t on true
    left join lateral (
      select a.cause ->> 'kind' as cause from rollcall.resource_version v
      join rollcall.audit_event a on a.workspace_id = ${tx.workspaceId} and a.event_id = v.event_id
      where ${ofWallet} and v.version <= s.version and a.after ->> 'autoRecharge' = 'true' and a.type = 'resource.changed'
      order by v.version desc limit 1
    ) e on true
    where c.place <= ${rechargesMax} order by c.wallet, c.at, c.external_id`.execute(tx);
  return rows;
}

const isOtherwise = sql`(v.attributes -> 'autoRecharge', v.attributes -> 'autoRechargeThresholdMinor',
  v.attributes -> 'autoRechargeAmountMinor') is distinct from (s.attributes -> 'autoRecharge',
  s.attributes -> 'autoRechargeThresholdMinor', s.attributes -> 'autoRechargeAmountMinor')`;

function factsOf({ place, moves }: JudgedMoves, rows: readonly Row[]): RechargeFacts {
  const [first] = rows;
  const externalId = first?.wallet ?? '';
  return {
    ...place,
    walletKind: moves.walletKind,
    wallet: { externalId, name: first?.wallet_name ?? externalId },
    ...onlyOf(rows),
    recharges: rows.map(rechargeOf),
  };
}

/** The currency where all are of one, and the least sure of their units. */
function onlyOf(rows: readonly Row[]): Pick<RechargeFacts, 'currency' | 'unit'> {
  const currencies = new Set(rows.map(({ currency }) => currency));
  const [currency = null] = currencies;
  const units = new Set(rows.map(({ unit }) => unit));
  return {
    currency: currencies.size > 1 ? null : currency,
    unit: units.has('unknown') ? 'unknown' : units.has('assumed') ? 'assumed' : 'confirmed',
  };
}

function rechargeOf(row: Row): Recharge {
  return {
    ...{ externalId: row.external_id, name: row.name, at: instant(row.at) },
    effectMinor: minorIn(row.effect) ?? 0n,
    balanceAfterMinor: minorIn(row.stated),
    settings:
      row.since === null
        ? null
        : {
            enabled: row.enabled,
            thresholdMinor: minorIn(row.threshold),
            amountMinor: minorIn(row.amount),
            since: instant(row.since),
            isElsewhere: row.cause === 'out_of_band',
          },
  };
}
