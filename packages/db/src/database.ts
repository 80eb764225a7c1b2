import { hash } from 'node:crypto';
import { type ConnectionId, RollcallError, type WorkspaceId } from '@rollcall/schema';
import { inSpan, presentTraceparent } from '@rollcall/telemetry';
import { Kysely, PostgresDialect, type PostgresPool, type RawBuilder, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { createPipelines, type Pipelines } from './pipelines.ts';
import type { Tables } from './tables.ts';

/** A pool of connections. Reads and writes of a workspace go through `inWorkspace` or a `prepareQuestion`. */
export type Db = Kysely<Tables> & {
  /** The role that every transaction takes; the login's own rights where it is not set. */
  readonly role?: typeof plannerRole;
  readonly pooler?: Pooler;
  /** What prepared questions are asked on; the pool's own sessions where there are none. */
  readonly pipelines?: Pipelines;
  /** How long each statement may take; as its login has it (`readMsMax`) where it is not set. */
  readonly statementMsMax?: number;
  /** The only connections that every transaction shows; all where it is not set. */
  readonly connections?: readonly ConnectionId[];
  /** How many sessions the pool has just now, and how many wait for one. */
  readonly sessions?: () => PoolSessions;
};

/** A pool at one moment. */
interface PoolSessions {
  readonly inUse: number;
  readonly idle: number;
  readonly waiting: number;
}

/** May read what the daemon reads, and write nothing but what is a plan's own (migration 0016). */
const plannerRole = 'rollcall_planner';

/** A transaction that can see one workspace and nothing else. */
export type Tx = Transaction<Tables> & { readonly workspaceId: WorkspaceId };

/**
 * What stands between a process and PostgreSQL. Through a pooler of `transaction`s no session is ours for longer than one:
 * nothing is named, and nothing is set or listened to, beyond a transaction.
 */
export const poolers = ['none', 'transaction'] as const;
export type Pooler = (typeof poolers)[number];

/** What the processes call themselves, by which the server's list of sessions tells them apart. */
export const processNames = { gateway: 'rollcall-gateway', daemon: 'rollcall-sync-daemon' } as const;

/** The database is on the same machine or network: longer means that it is not there. */
const connectTimeoutMs = 5_000;

/** Between two statements of a transaction we compute, or a report is drawn; longer means that the process is gone. */
const idleInTransactionMsMax = 60_000;
/** The longest holder of a lock is a run that records a large listing. */
const lockMsMax = 120_000;
/** PostgreSQL gives up a statement of the gateway after this: no read is waited for longer. */
export const readMsMax = 30_000;
/** Whoever watches an installation asks again and again: what takes longer than this is not to take even longer for it. */
const figuresMsMax = 2_000;
/** A write may wait for a lock first. */
const writeMsMax = lockMsMax + readMsMax;
/** A process that was cut off must not hold a lock until TCP notices, nor wait for one for ever. */
const sessionLimits = { idle_in_transaction_session_timeout: idleInTransactionMsMax, lock_timeout: lockMsMax };
/** The same, where no session is ours: a pooler may refuse them at the start of one. */
const transactionLimits = sql`, set_config('idle_in_transaction_session_timeout', ${sql.lit(`${idleInTransactionMsMax}`)}, true),
  set_config('lock_timeout', ${sql.lit(`${lockMsMax}`)}, true)`;
/** Texts that are named: the queries of the code, not those that a caller's list makes longer and longer. */
const namedTextsMax = 200;

/**
 * Opens a pool. Nothing is connected until the first query. Two cores are saturated by ten connections; more make
 * them slower. Beside them, prepared questions share as many sessions as `shared` says, where no pooler stands between.
 */
export function openDatabase(
  url: string,
  { max = 10, name, pooler = 'none', shared = 0 }: { max?: number; name: string; pooler?: Pooler; shared?: number },
): Db {
  const session = {
    connectionString: url,
    application_name: name,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    ...(pooler === 'none' ? sessionLimits : {}),
    types,
  };
  const pool = new pg.Pool({ ...session, max, ...(pooler === 'none' ? { Client: NamedStatementClient } : {}) });
  // A stopping server tells clients so, idle ones and those between two statements of a transaction; unheard, that
  // would end the process. The next query reports it.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const sessions = (): PoolSessions => ({
    ...{ inUse: pool.totalCount - pool.idleCount, idle: pool.idleCount, waiting: pool.waitingCount },
  });
  if (shared === 0 || pooler !== 'none') return Object.assign(kysely(pool), { pooler, sessions });
  const open = () => new NamedStatementClient({ ...session, pipeline: true });
  const pipelines = createPipelines({ sessions: shared, open });
  const end = async () => void (await Promise.all([pipelines.end(), pool.end()]));
  const both = kysely({ options: pool.options, connect: () => pool.connect(), end });
  return Object.assign(both, { pooler, pipelines, sessions });
}

