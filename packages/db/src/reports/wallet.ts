import {
  type ClientFlow,
  type MoneyUnit,
  monthBoundaries,
  type WalletFlow,
  type WalletPart,
  type WalletReading,
  walletBins,
} from '@rollcall/ledger';
import { ConnectionId, type Instant } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../database.ts';
import type { DeclaredMoves } from '../facts/moving-kinds.ts';
import { streamed } from '../facts/streamed.ts';
import { instant } from '../json.ts';
import { knownRows } from './known-rows.ts';
import { walletCover } from './wallet-cover.ts';
import { walletReadings } from './wallet-cuts.ts';
import { entryRows, rollings } from './wallet-entries.ts';
import { keptRows, ownWallets, readRows, type WalletQuestion } from './wallet-rows.ts';

/** What is asked of wallets: their period, as far as it had come at `asOf`, and what was known when. */
export interface WalletTerms {
  readonly from: Date;
  readonly to: Date;
  readonly asOf: Date;
  readonly knownAt: Date;
  readonly connectionId: ConnectionId | undefined;
  readonly client: string | undefined;
}

/** A kind that moves money, at a connection. */
export interface WalletSource extends WalletQuestion {
  readonly connection: string;
  readonly provider: string;
}

interface SourceRow {
  readonly connection_id: string;
  readonly name: string;
  readonly provider: string;
}

/** The kinds that move money at the connections that were there in the period, by name. Their transactions are read with them. */
export async function walletSources(
  tx: Tx,
  declared: readonly DeclaredMoves[],
  { from, knownAt, connectionId, client }: WalletTerms,
): Promise<readonly WalletSource[]> {
  const { rows } = await sql<SourceRow>`
    select c.connection_id, c.name, c.provider from rollcall.connection c
    where c.workspace_id = ${tx.workspaceId} and c.created_at <= ${knownAt}::timestamptz
      and (c.removed_at is null or c.removed_at >= ${from}::timestamptz)
      ${connectionId === undefined ? sql`` : sql`and c.connection_id = ${connectionId}`}
    order by c.name, c.connection_id`.execute(tx);
  const sources = rows.flatMap(({ connection_id, name: connection, provider }) =>
    declared
      .filter((one) => one.provider === provider)
      .map(({ kind, moves }) => ({
        moving: { connectionId: ConnectionId.parse(connection_id), kind, moves },
        ...{ connection, provider, knownAt, client },
      })),
  );
  const named = sources.map((source, nth) => ({ ...source, table: `wallet_rows_${nth}` }));
  for (const source of named) await readRows(tx, source);
  return named;
}

/** What the transactions of one such kind come to: they are read once, and what chains comes as one. */
export async function walletPart(
  tx: Tx,
  source: WalletSource,
  { from, to, asOf, knownAt }: WalletTerms,
): Promise<WalletPart> {
  const { moving, connection } = source;
  const { connectionId, kind, moves } = moving;
  const { end, ...cover } = await walletCover(tx, moving, { from, to, asOf, knownAt });
  const boundaries = monthBoundaries(from, end);
  const readings = await walletReadings(tx, moving, { boundaries, knownAt });
  const points = pointsOf(boundaries, readings);
  const split = { points, readings: inOrder(readings), from, end, shownBy: cover.by?.finishedAt ?? instant(end) };
  const [flows, clients, rolling]: [WalletFlow[], ClientFlow[], ReturnType<typeof rollings>] = [
    [],
    [],
    rollings(boundaries.map((moment) => points.findIndex((point) => point.getTime() === moment.getTime()))),
  ];
  let mark = 0n;
  for await (const rows of streamed<PartRow>(tx, {
    name: 'wallet_part',
    question: partRows(source, split),
    byHash: true,
  })) {
    for (const { part, body } of rows) {
      if (part === 'entry') rolling.push(body);
      else if (part === 'client') clients.push(clientFlow(body));
      else {
        flows.push(walletFlow(body));
        mark += BigInt(String(body['mark']));
      }
    }
  }
  return {
    ...{
      connectionId,
      connection,
      kind,
      walletKind: moves.walletKind,
      isNarrowed: source.client !== undefined,
      cover,
      flows,
      clients,
      mark: String(mark),
    },
    boundaries: boundaries.map(instant),
    points: points.map(instant),
    readings,
    wallets: await walletNames(tx, source),
    ownWallets: await walletsOfClient(tx, source),
    rolled: rolling.end(),
  };
}

const WalletBin = z.enum(walletBins);

interface PartRow {
  readonly part: 'flow' | 'client' | 'entry';
  readonly body: Readonly<Record<string, unknown>>;
}

function pointsOf(boundaries: readonly Date[], readings: readonly WalletReading[]): readonly Date[] {
  const times = new Set([...boundaries.map(Number), ...readings.map(({ takenAt }) => Date.parse(takenAt))]);
  return [...times].sort((one, other) => one - other).map((ms) => new Date(ms));
}

/** The readings of one run are of one time. */
function inOrder(readings: readonly WalletReading[]): readonly WalletReading[] {
  const byRun = new Map(readings.map((reading) => [reading.runId, reading]));
  return [...byRun.values()].sort((one, other) => Date.parse(one.takenAt) - Date.parse(other.takenAt));
}

