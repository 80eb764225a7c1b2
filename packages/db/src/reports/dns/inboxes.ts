import type { InboxesOnDomain } from '@rollcall/ledger';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../database.ts';
import { inForce, type Moment } from '../../moment.ts';

/**
 * How many inboxes were live on each of these domains at a moment, by what was known then, at whatever connection. `orderBy` has the
 * attribute of an inbox that names its order, by provider. Reads all versions of inboxes once.
 */
export async function inboxesThen(
  tx: Tx,
  { domains, orderBy, ...moment }: InboxesWanted,
): Promise<ReadonlyMap<string, InboxesOnDomain>> {
  const { rows } = await sql<InboxesOnDomain & { readonly domain: string }>`
    select x.domain, count(*)::int as inboxes, coalesce(array_agg(distinct x.bought collate "C" order by x.bought collate "C")
      filter (where x.bought is not null), '{}') as orders
    from (
      select v.attributes ->> 'domain' as domain,
        (v.attributes ->> (${JSON.stringify(orderBy)}::jsonb ->> c.provider)) || ' at ' || c.name as bought
      ${live(tx, moment)} and v.attributes ->> 'domain' = any (${[...domains]}::text[])
    ) x
    group by 1`.execute(tx);
  return new Map(rows.map(({ domain, ...row }) => [domain, row]));
}

export interface InboxesWanted extends Moment {
  readonly domains: readonly string[];
  readonly orderBy: Readonly<Record<string, string>>;
}

function live(tx: Tx, moment: Moment): RawBuilder<unknown> {
  return sql`from rollcall.connection c
    join rollcall.resource_version v on v.workspace_id = c.workspace_id and v.connection_id = c.connection_id
      and v.kind = 'inbox' and v.presence = 'live'
    where c.workspace_id = ${tx.workspaceId} and ${inForce(tx, moment)}`;
}
