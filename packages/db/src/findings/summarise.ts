import {
  ageBuckets,
  type ConnectionId,
  FindingRule,
  type FindingSeverity,
  type FindingState,
  type FindingSummary,
  familyOf,
  type Money,
} from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from '../database.ts';
import { instant, instantOrNull } from '../json.ts';
import { tailOf } from '../sealing.ts';

interface Row {
  readonly rule: string;
  readonly severity: FindingSeverity;
  readonly state: Exclude<FindingState, 'resolved'>;
  readonly bucket: number;
  readonly count: number;
  readonly currency: string | null;
  readonly minor: string | null;
  readonly oldest: Date;
}

/** All that is found now and not resolved, in figures; of one connection where one is given. Rides `finding_standing`. */
export async function summariseFindings(tx: Tx, connectionId?: ConnectionId): Promise<FindingSummary> {
  const { rows } = await sql<Row>`
    select f.rule, f.severity, f.state, width_bucket(extract(epoch from clock_timestamp() - f.opened_at) / 86400,
      array[1, 7, 30]::numeric[]) as bucket, count(*)::int, f.money ->> 'currency' as currency,
      sum((f.money ->> 'minor')::numeric)::text as minor, min(f.opened_at) as oldest
    from rollcall.finding f
    where f.workspace_id = ${tx.workspaceId} and f.state <> 'resolved'
      ${connectionId === undefined ? sql`` : sql`and f.connection_id = ${connectionId}`}
    group by 1, 2, 3, 4, 6`.execute(tx);
  return {
    total: count(rows),
    states: statesOf(rows),
    severities: {
      notice: count(rows, ({ severity }) => severity === 'notice'),
      alarm: count(rows, ({ severity }) => severity === 'alarm'),
    },
    ages: ageBuckets.map((age, nth) => ({ age, count: count(rows, ({ bucket }) => bucket === nth) })),
    money: sumsOf(rows.filter(({ state }) => state !== 'accepted')),
    rules: rulesOf(rows),
    ...(await lastJudged(tx)),
  };
}

async function lastJudged(tx: Tx): Promise<Pick<FindingSummary, 'judgedAt' | 'isBehind'>> {
  const judging = await tx
    .selectFrom('judging')
    .select(['begun_at', 'ended_at', 'tail'])
    .where('workspace_id', '=', tx.workspaceId)
    .executeTakeFirst();
  const { begun_at: begunAt = null, ended_at: endedAt = null, tail = null } = judging ?? {};
  const isUnderWay = begunAt !== null && (endedAt === null || endedAt < begunAt);
  return { judgedAt: instantOrNull(endedAt), isBehind: isUnderWay || Number(tail ?? 0) < (await tailOf(tx)) };
}

function rulesOf(rows: readonly Row[]): FindingSummary['rules'] {
  const groups = Map.groupBy(rows, ({ rule, severity }) => `${severity} ${rule}`);
  const counted = [...groups.values()].flatMap((of) => {
    const [first] = of;
    if (first === undefined) return [];
    const rule = FindingRule.parse(first.rule);
    const oldest = new Date(Math.min(...of.map((row) => row.oldest.getTime())));
    const { severity } = first;
    return [
      {
        sum: count(of),
        row: { rule, family: familyOf(rule), severity, ...statesOf(of), oldestAt: instant(oldest), money: sumsOf(of) },
      },
    ];
  });
  const order = (severity: FindingSeverity): number => (severity === 'alarm' ? 0 : 1);
  return counted
    .toSorted(
      (one, other) =>
        order(one.row.severity) - order(other.row.severity) ||
        other.sum - one.sum ||
        one.row.rule.localeCompare(other.row.rule),
    )
    .map(({ row }) => row);
}

function count(rows: readonly Row[], isMeant: (row: Row) => boolean = () => true): number {
  return rows.filter(isMeant).reduce((sum, row) => sum + row.count, 0);
}

function statesOf(rows: readonly Row[]): FindingSummary['states'] {
  return {
    open: count(rows, ({ state }) => state === 'open'),
    acknowledged: count(rows, ({ state }) => state === 'acknowledged'),
    accepted: count(rows, ({ state }) => state === 'accepted'),
  };
}

/** A sum for each currency. Whole minor units, of any length. */
function sumsOf(rows: readonly Row[]): Money[] {
  const sums = new Map<string, bigint>();
  for (const { currency, minor } of rows) {
    if (currency !== null && minor !== null) sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(minor));
  }
  return [...sums]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([currency, minor]) => ({ minor: `${minor}`, currency }));
}
