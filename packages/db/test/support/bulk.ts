import type { BulkId, EventId, PlannedItem } from '@rollcall/schema';
import { applyPlan, lockBulk, newBulkId, storePlan } from '../../src/index.ts';
import { type GivenConnection, keyActor } from './given.ts';
import type { Store } from './store.ts';

/** A seal that nobody has to open. */
const sealed = { sealed: 'sealed', masterKeyId: 'k1' };

/** A plan of so many items of a connection, each with a secret input. */
async function givenPlan(
  store: Store,
  connection: GivenConnection,
  { items = 1, reverts = null }: { items?: number; reverts?: EventId | null } = {},
): Promise<BulkId> {
  const id = newBulkId();
  const totals = {
    ...{ items, procedures: { 'acme.write': items }, creates: { inbox: items }, changes: {}, destroys: {} },
    ...{ cost: { items: { none: 0, charge: 0, refund: 0, unknown: items }, known: [] } },
    ...{ undo: { yes: items, no: 0, partly: 0 }, warnings: {} },
  };
  const planned = Array.from({ length: items }, (_, ordinal) => ({
    ...{ connectionId: connection.id, shown: shownItem(connection, ordinal), sealed },
    ...{ hash: Buffer.alloc(32, 1), pins: Buffer.alloc(32, 2) },
  }));
  const plan = { id, hash: 'a'.repeat(64), title: `acme.write × ${items}`, totals, reverts, ttlMs: 60_000 };
  await store.asGateway((tx) => storePlan(tx, { ...plan, items: planned }, keyActor));
  return id;
}

const unlimited = { connections: null, networks: [], unitsPerMinute: 6_000, endsAt: null } as const;

/** The same, applied. */
export async function givenBulk(
  store: Store,
  connection: GivenConnection,
  given: { items?: number; reverts?: EventId | null } = {},
): Promise<BulkId> {
  const id = await givenPlan(store, connection, given);
  const caller = { workspaceId: store.mine, actor: keyActor, scopes: ['operations:write'], ...unlimited } as const;
  await store.asGateway(async (tx) => applyPlan(tx, { bulk: await lockBulk(tx, id), caller, idempotencyKey: null }));
  return id;
}

function shownItem({ name }: GivenConnection, ordinal: number): PlannedItem {
  return {
    ...{ ordinal, connection: name, procedure: 'acme.write', input: { password: { $withheld: 'secret' } } },
    ...{ operation: 'acme.write', effect: 'write', target: null, creates: [], changes: [] },
    destroys: { total: 0, data: [] },
    cost: { effect: 'unknown', amount: null, reason: 'nobody says' },
    undo: { possible: 'no', by: null, reason: 'nothing takes it back' },
    warnings: [],
  };
}
