import { WorkspaceId } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Db, Tx } from '../database.ts';

/** The workspaces whose domains are to be looked through, those first that wait longest. */
export async function workspacesToEnrol(db: Db, most: number): Promise<readonly WorkspaceId[]> {
  const { rows } = await sql<{ workspace_id: string }>`select * from rollcall.workspaces_to_enrol(${most})`.execute(db);
  return rows.map((row) => WorkspaceId.parse(row.workspace_id));
}

/**
 * Has every live domain of an active connection asked about from now on, within `spreadMs`, and no other any more. Says how many
 * came and went. What was answered about those that went stays. Rides `resource_by_name`.
 */
export async function enrolDomains(
  tx: Tx,
  { spreadMs }: { readonly spreadMs: number },
): Promise<{ readonly came: number; readonly went: number }> {
  const { rows } = await sql<{ came: number; went: number }>`
    with live as materialized (
      select distinct r.name as domain from rollcall.resource r
      join rollcall.connection c on c.workspace_id = r.workspace_id and c.connection_id = r.connection_id and c.state = 'active'
      where r.workspace_id = ${tx.workspaceId} and r.kind = 'domain' and r.presence = 'live'
    ),
    seen as (
      insert into rollcall.dns_enrolment (workspace_id, enrolled_at, tail)
      select ${tx.workspaceId}, clock_timestamp(),
        coalesce((select t.size from rollcall.audit_tail t where t.workspace_id = ${tx.workspaceId}), 0)
      on conflict (workspace_id) do update set enrolled_at = excluded.enrolled_at, tail = excluded.tail
    ),
    came as (
      insert into rollcall.dns_domain (workspace_id, domain, due_at)
      select ${tx.workspaceId}, l.domain, clock_timestamp() + random() * ${spreadMs} * interval '1 ms' from live l
      on conflict do nothing returning 1
    ),
    went as (
      delete from rollcall.dns_domain d where d.workspace_id = ${tx.workspaceId}
        and not exists (select from live l where l.domain = d.domain) returning 1
    )
    select (select count(*) from came)::int as came, (select count(*) from went)::int as went`.execute(tx);
  return rows[0] ?? { came: 0, went: 0 };
}
