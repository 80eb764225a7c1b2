import type { Db } from '@rollcall/db';
import type { KyselyPlugin } from 'kysely';

/** How a process ends that is not told to. No `ProviderError` and no error of the database: nothing handles it. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/**
 * The awaits of one process, counted: what it asks of its provider and of its database. At one of them something may
 * happen to it.
 */
export interface Process {
  /** Awaits so far. */
  readonly awaits: number;
  /** To be awaited before each request to the provider. */
  request(): Promise<void>;
  /** The database as this process sees it. */
  readonly db: Db;
}

export interface Fate {
  /** What happens at an await: `request` and `transaction` hold no lock in the database, a `query` may. */
  at(await_: { readonly nth: number; readonly what: 'request' | 'transaction' | 'query' }): Promise<void>;
}

/** Begins a process. Once `fate` has thrown, whatever it tries throws the same: it is dead. */
export function startProcess(db: Db, fate: Fate): Process {
  let awaits = 0;
  let dead: unknown;
  const pass = async (what: 'request' | 'transaction' | 'query'): Promise<void> => {
    if (dead !== undefined) throw dead;
    awaits += 1;
    try {
      await fate.at({ nth: awaits, what });
    } catch (error) {
      dead = error;
    }
    if (dead !== undefined) throw dead;
  };
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      if (dead !== undefined) throw dead;
      return node;
    },
    // After the query and before its answer is seen: what it did is undone with its transaction.
    transformResult: async ({ result }) => {
      await pass(isSetting(result.rows) ? 'transaction' : 'query');
      return result;
    },
  };
  return {
    get awaits() {
      return awaits;
    },
    request: () => pass('request'),
    db: db.withPlugin(plugin),
  };
}

/** Every transaction begins by saying which workspace it is of. */
function isSetting(rows: readonly unknown[]): boolean {
  const [row] = rows;
  return rows.length === 1 && typeof row === 'object' && row !== null && 'set_config' in row;
}
