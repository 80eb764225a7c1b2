import { setTimeout as sleep } from 'node:timers/promises';
import type { DataFolder } from '@rollcall/data-folder';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@rollcall/embedded-postgres';
import { RollcallError } from '@rollcall/schema';

/** The database that everything is kept in. */
export interface Database {
  /** The owner's URL: not for printing, and not for the processes. */
  readonly ownerUrl: string;
  /** Where it is, for people. */
  readonly description: string;
  stop(): Promise<void>;
}

const backoffMsMin = 1_000;
const backoffMsMax = 30_000;

/** Opens the database of `DATABASE_URL`, or else starts the data folder's own PostgreSQL and keeps it running. */
export async function openDatabase(
  folder: DataFolder,
  { databaseUrl, say }: { databaseUrl: string | undefined; say: (line: string) => void },
): Promise<Database> {
  if (databaseUrl) return { ownerUrl: databaseUrl, description: describe(databaseUrl), stop: async () => {} };
  let server = await startEmbeddedPostgres({ dataDir: folder.postgres });
  const stopping = new AbortController();
  const watch = keepRunning();

  async function keepRunning(): Promise<void> {
    while (!stopping.signal.aborted) {
      await Promise.race([server.lost, aborted(stopping.signal)]);
      if (stopping.signal.aborted) return;
      say('PostgreSQL ended unexpectedly; starting it again.');
      const again = await startAgain(folder, server.port, { say, signal: stopping.signal });
      if (again === undefined) return;
      server = again;
      say('PostgreSQL is back; nothing that was committed is lost.');
    }
  }

  return {
    ownerUrl: server.url(),
    description: `127.0.0.1:${server.port}, its data in ${folder.postgres}`,
    stop: async () => {
      stopping.abort();
      await watch;
      await server.stop();
    },
  };
}

/** The processes know the port, so it must be the same. Undefined when the wait for it was given up. */
async function startAgain(
  folder: DataFolder,
  port: number,
  { say, signal }: { say: (line: string) => void; signal: AbortSignal },
): Promise<EmbeddedPostgres | undefined> {
  for (let backoffMs = backoffMsMin; !signal.aborted; backoffMs = Math.min(backoffMs * 2, backoffMsMax)) {
    try {
      return await startEmbeddedPostgres({ dataDir: folder.postgres, port });
    } catch (error) {
      if (!(error instanceof RollcallError)) throw error;
      say(`${error.message} Trying again in ${backoffMs / 1000} s.`);
    }
    await sleep(backoffMs, undefined, { signal }).catch(() => {});
  }
  return undefined;
}

/** Host, port and name of a database URL: neither login nor password. */
function describe(databaseUrl: string): string {
  const url = URL.canParse(databaseUrl) ? new URL(databaseUrl) : undefined;
  if (url && /^postgres(ql)?:$/.test(url.protocol)) {
    return `your DATABASE_URL, ${url.hostname}:${url.port || '5432'}${url.pathname}`;
  }
  throw new RollcallError(
    'bad_request',
    'DATABASE_URL is not the URL of a PostgreSQL database: it looks like postgres://user:password@host:5432/name.',
  );
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
