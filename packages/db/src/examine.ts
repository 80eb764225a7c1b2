import type { Check } from '@rollcall/schema';
import type { Tx } from './database.ts';
import { examineIsolation } from './examine/isolation.ts';
import { examineOrder } from './examine/order.ts';
import { examineRoles } from './examine/roles.ts';
import { examineState } from './examine/state.ts';

/**
 * Examines the installation from inside the database: isolation of workspaces, roles, append-only tables, the order
 * of events, daemons, and what of the inventory is old. Reads catalogs and counts; changes nothing.
 */
export async function examine(tx: Tx): Promise<readonly Check[]> {
  return [
    ...(await examineIsolation(tx)),
    ...(await examineRoles(tx)),
    ...(await examineOrder(tx)),
    ...(await examineState(tx)),
  ];
}
