import { RunId, WorkspaceId } from '@rollcall/schema';
import { fromKysely, PgBoss } from 'pg-boss';
import { z } from 'zod';
import { databaseError, type Pooler, type Tx } from './database.ts';

/** A job carries an identity, never contents: run twice, it does no harm. */
const SyncJob = z.object({ workspaceId: WorkspaceId, runId: RunId });
export type SyncJob = z.infer<typeof SyncJob>;

const syncQueue = 'sync';

/** A worker that stops beating is dead after this long, and its job goes to another. */
const heartbeatSeconds = 10;
/** How often each daemon looks for dead workers: with the heartbeat, a run is taken over within 30 s. */
const superviseIntervalSeconds = 10;
/**
 * How often an idle worker looks for a job that nobody was told of: one that is tried again, or was queued while all
 * workers were busy.
 */
const lookIntervalSeconds = 1;
/** A run that takes longer has hung: thousands of domains at a request a second take hours. */
const expireSeconds = 12 * 3_600;
/** Each lost worker costs one try. */
const retryLimit = 10;

export interface Queue {
  /** Puts a run on the queue, in the transaction that records it. One run of a connection is worked on at a time. */
  send(tx: Tx, job: { runId: RunId; connectionId: string }): Promise<void>;
  /** Works on `concurrency` runs at a time until `stop`. A job whose handler throws is tried again. */
  work(concurrency: number, handle: (job: SyncJob) => Promise<void>): Promise<void>;
  /** Takes no more jobs and waits up to `ms` for those under way. */
  stop(ms: number): Promise<void>;
}

/** Creates the queue's own tables. Run by the owner, once, as part of migrating. */
export async function installQueue(ownerUrl: string): Promise<void> {
  const boss = new PgBoss({ connectionString: ownerUrl, max: 1, supervise: false, schedule: false });
  boss.on('error', () => {});
  await boss.start();
  const options = {
    // No policy that knows singletons: which of them were active is remembered for up to a minute after the queue was
    // monitored, and what a lost worker left behind would wait for that long. One run of a connection at a time is the
    // group's doing, and who holds a run is decided by its row.
    policy: 'standard',
    retryLimit,
    retryDelay: 1,
    heartbeatSeconds,
    expireInSeconds: expireSeconds,
    notify: true,
  } as const;
  await boss.createQueue(syncQueue, options);
  // A queue that is there keeps its policy, and so does each job.
  await boss
    .getDb()
    .executeSql(`update pgboss.job set policy = 'standard' where name = $1 and policy <> 'standard'`, [syncQueue]);
  await boss
    .getDb()
    .executeSql(`update pgboss.queue set policy = 'standard' where name = $1 and policy <> 'standard'`, [syncQueue]);
  await boss.stop({ graceful: false });
}

/**
 * Opens the queue without migrating it. Only daemons supervise: they look for lost workers. They are told of new jobs, unless
 * a pooler of transactions stands between: then each idle worker looks once a second.
 */
export async function openQueue(
  url: string,
  { supervise, pooler = 'none', onError }: { supervise: boolean; pooler?: Pooler; onError: (error: Error) => void },
): Promise<Queue> {
  const boss = new PgBoss({
    connectionString: url,
    max: 3,
    migrate: false,
    schedule: false,
    supervise,
    superviseIntervalSeconds,
    // Lost workers are looked for when the queue is monitored, which is once a minute unless told otherwise.
    monitorIntervalSeconds: superviseIntervalSeconds,
    useListenNotify: supervise && pooler === 'none',
  });
  boss.on('error', onError);
  try {
    await boss.start();
  } catch (error) {
    throw databaseError(error);
  }
  return {
    async send(tx, { runId, connectionId }) {
      const job: SyncJob = { workspaceId: tx.workspaceId, runId };
      // The group keeps a connection to one run at a time.
      await boss.send(syncQueue, job, { group: { id: connectionId }, db: fromKysely(tx) });
    },
    async work(concurrency, handle) {
      await boss.work(
        syncQueue,
        {
          batchSize: 1,
          localConcurrency: concurrency,
          pollingIntervalSeconds: lookIntervalSeconds,
          notifyPollingIntervalSeconds: lookIntervalSeconds,
          // A second run of a busy connection is passed over: nothing else takes it out of the way of the others.
          groupConcurrency: 1,
        },
        async (jobs) => {
          for (const job of jobs) await handle(SyncJob.parse(job.data));
        },
      );
    },
    async stop(ms) {
      await boss.stop({ graceful: true, timeout: ms });
    },
  };
}
