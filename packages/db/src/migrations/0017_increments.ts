import type { Kysely } from 'kysely';
import { ddl } from './ddl.ts';

/**
 * Incremental listings, which show the newest part of a scope, and events of their own severity. All listings before were
 * full. Row-level security is lifted from the owner for one statement: it would hide the rows of every workspace.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    -- Whether everything is to be listed in full.
    alter table rollcall.run add "full" boolean not null default false;

    alter table rollcall.scope
      -- The start of the newest full listing that was believed.
      add full_at timestamptz,
      -- Since when items were looked at by the newest incremental listing that was whole as far as it went, and the start of
      -- that one; null where none came after the newest full one.
      add window_since timestamptz,
      add window_at timestamptz;
    alter table rollcall.scope no force row level security;
    update rollcall.scope set full_at = believed_at;
    alter table rollcall.scope force row level security;

    alter table rollcall.audit_event add severity text not null default 'normal'
      check (severity in ('normal', 'notice', 'alarm'));
    -- The few that are more than normal, among millions.
    create index audit_event_of_note on rollcall.audit_event (workspace_id, event_id) where severity <> 'normal';

    -- The instant that an attribute states, in the one form that is taken for one (as packages/ledger/src/window.ts has
    -- it); null for anything else, and never an error. The day is added: as text, the 30th of February would be one.
    create function rollcall.instant_in(value text) returns timestamptz language sql stable parallel safe
      return case when value ~ '^[12]\\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,9})?)?(Z|[+-]([01]\\d|2[0-3]):[0-5]\\d)$'
        then (left(value, 8) || '01' || substring(value from 11))::timestamptz
          + (substring(value from 9 for 2)::integer - 1) * interval '24 hours' end;
  `,
  );
}
