import type { Kysely } from 'kysely';
import { askedAsLookup, ddl, isolate } from './ddl.ts';

/** Which checkpoints are kept outside of the database, so that whoever asks learns that none is. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(db, files);
}

const files = `
  create table rollcall.checkpoint_pin (
    workspace_id uuid primary key references rollcall.workspace,
    -- The newest checkpoint that a daemon wrote to a file; null while none did.
    number bigint,
    pinned_at timestamptz,
    -- Why the last attempt came to nothing; null when it did not.
    fault text
  ) with (fillfactor = 50);
  ${isolate('checkpoint_pin')}
  grant select on rollcall.checkpoint_pin to rollcall_gateway, rollcall_planner;
  grant select, insert, update on rollcall.checkpoint_pin to rollcall_daemon;

  -- One probe of the primary key of audit_checkpoint for each workspace.
  ${askedAsLookup({
    table: 'audit_checkpoint',
    columns: ['workspace_id', 'number'],
    signature: 'newest_checkpoints()',
    returns: 'table (workspace_id uuid, number bigint)',
    query: `select t.workspace_id, n.number from rollcall.audit_tree t cross join lateral (
      select c.number from rollcall.audit_checkpoint c where c.workspace_id = t.workspace_id order by c.number desc limit 1) n`,
  })}
  grant execute on function rollcall.newest_checkpoints() to rollcall_daemon;
`;
