import type pg from 'pg';

/** What each workspace has in each table, by its content: rows that are made, changed or gone show. */
export type Contents = Readonly<Record<string, string>>;

/**
 * Reads every table there is, the queue's jobs among them, as the superuser. By table and workspace. What a key has spent is
 * left out: every call spends.
 */
export async function contentsOf(owner: pg.Pool): Promise<Contents> {
  const { rows: tables } = await owner.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c
      where c.relkind in ('r', 'p') and not c.relispartition
        and (c.relnamespace = 'rollcall'::regnamespace and c.relname not like 'kysely\\_%'
          and c.relname <> 'key_budget' or c.oid = 'pgboss.job'::regclass)`,
  );
  const parts = tables.map(
    ({ name }) => `select '${name}' as name, coalesce(row->>'workspace_id', row->'data'->>'workspaceId') as workspace,
      count(*) || ' rows, ' || sum(hashtextextended(row::text, 0)) as content
      from (select to_jsonb(t) as row from ${name} t) r group by 2`,
  );
  const { rows } = await owner.query<{ name: string; workspace: string | null; content: string }>(
    parts.join(' union all '),
  );
  return Object.fromEntries(rows.map(({ name, workspace, content }) => [`${name} of ${workspace}`, content]));
}
