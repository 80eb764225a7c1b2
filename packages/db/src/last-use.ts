import type { ConnectionId } from '@rollcall/schema';
import { sql } from 'kysely';
import type { Tx } from './database.ts';

/** When a listing says that something was used last. */
export interface Use {
  readonly externalId: string;
  /** As the provider writes it. */
  readonly usedAt: string;
}

/** A use that is later by less says nothing new: what is unused is so for months. */
const newerByHours = 24;

/** Keeps when things were used last, where that is later than what is known by a day. What is no time is passed over. */
export async function noteUses(
  tx: Tx,
  { connectionId, kind }: { readonly connectionId: ConnectionId; readonly kind: string },
  uses: readonly Use[],
): Promise<void> {
  const read = uses.flatMap(({ externalId, usedAt }) => {
    const ms = Date.parse(usedAt);
    return Number.isNaN(ms) ? [] : [{ externalId, usedAt: new Date(ms).toISOString() }];
  });
  if (read.length === 0) return;
  await sql`
    insert into rollcall.last_use as u (workspace_id, connection_id, kind, external_id, used_at)
    select distinct on (n."externalId") ${tx.workspaceId}, ${connectionId}, ${kind}, n."externalId", n."usedAt"
    from jsonb_to_recordset(${JSON.stringify(read)}) as n("externalId" text, "usedAt" timestamptz)
    order by n."externalId", n."usedAt" desc
    on conflict (workspace_id, connection_id, kind, external_id) do update set used_at = excluded.used_at
      where excluded.used_at >= u.used_at + make_interval(hours => ${newerByHours})`.execute(tx);
}
