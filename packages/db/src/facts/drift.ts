import { type DriftFacts, driftKinds, type OpenChange } from '@rollcall/ledger';
import { ConnectionId, EventId, type Presence } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from '../database.ts';
import { isOpen } from '../standing.ts';
import { streamed } from './streamed.ts';

interface Row {
  readonly connection_id: string;
  readonly connection: string;
  readonly kind: string;
  readonly external_id: string;
  readonly name: string;
  readonly presence: Presence | null;
  readonly attributes: Readonly<Record<string, unknown>> | null;
  readonly changes: readonly (Omit<OpenChange, 'eventId'> & { readonly eventId: string })[];
}

/**
 * The resources that somebody changed elsewhere and of whose changes some are open, of connections that are there; as they are now,
 * with these changes. Rides `audit_event_out_of_band`, and the primary key of resources.
 */
export async function* driftFacts(tx: Tx): AsyncGenerator<readonly DriftFacts[]> {
  const query = sql<Row>`
    select e.connection_id, c.name as connection, e.subject_kind as kind, e.subject_id as external_id,
      coalesce(r.name, (array_agg(e.subject_name order by e.event_id desc))[1]) as name, r.presence, r.attributes,
      json_agg(json_build_object('eventId', e.event_id, 'change', substring(e.type from 10),
        'by', rollcall.instant(coalesce(e.true_from, e.recorded_at)), 'evidence', e.cause ->> 'evidence',
        'before', e.before, 'after', e.after) order by e.event_id) as changes
    from rollcall.audit_event e
    join rollcall.connection c on c.workspace_id = e.workspace_id and c.connection_id = e.connection_id and c.state <> 'removed'
    left join rollcall.resource r on r.workspace_id = e.workspace_id and r.connection_id = e.connection_id
      and r.kind = e.subject_kind and r.external_id = e.subject_id
    where e.workspace_id = ${tx.workspaceId} and e.subject_kind = any(${[...driftKinds]}::text[]) and ${isOpen(tx, 'e')}
    group by e.connection_id, c.name, e.subject_kind, e.subject_id, r.name, r.presence, r.attributes`;
  for await (const rows of streamed<Row>(tx, { name: 'drift_facts', question: query })) yield rows.map(factsOf);
}

function factsOf(row: Row): DriftFacts {
  return {
    ...{ connectionId: ConnectionId.parse(row.connection_id), connection: row.connection, kind: row.kind },
    ...{ externalId: row.external_id, name: row.name, presence: row.presence, attributes: row.attributes ?? {} },
    changes: row.changes.map(({ eventId, ...change }) => ({ ...change, eventId: EventId.parse(eventId) })),
  };
}
