import type { Check } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from './database.ts';

/** A key that ends within this time, and is used, should have been rotated by now. */
const endingDays = 7;
/** One that was used this recently is in use. */
const usedDays = 14;

/** Examines the gateway's keys: whether those that are in use go on, and whether what they are limited to holds. */
export async function examineKeys(tx: Tx): Promise<readonly Check[]> {
  return [await keysGoOn(tx), await connectionsAreHidden(tx)];
}

async function keysGoOn(tx: Tx): Promise<Check> {
  const { rows } = await sql<{ key: string; ends: boolean; endless: boolean }>`
    select k.name || ' (' || k.key_id || ')' as key, k.expires_at is null as endless,
      k.expires_at < now() + ${endingDays} * interval '1 day' and k.last_used_on > current_date - ${usedDays}::int as ends
    from rollcall.api_key k
    where k.workspace_id = ${tx.workspaceId} and k.revoked_at is null and k.replaced_by is null
      and (k.expires_at is null or k.expires_at > now() - ${usedDays} * interval '1 day')
    order by k.created_at limit 1000`.execute(tx);
  const ending = rows.filter(({ ends }) => ends).map(({ key }) => key);
  const endless = rows.filter((row) => row.endless).map(({ key }) => key);
  const found = ending.length === 0 ? 'none found' : `${ending.join(', ')} — "keys rotate" makes their successors`;
  const beside = endless.length === 0 ? '' : `; never ends: ${endless.join(', ')}`;
  return { name: 'no key that is used is about to end', ok: ending.length === 0, detail: `${found}${beside}` };
}

async function connectionsAreHidden(tx: Tx): Promise<Check> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'connection_id' and not a.attisdropped
    where c.relnamespace = 'rollcall'::regnamespace and c.relkind in ('r', 'p')
      and (has_table_privilege('rollcall_gateway', c.oid, 'select, insert, update, delete')
        or has_any_column_privilege('rollcall_gateway', c.oid, 'select, insert, update'))
      and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'connections'
        and not p.polpermissive and p.polcmd = '*' and p.polroles = array['rollcall_gateway'::regrole::oid])
    order by 1`.execute(tx);
  const found = rows.map(({ name }) => name).join('; ');
  return {
    name: 'what is of a connection is hidden from keys for others',
    ok: rows.length === 0,
    detail: rows.length === 0 ? 'none found' : `${found} — a key that is limited sees all of it: migrate again`,
  };
}
