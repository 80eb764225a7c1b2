import type { RunHeldFacts } from '@rollcall/ledger';
import { ConnectionId, HoldId } from '@rollcall/schema';
import type { Tx } from '../database.ts';
import { instant } from '../json.ts';
import { pagesOf } from './pages.ts';

/** The holds that wait for a person, of connections that are there. Rides `hold_standing`. */
export function runHeldFacts(tx: Tx): AsyncIterable<readonly RunHeldFacts[]> {
  return pagesOf<RunHeldFacts, string>({
    keyOf: ({ holdId }) => holdId,
    async page(after, limit) {
      let query = tx
        .selectFrom('hold')
        .innerJoin('connection', (join) =>
          join
            .onRef('connection.workspace_id', '=', 'hold.workspace_id')
            .onRef('connection.connection_id', '=', 'hold.connection_id'),
        )
        .select([
          'hold.hold_id',
          'hold.connection_id',
          'connection.name',
          'hold.opened_at',
          'hold.changes',
          'hold.reasons',
        ])
        .where('hold.workspace_id', '=', tx.workspaceId)
        .where('hold.state', '=', 'pending')
        .where('connection.state', '<>', 'removed')
        .orderBy('hold.hold_id')
        .limit(limit);
      if (after !== undefined) query = query.where('hold.hold_id', '>', after);
      const rows = await query.execute();
      return rows.map((row) => ({
        holdId: HoldId.parse(row.hold_id),
        connectionId: ConnectionId.parse(row.connection_id),
        connection: row.name,
        openedAt: instant(row.opened_at),
        changes: row.changes,
        reasons: row.reasons,
      }));
    },
  });
}
