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
 * Hides from a key that is limited to some connections what is of others, also from statements that forget to ask. The
 * gateway sets which those are for each transaction of such a key; where nothing is set, everything shows. Only the
 * gateway's role is held by it, and what is of no connection does not show, though it may be written: an event may say so.
 */
export function confine(table: string, { nullable = false }: { nullable?: boolean } = {}): string {
  const known = nullable ? `coalesce(connection_id, '00000000-0000-0000-0000-000000000000')` : 'connection_id';
  // One sub-select, made once a statement; without a setting the comparison is null, which the coalesce takes for true.
  const among = `coalesce(${known} = any ((select rollcall.current_connections())::uuid[]), true)`;
  return `
    create policy connections on rollcall.${table} as restrictive to rollcall_gateway
      using (${among}) with check (${nullable ? `connection_id is null or ${among}` : among});
  `;
}

/**
 * The few questions that must be asked across workspaces. Each is one function that runs as `rollcall_lookup`, which
 * may read just the named columns; callers of the function see what it answers and no more.
 */
export function acrossWorkspaces(question: LookupQuestion): string {
  return `
    create policy lookup on rollcall.${question.table} for select to rollcall_lookup using (true);
    ${askedAsLookup(question)}
  `;
}

interface LookupQuestion {
  readonly table: string;
  readonly columns: readonly string[];
  readonly signature: string;
  readonly returns: string;
  readonly query: string;
}

/** The same of a table of which such a question is asked already: these columns are read for it, too. */
export function askedAsLookup({ table, columns, signature, returns, query }: LookupQuestion): string {
  return `
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
