import type { Actor } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';
import type { RunLease } from './runs.ts';

/** Who is told to have found out, and in which run. */
export interface ScopeTeller {
  readonly lease: Pick<RunLease, 'runId' | 'connectionId'>;
  readonly actor: Actor;
}

/**
 * The statement that tells of scopes whose newest listing is believed no more, and of those that are believed again: one
 * event a transition, none while it stays as it was, and none of a scope that was never believed. `scopes` selects `kind`,
 * `parent`, `believed_at`, `grade`, `trouble_before` and `trouble`, as of before the statement.
 */
export function tellScopes(tx: Tx, { lease, actor }: ScopeTeller, scopes: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    insert into rollcall.audit_event (workspace_id, event_id, recorded_at, type, connection_id, actor, subject_kind,
      subject_id, subject_name, before, after, run_id)
    select ${tx.workspaceId}, rollcall.uuid_v7(), clock_timestamp(),
      case when s.trouble is null then 'scope.believed' else 'scope.doubted' end, ${lease.connectionId},
      ${JSON.stringify(actor)}::jsonb, 'scope', s.kind || case when s.parent = '' then '' else '/' || s.parent end,
      s.kind || case when s.parent = '' then '' else ' of ' || s.parent end,
      jsonb_build_object('trouble', s.trouble_before, 'grade', s.grade, 'believedAt', rollcall.instant(s.believed_at)),
      jsonb_build_object('trouble', s.trouble), ${lease.runId}
    from (${scopes}) s
    where s.believed_at is not null and (s.trouble_before is null) <> (s.trouble is null)`;
}
