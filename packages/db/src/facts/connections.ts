import type { ConnectionFacts } from '@rollcall/ledger';
import { ConnectionId } from '@rollcall/schema';
import type { Tx } from '../database.ts';
import { instant } from '../json.ts';
import { pagesOf } from './pages.ts';

/** The connections that are active, and how their credentials are taken. Rides the primary keys. */
export function connectionFacts(tx: Tx): AsyncIterable<readonly ConnectionFacts[]> {
  return pagesOf<ConnectionFacts, string>({
    keyOf: ({ connectionId }) => connectionId,
    async page(after, limit) {
      let query = tx
        .selectFrom('connection as c')
        .innerJoin('credential as k', (join) =>
          join.onRef('k.workspace_id', '=', 'c.workspace_id').onRef('k.connection_id', '=', 'c.connection_id'),
        )
        .select(['c.connection_id', 'c.name', 'k.given_at', 'c.refusals', 'c.circuit_opened_at', 'c.circuit_reason'])
        .where('c.workspace_id', '=', tx.workspaceId)
        .where('c.state', '=', 'active')
        .orderBy('c.connection_id')
        .limit(limit);
      if (after !== undefined) query = query.where('c.connection_id', '>', after);
      return (await query.execute()).map((row) => ({
        connectionId: ConnectionId.parse(row.connection_id),
        connection: row.name,
        credentialGivenAt: instant(row.given_at),
        refusals: row.refusals,
        circuit:
          row.circuit_opened_at === null
            ? null
            : { openedAt: instant(row.circuit_opened_at), reason: row.circuit_reason ?? '' },
      }));
    },
  });
}
