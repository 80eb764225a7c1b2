import type { InboxesOnDomain } from '@rollcall/ledger';
import { sql } from 'kysely';
import type { Tx } from '../../database.ts';
import { heldThen } from '../../held-then.ts';
import type { Moment } from '../../moment.ts';

/**
 * How many inboxes were live on each of these domains at a moment, by what was known then, at whatever connection. `orderBy` has the
 * attribute of an inbox that names its order, by provider. Reads all inboxes once, and the versions of those that have changed since.
 */
export async function inboxesThen(
  tx: Tx,
  { domains, orderBy, ...moment }: InboxesWanted,
): Promise<ReadonlyMap<string, InboxesOnDomain>> {
  // Grouped by bytes: the order of a language takes longer to sort by than all else here.
  const { rows } = await sql<InboxesOnDomain & { readonly domain: string }>`
    select x.domain, count(*)::int as inboxes, coalesce(array_agg(distinct x.bought collate "C" order by x.bought collate "C")
      filter (where x.bought is not null), '{}') as orders
    from (
      select (h.attributes ->> 'domain') collate "C" as domain,
        (h.attributes ->> (${JSON.stringify(orderBy)}::jsonb ->> c.provider)) || ' at ' || c.name as bought
      from (${heldThen(tx, { kind: 'inbox', withState: true }, moment)}) h
      join rollcall.connection c on c.workspace_id = ${tx.workspaceId} and c.connection_id = h.connection_id
      where h.presence = 'live' and h.attributes ->> 'domain' = any (${[...domains]}::text[])
    ) x
    group by 1`.execute(tx);
  return new Map(rows.map(({ domain, ...row }) => [domain, row]));
}

export interface InboxesWanted extends Moment {
  readonly domains: readonly string[];
  readonly orderBy: Readonly<Record<string, string>>;
}
