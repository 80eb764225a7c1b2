import { sql } from 'kysely';
import { afterAll, beforeAll } from 'vitest';
import { type Db, inWorkspace, openDatabase, type Tx } from '../../src/index.ts';
import type { Store } from './store.ts';

/** Somebody who owns the database and goes around every trigger. What is altered is so for one look, and then as it was. */
export type Altering = <T>(statements: string, look: (tx: Tx) => Promise<T>) => Promise<T>;

/** Gives a test file what alters its store: each alteration is a transaction that is rolled back. */
export function useAltering(store: Store): Altering {
  let owner: Db | undefined;
  beforeAll(() => {
    owner = openDatabase(store.urls.ownerUrl, { max: 1, name: 'test intruder' });
  });
  afterAll(() => owner?.destroy());
  return async (statements, look) => {
    if (owner === undefined) throw new Error('it is altered only while tests run');
    const rolledBack = new Error('rolled back');
    let seen: { readonly value: Awaited<ReturnType<typeof look>> } | undefined;
    try {
      await inWorkspace(owner, store.mine, async (tx) => {
        await sql.raw(`set local session_replication_role = replica; ${statements}`).execute(tx);
        seen = { value: await look(tx) };
        throw rolledBack;
      });
    } catch (error) {
      if (error !== rolledBack) throw error;
    }
    if (seen === undefined) throw new Error('nothing was looked at');
    return seen.value;
  };
}
