import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkspaceId } from '@rollcall/schema';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { openDatabase } from '../database.ts';
import { makeCheckpoint } from '../log/checkpoints.ts';
import { growLogs } from '../log/grow.ts';
import type { KeyRing } from '../seal.ts';
import { sealEvents } from '../sealing.ts';
import { testLogins } from './logins.ts';

export { testLogins };

declare module 'vitest' {
  interface ProvidedContext {
    adminUrl: string;
  }
}

/** The URLs of a test file's own database, as its owner and as each process connects. */
export interface TestDatabase {
  readonly ownerUrl: string;
  readonly gatewayUrl: string;
  readonly daemonUrl: string;
}

/** Gives a test file a database of its own, cloned from the prepared template and dropped at the end. */
export function useDatabase(): TestDatabase {
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  const urlAs = (login?: { user: string; password: string }): string => {
    const url = new URL(inject('adminUrl'));
    url.pathname = `/${name}`;
    if (login !== undefined) {
      url.username = login.user;
      url.password = login.password;
    }
    return url.href;
  };
  beforeAll(async () => {
    await asAdmin(`create database ${name} template rollcall_template`);
  });
  afterAll(() => dropDatabase(name));
  return {
    get ownerUrl() {
      return urlAs();
    },
    get gatewayUrl() {
      return urlAs(testLogins.gateway);
    },
    get daemonUrl() {
      return urlAs(testLogins.daemon);
    },
  };
}

/** Gives all events their places in the order, as a daemon would within a second. For tests that run none. */
export async function sealAll({ daemonUrl }: Pick<TestDatabase, 'daemonUrl'>): Promise<void> {
  const db = openDatabase(daemonUrl, { max: 1, name: 'sealing' });
  try {
    await sealEvents(db);
  } finally {
    await db.destroy();
  }
}

/** Gives all events their places, takes them into the log of the workspace, and signs it, as a daemon would within a minute. */
export async function signAll(
  { daemonUrl }: Pick<TestDatabase, 'daemonUrl'>,
  { workspaceId, ring }: Signed,
): Promise<void> {
  const db = openDatabase(daemonUrl, { max: 1, name: 'signing' });
  try {
    await sealEvents(db);
    await growLogs(db);
    const { did } = await makeCheckpoint(db, workspaceId, { ring, known: [] });
    if (did !== 'sign') throw new Error('the log was not signed');
  } finally {
    await db.destroy();
  }
}

interface Signed {
  readonly workspaceId: WorkspaceId;
  readonly ring: KeyRing;
}

/** Connections that were just closed get a moment to part: cut off before, they would report that to nobody. */
async function dropDatabase(name: string): Promise<void> {
  const deadline = performance.now() + partMsMax;
  const connected = `select from pg_stat_activity where datname = '${name}'`;
  while ((await asAdmin(connected)) > 0 && performance.now() < deadline) await sleep(20);
  await asAdmin(`drop database ${name} with (force)`);
}

const partMsMax = 2_000;

/** Answers how many rows there were. */
async function asAdmin(statement: string): Promise<number> {
  const client = new pg.Client(inject('adminUrl'));
  await client.connect();
  try {
    return (await client.query(statement)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}
