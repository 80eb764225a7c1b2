import { randomBytes, randomUUID } from 'node:crypto';
import {
  addConnection,
  type Db,
  inWorkspace,
  type KeyRing,
  newConnectionId,
  openDatabase,
  prepareDatabase,
  type Queue,
  sealCredential,
  type Tx,
} from '@rollcall/db';
import { type Actor, type ConnectionId, WorkspaceId } from '@rollcall/schema';
import pg from 'pg';

export const gatewayActor: Actor = { type: 'api_key', id: 'simulated', name: 'simulated caller' };

/** A prepared database in which many worlds are simulated side by side, a workspace each. */
export interface Store extends AsyncDisposable {
  readonly owner: pg.Pool;
  readonly gateway: Db;
  readonly daemon: Db;
  readonly ring: KeyRing;
  /** Runs are asked for as ever, and taken by the simulation itself. */
  readonly queue: Queue;
}

/** A connection of a workspace of its own, whose time is set by the simulation. */
export interface Home {
  readonly workspaceId: WorkspaceId;
  readonly connection: { readonly id: ConnectionId; readonly name: string };
  asGateway<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Sets the database's time, in ms. */
  setTime(ms: number): Promise<void>;
}

const logins = {
  gateway: { user: 'rollcall_gateway_simulated', password: 'gateway-simulated' },
  daemon: { user: 'rollcall_daemon_simulated', password: 'daemon-simulated' },
};

/**
 * Makes a database of its own on a server, whose superuser's URL this is; it is dropped when the store is disposed of. A
 * template that is prepared already saves a second.
 */
export async function openStore(adminUrl: string, template = 'template1'): Promise<Store> {
  const name = `s_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(adminUrl, `create database ${name} template ${template}`);
  const ownerUrl = new URL(adminUrl);
  ownerUrl.pathname = `/${name}`;
  const { gatewayUrl, daemonUrl } = await prepareDatabase({ ownerUrl: ownerUrl.href, ...logins });
  const owner = new pg.Pool({ connectionString: ownerUrl.href, max: 4 });
  owner.on('error', () => {});
  await owner.query(clock);
  await owner.query(`alter database ${name} set search_path = simulation, pg_catalog, rollcall`);
  // Nothing of it is to outlive the process.
  await owner.query(`alter database ${name} set synchronous_commit = off`);
  const gateway = openDatabase(gatewayUrl, { max: 4, name: 'simulated gateway' });
  const daemon = openDatabase(daemonUrl, { max: 12, name: 'simulated daemon' });
  const key = { id: 'simulated', key: randomBytes(32) };
  return {
    owner,
    gateway,
    daemon,
    ring: { current: async () => key, find: async () => key.key },
    queue: { send: async () => {}, work: async () => {}, stop: async () => {} },
    async [Symbol.asyncDispose]() {
      await Promise.all([owner.end(), gateway.destroy(), daemon.destroy()]);
      await asAdmin(adminUrl, `drop database ${name} with (force)`);
    },
  };
}

/**
 * The database's own time, as its sessions see it: a function of this name that stands in the search path before
 * PostgreSQL's. It is that of the world whose workspace the transaction sees.
 */
const clock = `
  create schema simulation;
  create unlogged table simulation.time (workspace_id uuid primary key, at timestamptz not null) with (fillfactor = 10);
  create function simulation.clock_timestamp() returns timestamptz language sql volatile parallel unsafe return (
    select t.at from simulation.time t
    where t.workspace_id = nullif(current_setting('rollcall.workspace_id', true), '')::uuid);
  grant usage on schema simulation to public;
  grant select on simulation.time to public`;

/** Makes a workspace with one connection. */
export async function openHome(store: Store, startsAt: number): Promise<Home> {
  const workspaceId = WorkspaceId.parse(randomUUID());
  await store.owner.query(`
    select set_config('rollcall.workspace_id', '${workspaceId}', true);
    insert into rollcall.workspace (workspace_id, name) values ('${workspaceId}', '${workspaceId}');
    insert into simulation.time values ('${workspaceId}', to_timestamp(${startsAt / 1_000}))`);
  const id = newConnectionId();
  const name = 'simulated';
  const sealed = await sealCredential({ key: 'k' }, { ring: store.ring, owner: { workspaceId, connectionId: id } });
  const fixed = { provider: 'simulated', baseUrl: 'http://simulated.invalid', config: {}, schedule: '0 0 1 1 *' };
  const none = { schedules: {}, rates: {}, account: null, nextDueAt: new Date('2099-01-01') };
  const asGateway: Home['asGateway'] = (work) => inWorkspace(store.gateway, workspaceId, work);
  await asGateway((tx) => addConnection(tx, { id, name, sandbox: true, ...fixed, ...none, ...sealed }, gatewayActor));
  return {
    workspaceId,
    connection: { id, name },
    asGateway,
    setTime: async (ms) => {
      const text = 'update simulation.time set at = to_timestamp($2) where workspace_id = $1';
      await store.owner.query({ name: 'time', text, values: [workspaceId, ms / 1_000] });
    },
  };
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
