import { type Kysely, sql } from 'kysely';

/** Runs plain DDL: migrations read best as the SQL they are. */
export async function ddl(db: Kysely<unknown>, text: string): Promise<void> {
  await sql.raw(text).execute(db);
}

/**
 * Puts a table under row-level security: rows of another workspace neither show nor can be written, for the owner
 * too. The sub-select makes PostgreSQL read the setting once a statement, not once a row.
 */
export function isolate(table: string): string {
  return `
    alter table rollcall.${table} enable row level security;
    alter table rollcall.${table} force row level security;
    create policy workspace on rollcall.${table}
      using (workspace_id = (select rollcall.current_workspace()))
      with check (workspace_id = (select rollcall.current_workspace()));
  `;
}

/**
 * The few questions that must be asked across workspaces. Each is one function that runs as `rollcall_lookup`, which
 * may read just the named columns; callers of the function see what it answers and no more.
 */
export function acrossWorkspaces(question: {
  table: string;
  columns: readonly string[];
  signature: string;
  returns: string;
  query: string;
}): string {
  const { table, columns, signature, returns, query } = question;
  return `
    create policy lookup on rollcall.${table} for select to rollcall_lookup using (true);
    grant select (${columns.join(', ')}) on rollcall.${table} to rollcall_lookup;
    create function rollcall.${signature} returns ${returns}
      language sql stable security definer set search_path = ''
      begin atomic
        ${query};
      end;
    ${runsAs('rollcall_lookup', signature)}
  `;
}

/** Has a function run as `role`, and takes it from everybody. */
export function runsAs(role: string, signature: string): string {
  return `
    grant create on schema rollcall to ${role};
    alter function rollcall.${signature} owner to ${role};
    revoke create on schema rollcall from ${role};
    revoke all on function rollcall.${signature} from public;
  `;
}
