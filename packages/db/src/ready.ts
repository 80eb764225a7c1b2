import { RollcallError } from '@rollcall/schema';
import { sql } from 'kysely';
import { type Db, databaseError } from './database.ts';
import { migrations } from './migrations/index.ts';

/** Throws `RollcallError` (`database_unavailable`, `database_newer`) when the store cannot serve this version. */
export async function assertReady(db: Db): Promise<void> {
  const names = await appliedMigrations(db);
  const missing = Object.keys(migrations).filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new RollcallError(
      'database_unavailable',
      `The database lacks ${missing.join(', ')}: "pnpm start" migrates it, as the owner.`,
    );
  }
  const unknown = names.filter((name) => migrations[name] === undefined);
  if (unknown.length > 0) {
    throw new RollcallError(
      'database_newer',
      `The database was migrated by a newer Rollcall (${unknown.join(', ')}): upgrade Rollcall, or use another database.`,
    );
  }
}

async function appliedMigrations(db: Db): Promise<readonly string[]> {
  try {
    const applied = await sql<{ name: string }>`select name from rollcall.kysely_migration order by name`.execute(db);
    return applied.rows.map((row) => row.name);
  } catch (error) {
    // 42P01 and 3F000: there is no such table or schema, so nothing was migrated.
    if (error instanceof Error && 'code' in error && (error.code === '42P01' || error.code === '3F000')) return [];
    throw databaseError(error);
  }
}
