import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { testLogins } from './logins.ts';

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
  beforeAll(() => asAdmin(`create database ${name} template rollcall_template`));
  afterAll(() => asAdmin(`drop database ${name} with (force)`));
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

async function asAdmin(statement: string): Promise<void> {
  const client = new pg.Client(inject('adminUrl'));
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
