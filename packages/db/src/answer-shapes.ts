import type { ConnectionId, Instant, SeenAnswer } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from './database.ts';
import { instantOrNull } from './json.ts';

/** Of whose answers it is, and which edition of the document they were held to. */
export interface AnswersOf {
  readonly connectionId: ConnectionId;
  readonly documentVersion: string;
}

/** When an answer of the connection was looked at last; null where none ever was. Rides the primary key. */
export async function answersLookedAt(tx: Tx, connectionId: ConnectionId): Promise<Instant | null> {
  const { rows } = await sql<{ at: Date | null }>`select max(looked_at) as at from rollcall.answer_shape
    where workspace_id = ${tx.workspaceId} and connection_id = ${connectionId}`.execute(tx);
  return instantOrNull(rows[0]?.at ?? null);
}

/** Names that the document does not have, and that no answer has had for so long, are kept no more. */
const keptDays = 30;

/**
 * Adds what answers looked like to what is known of them. What was seen beside another edition of the document is forgotten:
 * it says nothing of this one. Rides the primary key.
 */
export async function recordShapes(
  tx: Tx,
  { connectionId, documentVersion }: AnswersOf,
  answers: readonly SeenAnswer[],
): Promise<void> {
  const places = answers.flatMap(({ operationId: operation, places }) =>
    places.map((place) => ({ operation, ...place })),
  );
  if (places.length === 0) return;
  await sql`delete from rollcall.answer_shape where workspace_id = ${tx.workspaceId} and connection_id = ${connectionId}
    and (document_version <> ${documentVersion}
      or documented is null and looked_at < now() - make_interval(days => ${keptDays}))`.execute(tx);
  await sql`
    insert into rollcall.answer_shape as a (workspace_id, connection_id, operation, path, pointer, documented, is_required,
      is_published, document_version, types, strays, seen, strayed, missed, missed_since_seen, seen_at, strayed_at, missed_at)
    select ${tx.workspaceId}, ${connectionId}, s.operation, s.path, s.pointer, s.documented, s."isRequired", s."isPublished",
      ${documentVersion}, s.types, s.strays, s.seen, s.strayed, s.missed, case when s.seen > 0 then 0 else s.missed end,
      case when s.seen > 0 then now() end, case when s.strayed > 0 then now() end, case when s.missed > 0 then now() end
    from jsonb_to_recordset(${JSON.stringify(places)}) as s(operation text, path text, pointer text, documented text,
      "isRequired" boolean, "isPublished" boolean, types text[], strays text[], seen bigint, strayed bigint, missed bigint)
    -- In one order, so that two who tell of the same connection do not wait for each other.
    order by s.operation, s.path
    on conflict (workspace_id, connection_id, operation, path) do update set
      pointer = excluded.pointer, documented = excluded.documented, is_required = excluded.is_required,
      is_published = excluded.is_published, looked_at = now(),
      types = array(select distinct t from unnest(a.types || excluded.types) t order by t),
      strays = array(select distinct t from unnest(a.strays || excluded.strays) t order by t),
      seen = a.seen + excluded.seen, strayed = a.strayed + excluded.strayed, missed = a.missed + excluded.missed,
      missed_since_seen = case when excluded.seen > 0 then 0 else a.missed_since_seen + excluded.missed end,
      seen_at = coalesce(excluded.seen_at, a.seen_at), strayed_at = coalesce(excluded.strayed_at, a.strayed_at),
      missed_at = coalesce(excluded.missed_at, a.missed_at)`.execute(tx);
}
