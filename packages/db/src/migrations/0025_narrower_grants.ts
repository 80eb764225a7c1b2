import type { Kysely } from 'kysely';
import { ddl } from './ddl.ts';

/**
 * What the gateway need not be able to change: which connection a credential is of, what a caller asked of a provider and
 * who that was, and whose account a connection is at which provider.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await ddl(
    db,
    `
    revoke update on rollcall.credential, rollcall.operation, rollcall.connection from rollcall_gateway;
    grant update (sealed, master_key_id, sealed_at) on rollcall.credential to rollcall_gateway;
    grant update (state, dispatched_at, answered_at, settled_at, result, error, secrets, look_at, settle_by, idempotency_key)
      on rollcall.operation to rollcall_gateway;
    grant update (base_url, config, schedule, schedules, rates, brake, state, account_id, account_name, next_due_at, due_at,
      removed_at, refusals, circuit_opened_at, circuit_reason) on rollcall.connection to rollcall_gateway;
  `,
  );
}
