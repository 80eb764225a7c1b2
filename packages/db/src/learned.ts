import type { ConnectionId, OperationId } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';
import type { Drift } from './drift.ts';

/** What an operation told of a resource and no listing shows. Holds no secret. */
export interface LearnedAttributes {
  readonly kind: string;
  readonly externalId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Keeps what an operation told, for the next listing that shows the resource. What was told before gives way to it. */
export async function storeLearned(
  tx: Tx,
  operation: { readonly id: OperationId; readonly connectionId: ConnectionId },
  learned: readonly LearnedAttributes[],
): Promise<void> {
  for (const { kind, externalId, attributes } of learned) {
    const told = { attributes: JSON.stringify(attributes), operation_id: operation.id, recorded_at: null };
    await tx
      .insertInto('learned')
      .values({
        workspace_id: tx.workspaceId,
        connection_id: operation.connectionId,
        kind,
        external_id: externalId,
        identity: null,
        ...told,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['workspace_id', 'connection_id', 'kind', 'external_id'])
          .doUpdateSet({ ...told, identity: null, learned_at: new Date() }),
      )
      .execute();
  }
}

/** The parts that what was learned adds to the statement of a drift. */
interface LearnedSql {
  /** Finds it for a staged item `s`. */
  readonly join: RawBuilder<unknown>;
  /** Finds what was learned of a renamed item under the external id that it had. */
  readonly joinOfRenamed: RawBuilder<unknown>;
  /** The attributes of the item with what was learned; what the listing shows comes first. */
  readonly attributes: RawBuilder<unknown>;
  readonly attributesOfRenamed: RawBuilder<unknown>;
  /** The operation that told something since the resource was last recorded, and how that is said. */
  readonly operation: RawBuilder<unknown>;
  /** Changes of what the listing shows as it was known, and of which something new was told. */
  readonly changes: RawBuilder<unknown>;
}

/** For the many kinds of which nothing was ever learned, a drift is classified as if there were no such thing. */
export function learnedSql(tx: Tx, drift: Drift): LearnedSql {
  if (drift.before.learned === 'nothing') return nothingLearned;
  const { scope } = drift;
  const identity = drift.renamedBy === undefined ? sql`null::jsonb` : sql`s.attributes -> ${drift.renamedBy.attribute}`;
  return {
    join: sql`
      left join rollcall.learned l on ${ofKind(tx, drift)} and l.external_id = s.external_id
        and (l.recorded_at is null or l.identity is null or l.identity = ${identity})
      left join rollcall.operation lo on lo.workspace_id = l.workspace_id and lo.operation_id = l.operation_id
        and l.recorded_at is null`,
    joinOfRenamed: sql`
      left join rollcall.learned b on b.workspace_id = ${tx.workspaceId} and b.connection_id = ${scope.connectionId}
        and b.kind = ${scope.kind} and b.external_id = s.external_id_before`,
    attributes: sql`coalesce(l.attributes, '{}') || s.attributes`,
    attributesOfRenamed: sql`coalesce(b.attributes, '{}') || coalesce(l.attributes, '{}') || s.attributes`,
    operation: sql`lo.operation_id as learned_operation_id, ${told} as learned_evidence`,
    changes: sql`
      union all
      select r.external_id, r.name, r.attributes || l.attributes, r.digest, r.raw_digest, r.name, r.attributes, r.version, r.version + 1,
        'live', 'changed', null, r.missing_since, r.true_from, r.raw_digest, r.parent,
        lo.operation_id, ${told}
      from rollcall.learned l
      join rollcall.operation lo on lo.workspace_id = l.workspace_id and lo.operation_id = l.operation_id
      join rollcall.resource r on r.workspace_id = l.workspace_id and r.connection_id = l.connection_id
        and r.kind = l.kind and r.external_id = l.external_id
      where ${ofKind(tx, drift)} and l.recorded_at is null and r.presence = 'live' and r.parent = ${scope.parent}
        -- Where nothing was listed, nothing is shown as it was known.
        and ${drift.unseen !== 'all'} and not r.attributes @> l.attributes
        and not exists (select from staged s where s.external_id = r.external_id)
        and substring(r.digest from 1 for 16) not in (select u.digest from unseen u)`,
  };
}

/** Marks as recorded what the ledger has taken over, and has what was learned follow a rename. */
export function learnedTaken(tx: Tx, drift: Drift): RawBuilder<unknown> {
  if (drift.before.learned === 'nothing') return sql``;
  const { scope, renamedBy } = drift;
  const identityOf = (attributes: RawBuilder<unknown>) =>
    renamedBy === undefined ? sql`null::jsonb` : sql`nullif(${attributes} -> ${renamedBy.attribute}, 'null')`;
  const identity = identityOf(sql`d.attributes`);
  return sql`
    -- With a change, or without one where a resource has it already: then the same was told twice.
    taken as (
      update rollcall.learned l set recorded_at = clock_timestamp(), identity = d.identity
      from (
        select d.external_id, ${identity} as identity from explained d
        where not d.defers and d.change not in ('vanished', 'renamed')
        union all
        select r.external_id, ${identityOf(sql`r.attributes`)} from rollcall.learned l
        join rollcall.resource r on r.workspace_id = l.workspace_id and r.connection_id = l.connection_id
          and r.kind = l.kind and r.external_id = l.external_id
        where ${ofKind(tx, drift)} and l.recorded_at is null and r.presence = 'live' and r.parent = ${scope.parent}
          and r.attributes @> l.attributes
          and not exists (select from explained d where r.external_id in (d.external_id, d.external_id_before))
      ) d
      where ${ofKind(tx, drift)} and l.recorded_at is null and l.external_id = d.external_id
    ),
    carried as (
      delete from rollcall.learned l using explained d
      where ${ofKind(tx, drift)} and d.change = 'renamed' and not d.defers and l.external_id = d.external_id_before
      returning l.workspace_id, l.connection_id, l.kind, d.external_id, l.attributes, l.operation_id, l.learned_at,
        d.recorded_at, ${identity} as identity
    ),
    carried_on as (
      insert into rollcall.learned (workspace_id, connection_id, kind, external_id, attributes, operation_id, learned_at,
        recorded_at, identity)
      select * from carried
      on conflict (workspace_id, connection_id, kind, external_id) do update set
        attributes = excluded.attributes || learned.attributes, recorded_at = excluded.recorded_at,
        identity = excluded.identity
    ),`;
}

const nothingLearned: LearnedSql = {
  join: sql``,
  joinOfRenamed: sql``,
  attributes: sql`s.attributes`,
  attributesOfRenamed: sql`s.attributes`,
  operation: sql`null::uuid as learned_operation_id, null::text as learned_evidence`,
  changes: sql``,
};

const told = sql`lo.procedure || ' was sent for it at ' || rollcall.instant(lo.dispatched_at)
  || ', and its answer told what no listing shows'`;

function ofKind(tx: Tx, { scope }: Drift): RawBuilder<unknown> {
  return sql`l.workspace_id = ${tx.workspaceId} and l.connection_id = ${scope.connectionId} and l.kind = ${scope.kind}`;
}
