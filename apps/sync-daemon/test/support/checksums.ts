import type pg from 'pg';

/** What a run that may not write leaves alone: all that outlives runs, and of runs what others than it have written. */
const lasting = [
  'audit_event',
  'connection',
  'learned',
  'operation',
  'resource',
  'resource_rename',
  'resource_version',
  'scope',
];

/** A checksum of every row of each of these tables, of all workspaces, by the table's name. */
export async function checksums(
  owner: pg.Pool,
  tables: readonly string[] = lasting,
): Promise<Readonly<Record<string, string>>> {
  const sums: Record<string, string> = {};
  for (const table of tables) {
    const { rows } = await owner.query(
      `select md5(coalesce(string_agg(t::text, chr(10) order by t::text), '')) as sum from rollcall.${table} t`,
    );
    sums[table] = rows[0].sum;
  }
  return sums;
}
