import { WorkspaceId } from '@rollcall/schema';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll } from 'vitest';
import { type Db, inWorkspace, openDatabase, type Tx } from '../../src/index.ts';
import { type TestDatabase, useDatabase } from '../../src/testing/index.ts';

/** A test file's own database with two workspaces, as its owner and both processes see it. */
export interface Store {
  readonly urls: TestDatabase;
  /** The superuser that owns everything: row-level security does not hold it. */
  readonly owner: pg.Pool;
  readonly gateway: Db;
  readonly daemon: Db;
  readonly mine: WorkspaceId;
  readonly theirs: WorkspaceId;
  asGateway<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  asDaemon<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

/** Gives a test file its store; opened before its tests and closed after them. */
export function useStore(): Store {
  const urls = useDatabase();
  const mine = WorkspaceId.parse(uuidv7());
  const theirs = WorkspaceId.parse(uuidv7());
  let opened: { owner: pg.Pool; gateway: Db; daemon: Db } | undefined;
  const get = () => {
    if (opened === undefined) throw new Error('the store is open only while tests run');
    return opened;
  };
  beforeAll(async () => {
    await planForAnyValue(urls.ownerUrl);
    opened = {
      owner: new pg.Pool({ connectionString: urls.ownerUrl, max: 2 }),
      gateway: openDatabase(urls.gatewayUrl, { max: 4, name: 'test gateway' }),
      daemon: openDatabase(urls.daemonUrl, { max: 4, name: 'test daemon' }),
    };
    await opened.owner.query(
      `insert into rollcall.workspace (workspace_id, name) values ($1, 'mine'), ($2, 'theirs')`,
      [mine, theirs],
    );
  });
  afterAll(async () => {
    const { owner, gateway, daemon } = get();
    await Promise.all([owner.end(), gateway.destroy(), daemon.destroy()]);
  });
  return {
    urls,
    mine,
    theirs,
    get owner() {
      return get().owner;
    },
    get gateway() {
      return get().gateway;
    },
    get daemon() {
      return get().daemon;
    },
    asGateway: (work) => inWorkspace(get().gateway, mine, work),
    asDaemon: (work) => inWorkspace(get().daemon, mine, work),
  };
}

/**
 * Has statements planned without looking at their parameters, as PostgreSQL may do by itself from the sixth execution
 * on: what then no longer works fails in the first test instead of in the second minute.
 */
async function planForAnyValue(ownerUrl: string): Promise<void> {
  const client = new pg.Client(ownerUrl);
  await client.connect();
  await client.query(`alter database ${new URL(ownerUrl).pathname.slice(1)} set plan_cache_mode = force_generic_plan`);
  await client.end();
}
