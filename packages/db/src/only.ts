import type { ConnectionId } from '@rollcall/schema';
import { type RawBuilder, sql } from 'kysely';

export interface CountFilter {
  readonly connectionId?: ConnectionId | undefined;
  readonly kind?: string | undefined;
}

/** The conditions on a row that is of a connection and a kind. */
export function only(row: string, { connectionId, kind }: CountFilter): RawBuilder<unknown> {
  return sql`
    ${connectionId === undefined ? sql`` : sql`and ${sql.ref(`${row}.connection_id`)} = ${connectionId}`}
    ${kind === undefined ? sql`` : sql`and ${sql.ref(`${row}.kind`)} = ${kind}`}`;
}
