import type { Check } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from '../database.ts';

/** What is looked for, and what to do when it is found. */
export interface Question {
  readonly name: string;
  readonly query: ReturnType<typeof sql>;
  readonly remedy: string;
}

/** Well when the query finds nothing. */
export async function noneOf(tx: Tx, { name, query, remedy }: Question): Promise<Check> {
  const { rows } = await sql<{ found: string }>`${query}`.execute(tx);
  const found = rows.map((row) => row.found);
  return {
    name,
    ok: found.length === 0,
    detail: found.length === 0 ? 'none found' : `${found.join('; ')} — ${remedy}`,
  };
}

/** Well when the query counts something. */
export async function someOf(tx: Tx, { name, query, remedy }: Question): Promise<Check> {
  const { rows } = await sql<{ count: number }>`${query}`.execute(tx);
  const count = rows[0]?.count ?? 0;
  return { name, ok: count > 0, detail: count > 0 ? `${count} found` : `none found — ${remedy}` };
}
