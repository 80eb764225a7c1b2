import { type Connection, ConnectionId, ProviderName, type RunId, type RunProgress } from '@rollcall/schema';
import { now } from './clock.ts';
import type { Tx } from './database.ts';
import { instant, instantOrNull } from './json.ts';
import { runFacts } from './runs.ts';

/** A run that is watched, and what says how fast its connection may ask. */
export interface WatchedRun {
  readonly run: Omit<RunProgress, 'rate'>;
  readonly connection: Pick<Connection, 'id' | 'name' | 'provider' | 'baseUrl' | 'rates'>;
}

/** So many runs are watched at once; those that wait longest come first. */
const watchedMax = 500;

/**
 * The runs that are queued or under way, of one connection or all, and whatever became of `runIds`; with the database's
 * time, by which their beats and their rates are to be read. Rides `run_open` and the primary key.
 */
export async function watchedRuns(
  tx: Tx,
  { connectionId, runIds, open }: { connectionId: ConnectionId | undefined; runIds: readonly RunId[]; open: boolean },
): Promise<{ readonly at: string; readonly runs: readonly WatchedRun[] }> {
  let query = tx
    .selectFrom('run')
    .innerJoin('connection', (join) =>
      join
        .onRef('connection.workspace_id', '=', 'run.workspace_id')
        .onRef('connection.connection_id', '=', 'run.connection_id'),
    )
    .selectAll('run')
    .select(['connection.name', 'connection.provider', 'connection.base_url', 'connection.rates'])
    .where('run.workspace_id', '=', tx.workspaceId)
    .where((run) =>
      run.or([
        ...(open ? [run('run.state', '<>', 'finished')] : []),
        ...(runIds.length > 0 ? [run('run.run_id', 'in', runIds)] : []),
      ]),
    )
    .orderBy('run.run_id')
    .limit(watchedMax);
  if (connectionId !== undefined) query = query.where('run.connection_id', '=', connectionId);
  const rows = await query.execute();
  const clock = await tx.selectNoFrom(now.as('at')).executeTakeFirstOrThrow();
  const runs = rows.map((row) => ({
    run: {
      ...runFacts(row),
      connection: row.name,
      beatAt: instantOrNull(row.heartbeat_at),
      doing: row.progress,
    },
    connection: {
      id: ConnectionId.parse(row.connection_id),
      name: row.name,
      provider: ProviderName.parse(row.provider),
      baseUrl: row.base_url,
      rates: row.rates,
    },
  }));
  return { at: instant(clock.at), runs };
}
