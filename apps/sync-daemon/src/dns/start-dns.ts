import { openDatabase, processNames } from '@rollcall/db';
import { createDelegations, createDns } from '@rollcall/dns';
import type { Daemon } from '../daemon.ts';
import type { readEnvironment } from '../environment.ts';
import { startChecking } from './start-checking.ts';

/** What is asked waits for servers, and not for the database. */
const sessionsMax = 2;

/** Asks about DNS as the environment says, with sessions of its own; does nothing where it says `off`. Answers how to stop. */
export function startDns(
  environment: ReturnType<typeof readEnvironment>,
  { log, providers, metrics }: Pick<Daemon, 'log' | 'providers' | 'metrics'>,
): () => Promise<void> {
  const resolvers = environment.ROLLCALL_DNS_RESOLVERS;
  if (resolvers === undefined) return async () => {};
  const dns = createDns({
    ...{ resolvers, networks: environment.ROLLCALL_DNS_NETWORKS, authorityPort: environment.ROLLCALL_DNS_PORT },
  });
  const pooler = environment.ROLLCALL_DATABASE_POOLER;
  const db = openDatabase(environment.ROLLCALL_DAEMON_DATABASE_URL, {
    ...{ pooler, max: sessionsMax, name: processNames.daemon },
  });
  const stop = startChecking({ db, log, providers, metrics, checking: { dns, delegations: createDelegations(dns) } });
  return async () => {
    await stop();
    await db.destroy();
  };
}
