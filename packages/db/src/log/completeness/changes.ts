import { sql } from 'kysely';
import { type CompletenessCheck, eachLack, eventOf, newestTells } from './check.ts';

const version = sql`'version ' || w.version || ' of the ' || w.kind || ' ' || w.external_id || ' (connection ' || w.connection_id || ') '`;

/** That what the ledger holds was told: each version, rename, step and setting has its event. */
export const changesHaveEvents: readonly CompletenessCheck[] = [
  {
    name: 'each version of a resource has its event, which tells the same',
    walk: 'resource_version',
    key: ['connection_id', 'kind', 'external_id', 'version'],
    types: ['uuid', 'text', 'text', 'integer'],
    lacks: sql`
      select case
        when e.event_id is null then ${version} || 'has no event: it names ' || w.event_id || ', which is not there'
        when e.type not like 'resource.%' or e.subject_kind <> w.kind or e.subject_id <> w.external_id
            or e.connection_id is distinct from w.connection_id
          then ${version} || 'names the event ' || w.event_id || ', which is about the ' || e.subject_kind || ' ' || e.subject_id
        when e.subject_name <> w.name
          then ${version} || 'has another name than its event ' || w.event_id || ' tells: "' || w.name || '" instead of "' || e.subject_name || '"'
        when (e.type in ('resource.appeared', 'resource.reappeared') and e.after is distinct from w.attributes)
            or (e.type = 'resource.vanished' and e.before is distinct from w.attributes)
            or (e.type in ('resource.changed', 'resource.renamed') and exists (
              select from jsonb_each(e.after - array['name', 'parent', 'externalId']) f where f.value is distinct from w.attributes -> f.key))
          then ${version} || 'has other attributes than its event ' || w.event_id || ' tells'
        when e.type in ('resource.suspected', 'resource.gone') and e.after ->> 'presence' is distinct from w.presence
            or e.type = 'resource.vanished' and w.presence <> 'missing'
            or e.type in ('resource.appeared', 'resource.reappeared', 'resource.changed', 'resource.renamed') and w.presence <> 'live'
          then ${version} || 'is ' || w.presence || ', and its event ' || w.event_id || ' is ' || e.type
      end as lack
      from (select) one left join rollcall.audit_event e on e.workspace_id = w.workspace_id and e.event_id = w.event_id`,
  },
  {
    name: 'each resource is as its newest version says',
    walk: 'resource',
    key: ['connection_id', 'kind', 'external_id'],
    types: ['uuid', 'text', 'text'],
    lacks: sql`
      select case
        when v.version is null then ${sql`'the ' || w.kind || ' ' || w.external_id || ' (connection ' || w.connection_id || ')'`}
          || ' is of version ' || w.version || ', which is not there'
        when v.name <> w.name or v.presence <> w.presence or v.attributes <> w.attributes
          then 'the ' || w.kind || ' ' || w.external_id || ' (connection ' || w.connection_id || ') has another '
            || case when v.name <> w.name then 'name' when v.presence <> w.presence then 'presence' else 'attribute' end
            || ' than its version ' || w.version || ' has: nothing tells of the change'
        when n.version is not null
          then 'the ' || w.kind || ' ' || w.external_id || ' (connection ' || w.connection_id || ') is of version ' || w.version
            || ', and there is a version ' || n.version
      end as lack
      from (select) one
      left join rollcall.resource_version v on v.workspace_id = w.workspace_id and v.connection_id = w.connection_id
        and v.kind = w.kind and v.external_id = w.external_id and v.version = w.version
      left join lateral (select m.version from rollcall.resource_version m where m.workspace_id = w.workspace_id
        and m.connection_id = w.connection_id and m.kind = w.kind and m.external_id = w.external_id and m.version > w.version
        order by m.version limit 1) n on true`,
  },
  {
    name: 'each rename of a resource has its event',
    walk: 'resource_rename',
    key: ['connection_id', 'kind', 'external_id', 'version'],
    types: ['uuid', 'text', 'text', 'integer'],
    lacks: sql`
      select case when e.event_id is null or e.type <> 'resource.renamed' or e.subject_id <> w.external_id
          or e.before ->> 'externalId' is distinct from w.from_external_id
        then 'the rename of the ' || w.kind || ' ' || w.from_external_id || ' to ' || w.external_id || ' (connection '
          || w.connection_id || ') has no event that tells of it' end as lack
      from (select) one left join rollcall.audit_event e on e.workspace_id = w.workspace_id and e.event_id = w.event_id`,
  },
  {
    name: 'each step of an operation has its event',
    walk: 'operation',
    key: ['operation_id'],
    types: ['uuid'],
    lacks: eachLack(sql`'the operation ' || w.operation_id`, [
      {
        where: sql`true`,
        has: eventOf('operation', sql`w.operation_id::text`, ['operation.accepted']),
        lack: 'has no event operation.accepted',
      },
      {
        where: sql`w.dispatched_at is not null`,
        has: eventOf('operation', sql`w.operation_id::text`, ['operation.dispatched']),
        lack: 'was dispatched, and has no event operation.dispatched',
      },
      ...(['succeeded', 'failed', 'unknown', 'confirmed', 'contradicted'] as const).map((state) => ({
        where: sql`w.state = ${sql.lit(state)}`,
        has: eventOf('operation', sql`w.operation_id::text`, [`operation.${state}`]),
        lack: `is ${state}, and has no event operation.${state}`,
      })),
    ]),
  },
  {
    name: 'each finding has the events of how it opened, what was said of it, and how it was resolved',
    walk: 'finding',
    key: ['finding_id'],
    types: ['uuid'],
    lacks: eachLack(sql`'the finding ' || w.finding_id || ' (' || w.rule || ')'`, [
      {
        where: sql`true`,
        has: eventOf('finding', sql`w.finding_id::text`, ['finding.opened']),
        lack: 'has no event finding.opened',
      },
      {
        where: sql`w.state = 'resolved'`,
        has: eventOf('finding', sql`w.finding_id::text`, ['finding.resolved']),
        lack: 'is resolved, and has no event finding.resolved',
      },
      {
        where: sql`w.acknowledged_at is not null`,
        has: eventOf('finding', sql`w.finding_id::text`, ['finding.acknowledged']),
        lack: 'is acknowledged, and has no event finding.acknowledged',
      },
      {
        where: sql`w.assigned_to is not null`,
        has: newestTells('finding', sql`w.finding_id::text`, { field: 'assignedTo', is: sql`to_jsonb(w.assigned_to)` }),
        lack: 'is assigned to somebody else than its events tell',
      },
      {
        where: sql`w.accepted_at is not null`,
        has: newestTells('finding', sql`w.finding_id::text`, { field: 'reason', is: sql`to_jsonb(w.accepted_reason)` }),
        lack: 'is accepted, and no event finding.accepted tells why',
      },
    ]),
  },
  {
    name: 'each webhook has the events of how it came and went',
    walk: 'webhook',
    key: ['webhook_id'],
    types: ['uuid'],
    lacks: eachLack(sql`'the webhook ' || w.name || ' (' || w.webhook_id || ')'`, [
      {
        where: sql`true`,
        has: eventOf('webhook', sql`w.webhook_id::text`, ['webhook.added']),
        lack: 'has no event webhook.added',
      },
      {
        where: sql`w.state = 'removed'`,
        has: eventOf('webhook', sql`w.webhook_id::text`, ['webhook.removed']),
        lack: 'is removed, and has no event webhook.removed',
      },
      {
        where: sql`w.state in ('paused', 'disabled')`,
        has: eventOf('webhook', sql`w.webhook_id::text`, ['webhook.paused', 'webhook.disabled']),
        lack: 'is stopped, and has no event webhook.paused or webhook.disabled',
      },
      {
        where: sql`w.state <> 'removed'`,
        has: newestTells('webhook', sql`w.webhook_id::text`, { field: 'url', is: sql`to_jsonb(w.url)` }),
        lack: 'has another URL than its newest event tells',
      },
    ]),
  },
  {
    name: 'each key of the gateway has the events of how it came and went',
    walk: 'api_key',
    key: ['key_id'],
    types: ['text'],
    reads: ['workspace_id', 'key_id', 'name', 'scopes', 'replaced_by', 'revoked_at'],
    lacks: eachLack(sql`'the key ' || w.key_id || ' (' || w.name || ')'`, [
      {
        where: sql`true`,
        has: eventOf('gateway_key', sql`w.key_id`, ['key.created']),
        lack: 'has no event key.created',
      },
      {
        where: sql`w.revoked_at is not null`,
        has: eventOf('gateway_key', sql`w.key_id`, ['key.revoked']),
        lack: 'is revoked, and has no event key.revoked',
      },
      {
        where: sql`w.replaced_by is not null`,
        has: eventOf('gateway_key', sql`w.key_id`, ['key.rotated']),
        lack: 'has a successor, and no event key.rotated',
      },
      {
        where: sql`true`,
        has: newestTells('gateway_key', sql`w.key_id`, { field: 'scopes', is: sql`to_jsonb(w.scopes)` }),
        lack: 'may do something else than its events tell',
      },
    ]),
  },
  {
    name: 'each connection has the events of how it came and went',
    walk: 'connection',
    key: ['connection_id'],
    types: ['uuid'],
    lacks: eachLack(sql`'the connection ' || w.name || ' (' || w.connection_id || ')'`, [
      {
        where: sql`true`,
        has: eventOf('connection', sql`w.connection_id::text`, ['connection.added']),
        lack: 'has no event connection.added',
      },
      {
        where: sql`w.state = 'removed'`,
        has: eventOf('connection', sql`w.connection_id::text`, ['connection.removed']),
        lack: 'is removed, and has no event connection.removed',
      },
      {
        where: sql`w.state = 'paused'`,
        has: eventOf('connection', sql`w.connection_id::text`, ['connection.paused']),
        lack: 'is paused, and has no event connection.paused',
      },
      {
        where: sql`w.state <> 'removed'`,
        has: newestTells('connection', sql`w.connection_id::text`, { field: 'baseUrl', is: sql`to_jsonb(w.base_url)` }),
        lack: 'has another base URL than its newest event tells',
      },
    ]),
  },
];
