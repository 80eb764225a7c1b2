import type { Kysely } from 'kysely';
import { ddl } from './ddl.ts';

/**
 * To which trace of the caller's something belongs, as a W3C `traceparent`. Whoever opens a transaction sets it together with
 * the workspace, where there is one: so every writer of events has it without code of its own. What was there before has none.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const tables = ['audit_event', 'operation', 'run'];
  await ddl(
    db,
    tables
      .map(
        (table) => `
      alter table rollcall.${table} add column traceparent text;
      alter table rollcall.${table} alter column traceparent
        set default nullif(current_setting('rollcall.traceparent', true), '');`,
      )
      .join('\n'),
  );
  // A plan is made in one request and applied in another, whose trace its operations belong to.
  await ddl(
    db,
    `
    alter table rollcall.bulk add column traceparent text;
    grant update (traceparent) on rollcall.bulk to rollcall_gateway;
  `,
  );
}
