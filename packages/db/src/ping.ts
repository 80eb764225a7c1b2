import { RollcallError } from '@rollcall/schema';
import { sql } from 'kysely';
import { type Db, databaseError } from './database.ts';
import { migrations } from './migrations/index.ts';

/** Why the store cannot serve, in one sentence; undefined when it can. */
export async function ping(db: Db): Promise<string | undefined> {
  try {
    const applied = await sql<{ name: string }>`select name from rollcall.kysely_migration`.execute(db);
    const names = applied.rows.map((row) => row.name);
    const missing = Object.keys(migrations).filter((name) => !names.includes(name));
    const unknown = names.filter((name) => migrations[name] === undefined);
    if (missing.length > 0) return `the database lacks ${missing.join(', ')}: run "pnpm start" to migrate it`;
    if (unknown.length > 0) return `the database was migrated by a newer Rollcall (${unknown.join(', ')}): upgrade`;
    return undefined;
  } catch (error) {
    const known = databaseError(error);
    return known instanceof RollcallError ? known.message : 'the database refuses: see the log';
  }
}
