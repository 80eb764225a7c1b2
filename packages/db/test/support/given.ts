import { type Actor, ConnectionId, RunId, type WorkspaceId } from '@rollcall/schema';
import { v7 as uuidv7 } from 'uuid';
import { addConnection, claimRun, inWorkspace, type NewConnection, type RunLease } from '../../src/index.ts';
import type { Store } from './store.ts';

export const daemonActor: Actor = { type: 'daemon', id: 'host:1', name: 'sync-daemon' };
export const keyActor: Actor = { type: 'api_key', id: 'aaaaaaaaaaaa', name: 'admin' };

export interface GivenConnection {
  readonly id: ConnectionId;
  readonly name: string;
}

/** An active connection whose next run is far away. */
export async function givenConnection(
  store: Store,
  given: Partial<NewConnection> & { readonly workspaceId?: WorkspaceId } = {},
): Promise<GivenConnection> {
  const { workspaceId = store.mine, ...more } = given;
  const id = ConnectionId.parse(uuidv7());
  const connection: NewConnection = {
    id,
    name: `c-${id}`,
    provider: 'acme',
    baseUrl: 'https://acme.example/v1',
    config: {},
    schedule: '0 0 1 1 *',
    schedules: {},
    rates: {},
    sandbox: true,
    account: { id: 'ws_1', name: 'Acme' },
    nextDueAt: new Date('2099-01-01'),
    sealed: 'sealed',
    masterKeyId: 'key-1',
    ...more,
  };
  await inWorkspace(store.gateway, workspaceId, (tx) => addConnection(tx, connection, keyActor));
  return { id, name: connection.name };
}

/** A run that waits on the queue, without its job. */
export async function givenQueuedRun(store: Store, connection: GivenConnection, { plan = false } = {}): Promise<RunId> {
  const runId = RunId.parse(uuidv7());
  await store.asDaemon((tx) =>
    tx
      .insertInto('run')
      .values({
        workspace_id: tx.workspaceId,
        run_id: runId,
        connection_id: connection.id,
        trigger: 'caller',
        plan,
        kinds: null,
        state: 'queued',
      })
      .execute(),
  );
  return runId;
}

/** A run that this test holds. */
export async function givenRun(
  store: Store,
  connection: GivenConnection,
  options: { plan?: boolean } = {},
): Promise<RunLease> {
  const runId = await givenQueuedRun(store, connection, options);
  return leaseOf(await store.asDaemon((tx) => claimRun(tx, runId)));
}

/** The lease that was wanted; anything else fails the test. */
export function leaseOf(claimed: RunLease | 'busy' | undefined): RunLease {
  if (claimed === undefined || claimed === 'busy') throw new Error(`the run was not claimed: ${claimed}`);
  return claimed;
}