interface Split {
  readonly points: readonly Date[];
  readonly readings: readonly WalletReading[];
  readonly from: Date;
  readonly end: Date;
  /** When the listing that shows the period whole had ended. */
  readonly shownBy: Instant;
}

function partRows(source: WalletSource, { points, readings, from, end, shownBy }: Split): RawBuilder<unknown> {
  const times = (of: readonly (Date | Instant)[]) =>
    sql`${['-infinity', ...of.map((at) => new Date(at).toISOString())]}::timestamptz[]`;
  const taken = times(readings.map(({ takenAt }) => takenAt));
  const known = times(readings.map(({ knownAt }) => knownAt));
  const [first, last] = [from, end].map((edge) => points.findIndex((point) => point.getTime() === edge.getTime()));
  // Clocks differ by seconds: a minute is none of theirs.
  const isAhead = sql`p.at > p.first_seen_at + interval '1 minute'
    and (p.at < ${end}::timestamptz or p.first_seen_at < ${shownBy}::timestamptz + interval '1 minute')`;
  const inPeriod = sql`(s.segment > ${first}::int and s.segment <= ${last}::int)`;
  return sql`
    with ${keptRows(source)},
    placed as not materialized (
      select k.*, width_bucket(k.at, ${points.map(instant)}::timestamptz[]) as segment,
        case when k.at is null or width_bucket(k.at, ${taken}) <> width_bucket(k.first_seen_at, ${known})
          then width_bucket(k.first_seen_at, ${known}) - 1 end as seen
      from kept k
    ),
    summed as materialized (
      select p.wallet, p.segment, p.seen, p.bin, p.currency, p.unit, p.is_own, p.client, count(*) as count,
        count(*) filter (where p.effect is null) as unknown, count(*) filter (where ${isAhead}) as ahead,
        coalesce(sum(p.effect) filter (where p.effect > 0), 0) as come,
        coalesce(sum(p.effect) filter (where p.effect < 0), 0) as gone,
        sum(hash_record_extended(row(p.external_id, p.version, p.bin, p.client, p.reference), 0)) as mark
      from placed p group by 1, 2, 3, 4, 5, 6, 7, 8
    ),
    ${entryRows}
    select part, body from (
      select 'flow' as part, '' as wallet, 0::bigint as nth, to_jsonb(f) as body from (
        select s.wallet, s.segment, s.seen, s.bin, s.currency, s.unit, s.is_own, ${sums},
          sum(s.ahead)::int as ahead, coalesce(sum(s.mark) filter (where s.segment is null or ${inPeriod}), 0)::text as mark
        from summed s group by 1, 2, 3, 4, 5, 6, 7
      ) f
      union all
      select 'client', '', 0, to_jsonb(c) from (
        select s.client, s.bin, s.currency, s.unit, ${sums} from summed s where ${inPeriod} group by 1, 2, 3, 4
      ) c
      union all
      select 'entry', e.wallet, e.nth, to_jsonb(e) from entries e
    ) parts order by part, wallet collate "C", nth`;
}

const sums = sql`sum(s.count)::int as count, sum(s.unknown)::int as unknown, sum(s.come)::text as come, sum(s.gone)::text as gone`;

function walletFlow(body: PartRow['body']): WalletFlow {
  return {
    ...sumsOf(body),
    wallet: String(body['wallet']),
    segment: numberOrNull(body['segment']),
    seen: numberOrNull(body['seen']),
    isOwn: body['is_own'] === true,
    unknown: Number(body['unknown']),
    ahead: Number(body['ahead']),
  };
}

function clientFlow(body: PartRow['body']): ClientFlow {
  return { ...sumsOf(body), client: textOrNull(body['client']) };
}

function sumsOf(body: PartRow['body']): Omit<ClientFlow, 'client'> {
  return {
    bin: WalletBin.parse(body['bin']),
    currency: textOrNull(body['currency']),
    unit: unitOf(body['unit']),
    count: Number(body['count']),
    inMinor: BigInt(String(body['come'])),
    outMinor: BigInt(String(body['gone'])),
  };
}

function unitOf(unit: unknown): MoneyUnit {
  return unit === 'confirmed' || unit === 'assumed' ? unit : 'unknown';
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** The wallets that were listed by then, gone ones included: by external id. */
async function walletNames(tx: Tx, { moving, knownAt }: WalletSource): Promise<WalletPart['wallets']> {
  const { connectionId, moves } = moving;
  const { rows } = await sql<{ externalId: string; name: string }>`
    select w.external_id as "externalId", w.name from (${knownRows(tx, { connectionId, kind: moves.walletKind, knownAt })}) w
    order by w.external_id`.execute(tx);
  return rows;
}

async function walletsOfClient(tx: Tx, { client, ...source }: WalletSource): Promise<WalletPart['ownWallets']> {
  if (client === undefined) return [];
  const { rows } = await sql<{ wallet: string }>`
    select o.wallet from (${ownWallets(tx, { ...source, client })}) o order by o.wallet collate "C"`.execute(tx);
  return rows.map(({ wallet }) => wallet);
}
