import { RollcallError } from '@rollcall/schema';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import pg from 'pg';
import { databaseError, readMsMax } from './database.ts';
import { migrations } from './migrations/index.ts';
import { installQueue } from './queue.ts';

/** A login of the database, to be made or to be given this password. */
export interface Login {
  readonly user: string;
  readonly password: string;
}

export interface Preparation {
  /** The owner's URL: migrations, roles and the queue's tables. The processes never see it. */
  readonly ownerUrl: string;
  /** Made for the gateway unless `gatewayUrl` names a login that the operator made. */
  readonly gateway?: Login | undefined;
  readonly daemon?: Login | undefined;
  readonly gatewayUrl?: string | undefined;
  readonly daemonUrl?: string | undefined;
}

/**
 * Migrates the database to this version and gives the gateway and the daemon a login each that owns nothing. Safe to
 * repeat. Throws `RollcallError`: `database_unavailable`, `database_newer`, `database_full`, or `bad_request` when a
 * login is missing or the owner may not make one.
 */
export async function prepareDatabase(
  preparation: Preparation,
): Promise<{ migrated: readonly string[]; gatewayUrl: string; daemonUrl: string }> {
  const { ownerUrl, gateway, daemon, gatewayUrl, daemonUrl } = preparation;
  const db = openAsOwner(ownerUrl);
  try {
    const migrated = await besideOthers(() => migrate(db));
    await installQueue(ownerUrl);
    const admitting = db.transaction();
    return await besideOthers(() =>
      admitting.execute(async (tx) => {
        // Of two that prepare at once, PostgreSQL would refuse one to change the same login.
        await sql`select pg_advisory_xact_lock(${admittingKey})`.execute(tx);
        await grantQueue(tx);
        return {
          migrated,
          gatewayUrl: await admit(tx, { role: 'rollcall_gateway', login: gateway, url: gatewayUrl, ownerUrl }),
          daemonUrl: await admit(tx, { role: 'rollcall_daemon', login: daemon, url: daemonUrl, ownerUrl }),
        };
      }),
    );
  } catch (error) {
    throw ownerError(error);
  } finally {
    await db.destroy();
  }
}

/** Any number that no other lock of this database has. */
const admittingKey = 7_209_018;

/** As often as others on the same server are likely to be in the way, one after the other. */
const preparingTries = 10;

/**
 * Does it again when another was quicker to make or change the same role: roles are the server's, and no lock of one database
 * keeps those away who prepare another.
 */
async function besideOthers<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === preparingTries || !isOvertaken(error)) throw error;
    }
  }
}

function isOvertaken(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  const { code, message } = error;
  // Duplicate object, a unique index of the catalog, and what PostgreSQL has no code for.
  return code === '42710' || code === '23505' || (code === 'XX000' && message.includes('concurrently updated'));
}

/** Opens the database as its owner: for preparing it, never for serving. */
function openAsOwner(ownerUrl: string): Kysely<unknown> {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 1, connectionTimeoutMillis: 10_000 });
  pool.on('error', () => {});
  return new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
}

async function migrate(db: Kysely<unknown>): Promise<readonly string[]> {
  await refuseNewer(db);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableSchema: 'rollcall',
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  return (results ?? []).map((result) => result.migrationName);
}

/** A database that a newer version has migrated is left alone: this version does not know its shape. */
async function refuseNewer(db: Kysely<unknown>): Promise<void> {
  const table = await sql<{
    there: boolean;
  }>`select to_regclass('rollcall.kysely_migration') is not null as there`.execute(db);
  if (table.rows[0]?.there !== true) return;
  const applied = await sql<{ name: string }>`select name from rollcall.kysely_migration order by name`.execute(db);
  const unknown = applied.rows.map((row) => row.name).filter((name) => migrations[name] === undefined);
  if (unknown.length === 0) return;
  throw new RollcallError(
    'database_newer',
    `The database was migrated by a newer Rollcall (${unknown.join(', ')}): upgrade Rollcall, or use another database.`,
  );
}

/**
 * The queue's tables hold ids only and are shared by all workspaces; the processes work in them and own none. The gateway puts
 * jobs in, and takes none out.
 */
async function grantQueue(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
      grant usage on schema pgboss to rollcall_gateway, rollcall_daemon;
      grant select, insert on all tables in schema pgboss to rollcall_gateway;
      revoke update, delete on all tables in schema pgboss from rollcall_gateway;
      grant select, insert, update, delete on all tables in schema pgboss to rollcall_daemon;
      grant execute on all functions in schema pgboss to rollcall_gateway, rollcall_daemon;
    `)
    .execute(db);
}

/** Answers the URL that a process connects with, after making its login a member of `role`. */
async function admit(
  db: Kysely<unknown>,
  { role, login, url, ownerUrl }: { role: string; login: Login | undefined; url: string | undefined; ownerUrl: string },
): Promise<string> {
  const user = url === undefined ? login?.user : decodeURIComponent(new URL(url).username);
  if (user === undefined || user === '') {
    throw new RollcallError('bad_request', `No login is given for ${role}: name a user in its database URL.`);
  }
  const found = await sql<{
    there: boolean;
  }>`select exists (select from pg_roles where rolname = ${user}) as there`.execute(db);
  const there = found.rows[0]?.there === true;
  if (url !== undefined && !there) {
    throw new RollcallError('bad_request', `The database has no login "${user}": create it, or leave its URL out.`);
  }
  if (url === undefined && login !== undefined) {
    const verb = sql.raw(there ? 'alter' : 'create');
    await sql`${verb} role ${sql.id(user)} login password ${sql.lit(login.password)}`.execute(db);
    if (role === 'rollcall_gateway') await limitStatements(db, user);
  }
  await sql`grant ${sql.id(role)} to ${sql.id(user)}`.execute(db);
  return url ?? withLogin(ownerUrl, { user, password: login?.password ?? '' });
}

/**
 * Has PostgreSQL give up statements of this login by itself. With the login, and not with each connection: a pooler of
 * transactions passes on nothing that a connection asks for.
 */
async function limitStatements(db: Kysely<unknown>, user: string): Promise<void> {
  await sql`alter role ${sql.id(user)} set statement_timeout = ${sql.lit(readMsMax)}`.execute(db);
}

function withLogin(ownerUrl: string, { user, password }: Login): string {
  const url = new URL(ownerUrl);
  url.username = encodeURIComponent(user);
  url.password = encodeURIComponent(password);
  return url.href;
}

function ownerError(error: unknown): unknown {
  if (error instanceof Error && 'code' in error && error.code === '42501' && !(error instanceof RollcallError)) {
    return new RollcallError(
      'bad_request',
      `The login of DATABASE_URL may not prepare the database (${error.message}): it must own the database and have CREATEROLE.`,
      { cause: error },
    );
  }
  return databaseError(error);
}
