import type { HeldResource } from '@rollcall/ledger';
import { ConnectionId } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database.ts';

/** What a provider declares of one of its kinds. */
export interface DeclaredKind<Declared> {
  readonly provider: string;
  readonly kind: string;
  readonly declared: Declared;
}

/** Where a page of resources ended. */
export type ResourcePosition = readonly [connectionId: string, kind: string, externalId: string];

/** The columns of a resource that a rule is shown. */
export interface HeldRow {
  readonly connection_id: string;
  readonly connection: string;
  readonly kind: string;
  readonly external_id: string;
  readonly name: string;
  readonly trouble: string | null;
}

/** They are selected from `heldLive`; a scope that is not listed any more is not believed, either. */
export const heldColumns = sql`r.connection_id, c.name as connection, r.kind, r.external_id, r.name,
  case when s.believed_at is null then coalesce(s.trouble, 'it is not listed') else s.trouble end as trouble`;

/**
 * The live resources `r` of declared kinds, with what is declared of each as `d.declared`, its connection `c` and its scope `s`.
 * Rides the primary keys.
 */
export function heldLive(tx: Tx, kinds: readonly DeclaredKind<unknown>[]): RawBuilder<unknown> {
  return sql`jsonb_to_recordset(${JSON.stringify(kinds)}) as d(provider text, kind text, declared jsonb)
    join rollcall.connection c on c.workspace_id = ${tx.workspaceId} and c.provider = d.provider and c.state <> 'removed'
    join rollcall.resource r on r.workspace_id = c.workspace_id and r.connection_id = c.connection_id and r.kind = d.kind
      and r.presence = 'live'
    left join rollcall.scope s on s.workspace_id = r.workspace_id and s.connection_id = r.connection_id and s.kind = r.kind
      and s.parent = r.parent`;
}

/** Those behind a position. */
export function isAfter(after: ResourcePosition | undefined): RawBuilder<unknown> {
  return after === undefined
    ? sql`true`
    : sql`(r.connection_id, r.kind, r.external_id) > (${after[0]}::uuid, ${after[1]}, ${after[2]} collate "C")`;
}

/** The value of the attribute that is declared under this name; null where none is, or where the resource has none. */
export function declaredText(name: string): RawBuilder<string | null> {
  return sql`(r.attributes ->> (d.declared ->> ${sql.lit(name)}))`;
}

/** The same of a list of texts; null for what is none. */
export function declaredTexts(name: string): RawBuilder<string[] | null> {
  const value = sql`(r.attributes -> (d.declared ->> ${sql.lit(name)}))`;
  return sql`case when jsonb_typeof(${value}) = 'array' then array(select jsonb_array_elements_text(${value})) end`;
}

/** The same of a number; null for what is none. */
export function declaredNumber(name: string): RawBuilder<number | null> {
  const value = sql`(r.attributes -> (d.declared ->> ${sql.lit(name)}))`;
  return sql`case when jsonb_typeof(${value}) = 'number' then (${value})::float8 end`;
}

export function heldOf(row: HeldRow): HeldResource {
  return {
    connectionId: ConnectionId.parse(row.connection_id),
    connection: row.connection,
    kind: row.kind,
    externalId: row.external_id,
    name: row.name,
    trouble: row.trouble,
  };
}

export function positionOf({ connectionId, kind, externalId }: HeldResource): ResourcePosition {
  return [connectionId, kind, externalId];
}
