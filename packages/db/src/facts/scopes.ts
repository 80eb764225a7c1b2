import { effectiveSchedules, longestIntervalMs, type ScopeFacts, scopePatienceMs } from '@rollcall/ledger';
import { ConnectionId, type Grade } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from '../database.ts';
import { instant, instantOrNull } from '../json.ts';
import { pagesOf } from './pages.ts';

/** What a provider declares of a kind that it lists. */
export interface ListedKind {
  readonly provider: string;
  readonly kind: string;
  readonly bestGrade: Exclude<Grade, 'refused'>;
  readonly cron: string;
  /** Whether it has a scope for each parent, and none as long as there are no parents. */
  readonly isPerParent: boolean;
}

/**
 * Kinds of active connections of which some scope was not believed, by the best grade that it can earn, for longer than its
 * schedule lets it be. Connections in pages; their scopes are counted in PostgreSQL.
 */
export async function* scopeFacts(
  tx: Tx,
  { at, kinds }: { at: string; kinds: readonly ListedKind[] },
): AsyncGenerator<readonly ScopeFacts[]> {
  const byProvider = Map.groupBy(kinds, ({ provider }) => provider);
  const connections = pagesOf<ConnectionRow, string>({
    keyOf: ({ connection_id }) => connection_id,
    page: (after, limit) => activeConnections(tx, { after, limit }),
  });
  for await (const page of connections) {
    const asked = page.flatMap((row) => askedOf(row, byProvider.get(row.provider) ?? [], at));
    const late = await lateScopes(tx, asked);
    if (late.length > 0) yield late;
  }
}

interface ConnectionRow {
  readonly connection_id: string;
  readonly name: string;
  readonly provider: string;
  readonly schedule: string | null;
  readonly schedules: Record<string, string>;
  readonly created_at: Date;
}

async function activeConnections(
  tx: Tx,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<readonly ConnectionRow[]> {
  let query = tx
    .selectFrom('connection')
    .select(['connection_id', 'name', 'provider', 'schedule', 'schedules', 'created_at'])
    .where('workspace_id', '=', tx.workspaceId)
    .where('state', '=', 'active')
    .orderBy('connection_id')
    .limit(limit);
  if (after !== undefined) query = query.where('connection_id', '>', after);
  return query.execute();
}

/** One kind of one connection, and what of it must have been believed since when. */
interface AskedKind extends Omit<ListedKind, 'provider' | 'cron'> {
  readonly connectionId: string;
  readonly connection: string;
  readonly patienceMs: number;
  readonly lateBefore: string;
  readonly addedAt: string;
}

function askedOf(row: ConnectionRow, kinds: readonly ListedKind[], at: string): readonly AskedKind[] {
  const schedules = effectiveSchedules(Object.fromEntries(kinds.map(({ kind, cron }) => [kind, cron])), row);
  return kinds.map(({ kind, bestGrade, isPerParent }) => {
    const patienceMs = scopePatienceMs(intervalOf(schedules[kind]));
    return {
      ...{ kind, bestGrade, isPerParent, patienceMs, connectionId: row.connection_id, connection: row.name },
      lateBefore: new Date(Date.parse(at) - patienceMs).toISOString(),
      addedAt: instant(row.created_at),
    };
  });
}

/** Connections share their schedules, and reading one takes a while. */
const intervals = new Map<string, number>();
const intervalsMax = 1_000;

function intervalOf(schedule: string | undefined): number {
  if (schedule === undefined) return 0;
  const known = intervals.get(schedule);
  if (known !== undefined) return known;
  if (intervals.size >= intervalsMax) intervals.clear();
  const interval = longestIntervalMs(schedule);
  intervals.set(schedule, interval);
  return interval;
}

async function lateScopes(tx: Tx, asked: readonly AskedKind[]): Promise<readonly ScopeFacts[]> {
  const { rows } = await sql<LateRow>`
    select a."connectionId", a.connection, a.kind, a."bestGrade", a."patienceMs", a."addedAt",
      count(s.kind)::int as scopes, count(*) filter (where l.late)::int as late,
      case when bool_and(l.since is not null) filter (where l.late) then min(l.since) filter (where l.late) end as since,
      (array_agg(distinct s.trouble) filter (where l.late and s.trouble is not null))[1:3] as troubles
    from jsonb_to_recordset(${JSON.stringify(asked)}) as a("connectionId" uuid, connection text, kind text, "bestGrade" text,
      "isPerParent" boolean, "patienceMs" float8, "lateBefore" timestamptz, "addedAt" text)
    left join rollcall.scope s on s.workspace_id = ${tx.workspaceId} and s.connection_id = a."connectionId" and s.kind = a.kind
    cross join lateral (select case when a."bestGrade" = 'plausible' then s.believed_at else s.whole_at end as since) w
    cross join lateral (select w.since, (s.kind is not null or not a."isPerParent")
      and coalesce(w.since, a."addedAt"::timestamptz) < a."lateBefore" as late) l
    group by a."connectionId", a.connection, a.kind, a."bestGrade", a."patienceMs", a."addedAt"
    having bool_or(l.late)
    order by 1, 3`.execute(tx);
  return rows.map(({ connectionId, since, troubles, scopes, ...row }) => ({
    ...row,
    connectionId: ConnectionId.parse(connectionId),
    scopes: Math.max(1, scopes),
    since: instantOrNull(since),
    troubles: troubles ?? [],
  }));
}

interface LateRow extends Omit<ScopeFacts, 'connectionId' | 'since' | 'troubles'> {
  readonly connectionId: string;
  readonly since: Date | null;
  readonly troubles: string[] | null;
}
