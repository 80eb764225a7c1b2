import type { ConnectionTurn, DomainVersion } from '@rollcall/ledger';
import { ConnectionId, EventId } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../database.ts';
import { knownThen, type Moment, pastMillisecond } from '../../moment.ts';

/** Whose domains are meant, and when. */
export interface DomainsThen extends Moment {
  readonly connectionId?: ConnectionId | undefined;
  /** The attribute of a domain that holds when it came to its provider, by provider. */
  readonly madeBy: Readonly<Record<string, string>>;
}

/**
 * All versions of domains that were true by a moment, by what was known then, each resource's in their order. Rides the primary key
 * of versions.
 */
export async function domainVersions(tx: Tx, asked: DomainsThen): Promise<readonly DomainVersion[]> {
  const { rows } = await sql<{
    connection_id: string;
    external_id: string;
    domain: string;
    is_live: boolean;
    since: Date;
    renamed_at: Date | null;
    made_at: string | null;
    recorded_at: Date;
    event_id: string;
  }>`
    select v.connection_id, v.external_id, v.name as domain, v.recorded_at, v.event_id, v.presence = 'live' as is_live,
      coalesce(v.true_from, v.recorded_at) as since, ${renamedAt(tx, asked)} as renamed_at,
      v.attributes ->> (${JSON.stringify(asked.madeBy)}::jsonb ->> c.provider) as made_at
    from rollcall.connection c
    join rollcall.resource_version v on v.workspace_id = c.workspace_id and v.connection_id = c.connection_id
    where c.workspace_id = ${tx.workspaceId} and ${ofConnection(asked)} and v.kind = 'domain' and ${knownThen('v', asked)}
    order by v.connection_id, v.external_id, v.version`.execute(tx);
  return rows.map((row) => ({
    ...{ connectionId: ConnectionId.parse(row.connection_id), externalId: row.external_id, domain: row.domain },
    ...{ isLive: row.is_live, since: row.since, renamedAt: row.renamed_at, madeAt: row.made_at },
    ...{ recordedAt: row.recorded_at, eventId: EventId.parse(row.event_id) },
  }));
}

function renamedAt(tx: Tx, moment: Moment): RawBuilder<unknown> {
  return sql`(select min(coalesce(e.true_from, e.recorded_at)) from rollcall.resource_rename e
    where e.workspace_id = ${tx.workspaceId} and e.connection_id = v.connection_id and e.kind = v.kind
      and e.from_external_id = v.external_id and e.from_version >= v.version and ${knownThen('e', moment)})`;
}

/** What became of connections until a moment, each one's turns in their order. Rides `audit_event_of_own`. */
export async function connectionTurns(
  tx: Tx,
  asked: { readonly until: Date; readonly connectionId?: ConnectionId | undefined },
): Promise<readonly ConnectionTurn[]> {
  const { rows } = await sql<{ connection_id: string; name: string; at: Date; is_active: boolean }>`
    select c.connection_id, c.name, e.recorded_at as at, e.type in ('connection.added', 'connection.resumed') as is_active
    from rollcall.connection c
    join rollcall.audit_event e on e.workspace_id = c.workspace_id and e.subject_kind = 'connection'
      and e.subject_id = c.connection_id::text
      and e.type in ('connection.added', 'connection.resumed', 'connection.paused', 'connection.removed')
    where c.workspace_id = ${tx.workspaceId} and ${ofConnection(asked)}
      and e.recorded_at < ${pastMillisecond(asked.until)}::timestamptz
    order by c.connection_id, e.event_id`.execute(tx);
  return rows.map(({ connection_id, name, at, is_active: isActive }) => ({
    ...{ connectionId: ConnectionId.parse(connection_id), name, at, isActive },
  }));
}

function ofConnection({ connectionId }: { readonly connectionId?: ConnectionId | undefined }): RawBuilder<boolean> {
  return connectionId === undefined ? sql`true` : sql`c.connection_id = ${connectionId}`;
}
