import { sql } from 'kysely';
import type { Tx } from '../database.ts';

/** Whether the transaction shows some connections only, and what is of them: its key is limited to these. */
export async function isConfined(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ confined: boolean }>`
    select rollcall.current_connections() is not null as confined`.execute(tx);
  return rows[0]?.confined === true;
}