function kysely(pool: PostgresPool): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }).withSchema('rollcall');
}

/**
 * The same pool for a plan: each of its transactions takes a role that cannot write to the ledger, to its events or to
 * anything that outlives the plan. A plan that tried to would fail with a refusal of PostgreSQL. The role is set for
 * one transaction, together with its workspace, and so it holds through a pooler of transactions.
 */
export function asPlanner(db: Db): Db {
  return derived(db, { role: plannerRole });
}

/**
 * The same pool for a key that is limited to some connections: row-level security hides the others, and what is of them,
 * in each of its transactions. What works with this pool cannot forget to ask (migration 0019).
 */
export function confinedTo(db: Db, connections: readonly ConnectionId[]): Db {
  return derived(db, { connections });
}

/** The same pool for what writes: its statements may take longer than reads, since they wait for whoever writes the same. */
export function forWriting(db: Db): Db {
  return derived(db, { statementMsMax: writeMsMax });
}

/** The same pool for what is counted for whoever watches: PostgreSQL gives each of its statements up soon. */
export function forWatching(db: Db): Db {
  return derived(db, { statementMsMax: figuresMsMax });
}

type Terms = Omit<Db, keyof Kysely<Tables>>;

/** The same pool, its transactions on further terms. */
function derived(db: Db, further: Terms): Db {
  const { role, pooler, pipelines, connections, statementMsMax } = db;
  const terms = { role, pooler, pipelines, connections, statementMsMax, ...further };
  const set: Terms = Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined));
  return Object.assign(db.$extendTables<Record<never, never>>(), set);
}

/** What a transaction sets beside its workspace. `connections` is what says which; `shownConnections` if it is left out. */
export function alsoSet(db: Db, connections: unknown = shownConnections(db)): RawBuilder<unknown> {
  const { role, statementMsMax } = db;
  return sql`${role === undefined ? sql`` : sql`, set_config('role', ${role}, true)`}${
    statementMsMax === undefined ? sql`` : sql`, set_config('statement_timeout', ${`${statementMsMax}`}, true)`
  }${db.connections === undefined ? sql`` : sql`, set_config('rollcall.connections', ${connections}, true)`}`;
}

/** The only connections that a transaction shows, as it is set. */
export function shownConnections({ connections = [] }: Db): string {
  return `{${connections.join(',')}}`;
}

const transactionSpan = {
  name: 'transaction',
  kind: 'CLIENT',
  attributes: { 'db.system.name': 'postgresql' },
} as const;

/**
 * Runs `work` in one transaction that sees one workspace. The only way to the tables: without the setting, row-level
 * security shows nothing. What it writes to the audit log belongs to the trace that the present work belongs to, if to any
 * (migration 0033). Throws `RollcallError` for a database that is down or full.
 */
export function inWorkspace<T>(db: Db, workspaceId: WorkspaceId, work: (tx: Tx) => Promise<T>): Promise<T> {
  return transact(db, { workspaceId, isolation: 'read committed' }, work);
}

/** The same in a transaction all of whose statements see the database as it was when the first of them began. */
export function inSnapshot<T>(db: Db, workspaceId: WorkspaceId, work: (tx: Tx) => Promise<T>): Promise<T> {
  return transact(db, { workspaceId, isolation: 'repeatable read' }, work);
}

async function transact<T>(
  db: Db,
  {
    workspaceId,
    isolation,
  }: { readonly workspaceId: WorkspaceId; readonly isolation: 'read committed' | 'repeatable read' },
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const traceparent = presentTraceparent();
  const traced = traceparent === undefined ? sql`` : sql`, set_config('rollcall.traceparent', ${traceparent}, true)`;
  const run = (): Promise<T> =>
    begun(db, isolation).execute(async (tx) => {
      const limits = db.pooler === 'transaction' ? transactionLimits : sql``;
      const also = sql`${alsoSet(db)}${traced}${limits}`;
      await sql`select set_config('rollcall.workspace_id', ${workspaceId}, true)${also}`.execute(tx);
      return await work(Object.assign(tx, { workspaceId }));
    });
  try {
    return await inSpan(transactionSpan, run);
  } catch (error) {
    throw databaseError(error);
  }
}

