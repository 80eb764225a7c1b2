import { type RawBuilder, sql } from 'kysely';
import type { CompletenessCheck } from './check.ts';

const told = sql`'the event ' || w.event_id || ' (' || w.type || ') '`;

/** Null for what is none: whoever wrote that wrote past Rollcall. */
const subjectAsUuid = sql`(case when w.subject_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then w.subject_id::uuid end)`;

/** Of a resource, each has a version. */
const changes = sql`w.type = any (array['resource.appeared', 'resource.changed', 'resource.renamed', 'resource.vanished',
  'resource.suspected', 'resource.gone', 'resource.reappeared'])`;

/** That what was told is so: each event has its place in the order, and what it tells of is there. */
export const eventsHaveChanges: readonly CompletenessCheck[] = [
  walkOfEvents({
    name: 'each event has its place in the order, or waits for it',
    lacks: sql`
      select case when not exists (select from rollcall.sealed_event s where s.workspace_id = w.workspace_id and s.event_id = w.event_id)
          and not exists (select from rollcall.audit_pending q where q.workspace_id = w.workspace_id and q.event_id = w.event_id)
        then ${told} || 'has no sequence and does not wait for one: it was added past the log, or its place was taken away' end as lack`,
  }),
  walkOfEvents({
    name: 'each change of a resource that an event tells of is in the ledger',
    // What retention does not keep is gone, and nobody can say what it was.
    lacks: sql`
      select case when not exists (select from rollcall.resource_version v where v.workspace_id = w.workspace_id
            and v.connection_id = w.connection_id and v.kind = w.subject_kind and v.external_id = w.subject_id
            and v.event_id = w.event_id)
          and w.recorded_at > coalesce((select r.versions_from from rollcall.retention r where r.workspace_id = w.workspace_id), '-infinity')
        then ${told} || 'tells of the ' || w.subject_kind || ' ' || w.subject_id || ', which has no version of it' end as lack
      where ${changes}
      union all
      select case when not exists (select from rollcall.resource_rename v where v.workspace_id = w.workspace_id
            and v.connection_id = w.connection_id and v.kind = w.subject_kind and v.external_id = w.subject_id
            and v.event_id = w.event_id)
        then ${told} || 'tells of a rename to ' || w.subject_id || ', which the ledger does not hold' end
      where w.type = 'resource.renamed'`,
  }),
  walkOfEvents({
    name: 'each connection, operation, finding, webhook and held run that an event tells of is there',
    lacks: sql.join(
      [
        hasSubject({ kind: 'operation', table: 'operation', id: 'operation_id' }),
        hasSubject({ kind: 'finding', table: 'finding', id: 'finding_id' }),
        hasSubject({ kind: 'webhook', table: 'webhook', id: 'webhook_id' }),
        hasSubject({ kind: 'connection', table: 'connection', id: 'connection_id' }),
        hasSubject({ kind: 'hold', table: 'hold', id: 'hold_id' }),
      ],
      sql` union all `,
    ),
  }),
  walkOfEvents({
    name: 'each key of the gateway and each bulk operation that an event tells of is there',
    lacks: sql.join(
      [
        hasSubject({ kind: 'gateway_key', table: 'api_key', id: 'key_id', isText: true, but: 'key.refused' }),
        hasSubject({ kind: 'bulk', table: 'bulk', id: 'bulk_id' }),
      ],
      sql` union all `,
    ),
  }),
];

function walkOfEvents(of: Pick<CompletenessCheck, 'name' | 'lacks'>): CompletenessCheck {
  return { walk: 'audit_event', key: ['event_id'], types: ['uuid'], ...of };
}

interface Owned {
  readonly kind: string;
  readonly table: string;
  readonly id: string;
  readonly isText?: boolean;
  /** The one type of event that may be about what is not there. */
  readonly but?: string;
}

/** Nothing of ours that has events is ever deleted: what an event is about is there. */
function hasSubject({ kind, table, id, isText = false, but = '' }: Owned): RawBuilder<unknown> {
  return sql`
    select case when not exists (select from ${sql.table(`rollcall.${table}`)} o where o.workspace_id = w.workspace_id
        and ${sql.ref(`o.${id}`)} = ${isText ? sql`w.subject_id` : subjectAsUuid})
      then ${told} || ${sql.lit(`tells of the ${kind.replace('_', ' ')} `)} || w.subject_id || ', which is not there' end as lack
    where w.subject_kind = ${sql.lit(kind)} and w.type <> ${sql.lit(but)}`;
}
