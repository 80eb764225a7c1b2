import { WorkspaceId } from '@rollcall/schema';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll } from 'vitest';
import { type Db, inWorkspace, openDatabase, type Tx } from '../../src/index.ts';
import { type TestDatabase, useDatabase } from '../../src/testing/index.ts';

/** A prepared database with two workspaces, as its owner and both processes see it. */
export interface Store {
  readonly urls: TestDatabase;
  readonly owner: pg.Pool;
  readonly gateway: Db;
  readonly daemon: Db;
  readonly mine: WorkspaceId;
  readonly theirs: WorkspaceId;
  asGateway<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  asDaemon<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

interface OpenStore extends Store {
  close(): Promise<void>;
}

/** Gives a test file a store of its own, whose owner is a superuser; opened before its tests and closed after them. */
export function useStore(): Store {
  const urls = useDatabase();
  let opened: OpenStore | undefined;
  const store = (): Store => {
    if (opened === undefined) throw new Error('the store is open only while tests run');
    return opened;
  };
  beforeAll(async () => {
    opened = await openStore(urls);
  });
  afterAll(() => opened?.close());
  return {
    urls,
    get owner() {
      return store().owner;
    },
    get gateway() {
      return store().gateway;
    },
    get daemon() {
      return store().daemon;
    },
    get mine() {
      return store().mine;
    },
    get theirs() {
      return store().theirs;
    },
    asGateway: (work) => store().asGateway(work),
    asDaemon: (work) => store().asDaemon(work),
  };
}

/** Opens a prepared database, and makes two workspaces in it. */
export async function openStore(urls: TestDatabase): Promise<OpenStore> {
  const mine = WorkspaceId.parse(uuidv7());
  const theirs = WorkspaceId.parse(uuidv7());
  const owner = new pg.Pool({ connectionString: urls.ownerUrl, max: 2 });
  // An idle connection that is cut off says so; the next query tells a test of it.
  owner.on('error', () => {});
  await planForAnyValue(owner, urls.ownerUrl);
  for (const [id, name] of [
    [mine, 'mine'],
    [theirs, 'theirs'],
  ]) {
    // In one message, and so in one transaction: the setting holds the owner, too, unless it is a superuser.
    await owner.query(`select set_config('rollcall.workspace_id', '${id}', true);
      insert into rollcall.workspace (workspace_id, name) values ('${id}', '${name}')`);
  }
  const gateway = openDatabase(urls.gatewayUrl, { max: 4, name: 'test gateway' });
  const daemon = openDatabase(urls.daemonUrl, { max: 4, name: 'test daemon' });
  return {
    ...{ urls, owner, gateway, daemon, mine, theirs },
    asGateway: (work) => inWorkspace(gateway, mine, work),
    asDaemon: (work) => inWorkspace(daemon, mine, work),
    close: async () => {
      await Promise.all([owner.end(), gateway.destroy(), daemon.destroy()]);
    },
  };
}

/**
 * Has statements planned without looking at their parameters, as PostgreSQL may do by itself from the sixth execution
 * on: what then no longer works fails in the first test instead of in the second minute.
 */
async function planForAnyValue(owner: pg.Pool, ownerUrl: string): Promise<void> {
  await owner.query(`alter database ${new URL(ownerUrl).pathname.slice(1)} set plan_cache_mode = force_generic_plan`);
}