/** What is usual needs no word to the server. */
function begun(db: Db, isolation: 'read committed' | 'repeatable read') {
  const transaction = db.transaction();
  return isolation === 'read committed' ? transaction : transaction.setIsolationLevel(isolation);
}

/**
 * Does part of a transaction's work in another workspace: what makes one writes its first rows in it. What throws must end
 * the transaction, which is still in the other one then.
 */
export async function asWorkspace<T>(tx: Tx, workspaceId: WorkspaceId, work: (own: Tx) => Promise<T>): Promise<T> {
  await sql`select set_config('rollcall.workspace_id', ${workspaceId}, true)`.execute(tx);
  const done = await work(Object.assign(tx.$extendTables<Record<never, never>>(), { workspaceId }));
  await sql`select set_config('rollcall.workspace_id', ${tx.workspaceId}, true)`.execute(tx);
  return done;
}

/**
 * Executes one statement that sets its workspace itself. It is its own transaction, in one round trip, unless more
 * than that is to be set for it.
 */
export async function executeAlone<Row>(
  db: Db,
  workspaceId: WorkspaceId,
  statement: RawBuilder<Row>,
): Promise<readonly Row[]> {
  if (db.role === undefined && db.connections === undefined) return (await statement.execute(db)).rows;
  return inWorkspace(db, workspaceId, async (tx) => (await statement.execute(tx)).rows);
}

/** Turns what a person can act on (down, full, refused) into a `RollcallError`; passes everything else through. */
export function databaseError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === '53100') {
    return new RollcallError('database_full', 'The disk of the database is full: free some space, then try again.', {
      cause: error,
    });
  }
  if (code === '57014') {
    return new RollcallError(
      'deadline_exceeded',
      'The database took too long over this and was told to stop: ask for less of it, or try again later.',
      { cause: error },
    );
  }
  if (contentionCodes.has(code)) {
    return new RollcallError(
      'overloaded',
      'The database was busy with another change of the same: nothing of this one was kept. Try again.',
      { cause: error, details: { retryAfterMs: contentionRetryMs } },
    );
  }
  if (
    unavailableCodes.has(code) ||
    code.startsWith('08') ||
    /timeout exceeded when trying to connect|Connection terminated|is not queryable/.test(error.message)
  ) {
    return new RollcallError(
      'database_unavailable',
      'The database does not answer: check that PostgreSQL runs and that its URL is right.',
      { cause: error },
    );
  }
  return error;
}

/** Two transactions that waited for each other, or one that waited for another for too long. */
const contentionCodes: ReadonlySet<string> = new Set(['40001', '40P01', '55P03']);
const contentionRetryMs = 1_000;

/** Node's connection errors, and PostgreSQL's for starting, stopping and refusing logins. */
const unavailableCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EPIPE',
  '57P01',
  '57P02',
  '57P03',
  '28P01',
  '28000',
  '3D000',
  '53300',
]);

/** A date is a day and stays its text: pg would make a midnight of it, which is another day in another time zone. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (type, format) =>
    type === pg.types.builtins.DATE ? (text: string) => text : pg.types.getTypeParser(type, format),
};

/**
 * Names every parametrised statement after its text. PostgreSQL then parses and plans it once a connection, which
 * halves its share of a small read.
 */
class NamedStatementClient extends pg.Client {
  readonly #named = new Map<string, string>();

  #nameOf(text: string): string | undefined {
    const known = this.#named.get(text);
    if (known !== undefined || this.#named.size >= namedTextsMax) return known;
    const name = hash('md5', text);
    this.#named.set(text, name);
    return name;
  }

  // pg's overloads cannot be restated here without `any`; the pool and kysely call this one form.
  override query(...args: unknown[]): never {
    const [text, values] = args;
    if (typeof text === 'string' && Array.isArray(values) && values.length > 0) {
      const name = this.#nameOf(text);
      const statement = name === undefined ? { text, values } : { name, text, values };
      return Reflect.apply(super.query, this, [statement, ...args.slice(2)]) as never;
    }
    return Reflect.apply(super.query, this, args) as never;
  }
}
