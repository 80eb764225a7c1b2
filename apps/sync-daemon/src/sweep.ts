import {
  awaitedConnections,
  closeInterrupted,
  expireSecrets,
  interruptedConnections,
  inWorkspace,
  overdueConnections,
  type Queue,
  queueLook,
  retireSecrets,
} from '@rollcall/db';
import type { ConnectionId, WorkspaceId } from '@rollcall/schema';
import { about } from '@rollcall/telemetry';
import { schedule } from 'node-cron';
import type { Daemon } from './daemon.ts';
import { judgeOperationsOf } from './judge-operations.ts';

/** How often it looks: what a crash left open is closed at most this much after its deadline. */
const sweepCron = '*/2 * * * * *';
/** What one sweep takes on of each sort: the rest is still there at the next. */
const sweptAtOnce = 500;

/**
 * Sees to operations that nobody else will: destroys secrets whose time is over, closes what a crash of a gateway left
 * open, also where its connection makes no run, has the provider asked what became of those that are unknown, and opens findings about those that are so past their
 * time. Answers how to stop.
 */
export function startSweeping(daemon: Daemon, queue: Queue): () => Promise<void> {
  const task = schedule(sweepCron, () => sweepOperations(daemon, queue), { noOverlap: true, name: 'sweep' });
  return async () => {
    await task.stop();
  };
}

/** One sweep over all workspaces. What breaks keeps nothing else from being done, and is tried again at the next. */
async function sweepOperations(daemon: Daemon, queue: Queue): Promise<void> {
  const { db, actor } = daemon;
  await expire(daemon);
  await eachOf(
    daemon,
    () => interruptedConnections(db, sweptAtOnce),
    async ({ workspaceId, connectionId }) =>
      inWorkspace(db, workspaceId, (tx) => closeInterrupted(tx, connectionId, actor)),
  );
  await eachOf(
    daemon,
    () => awaitedConnections(db, sweptAtOnce),
    async ({ workspaceId, connectionId, provider }) => {
      const { kinds } = daemon.providers.named(provider);
      const listed = new Map(kinds.map(({ kind, perParent }) => [kind, perParent]));
      await inWorkspace(db, workspaceId, (tx) => queueLook(tx, queue, { connectionId, listed }));
    },
  );
  await eachOf(
    daemon,
    () => overdueConnections(db, sweptAtOnce),
    async ({ workspaceId, connectionId, provider: name }) => {
      const provider = daemon.providers.named(name);
      await inWorkspace(db, workspaceId, (tx) => judgeOperationsOf(tx, { connectionId, provider }, { actor }));
    },
  );
}

/** Destroys the sealed secrets that nobody took in time, and those of webhooks whose successors sign alone from now on. */
async function expire({ db, actor, log }: Daemon): Promise<void> {
  try {
    const expired = await expireSecrets(db, actor);
    if (expired > 0) log.info({ expired }, 'secrets expired');
    const retired = await retireSecrets(db, actor);
    if (retired > 0) log.info({ retired }, 'signing secrets retired');
  } catch (error) {
    log.error({ err: error }, 'could not destroy secrets that expired');
  }
}

interface Found {
  readonly workspaceId: WorkspaceId;
  readonly connectionId: ConnectionId;
}

async function eachOf<One extends Found>(
  daemon: Daemon,
  find: () => Promise<readonly One[]>,
  work: (one: One) => Promise<void>,
): Promise<void> {
  try {
    for (const one of await find()) {
      const { workspaceId, connectionId } = one;
      await about({ workspaceId, connectionId }, async () => {
        try {
          await work(one);
        } catch (error) {
          daemon.log.error({ err: error }, 'could not see to the operations of a connection');
        }
      });
    }
  } catch (error) {
    daemon.log.error({ err: error }, 'could not look for operations to see to');
  }
}
