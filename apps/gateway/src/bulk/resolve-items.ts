import { type Held, operationsOnRecord, resourcesMeantByEach, type Tx } from '@rollcall/db';
import { commonCall, type OperationCall, type OperationSpec } from '@rollcall/provider-kit';
import { type Connection, type Expectation, RollcallError } from '@rollcall/schema';
import { assertListedAfter } from '../operations/assert-listed-since.ts';
import { chooseTarget, namesOf } from '../operations/find-target.ts';
import { kindOf } from '../operations/kinds-written.ts';
import { ending, requireConfirmation } from '../operations/perform-common.ts';
import { betweenBatches } from './between-batches.ts';
import type { PlanIssues } from './issues.ts';
import type { ReadItem } from './read-items.ts';

/** An item with what it is about in the ledger, and the documented operation that carries it out. */
export interface ResolvedItem extends ReadItem {
  /** Null for what is about nothing that the ledger has, such as what makes something new. */
  readonly target: Held | null;
  readonly spec: OperationSpec;
  readonly call: OperationCall;
  readonly expectations: readonly Expectation[];
}

/**
 * Finds what each item of one connection is about, and which documented operation it is. What is wrong is added to the
 * issues, and the items that it is wrong with are left out.
 */
export async function resolveItems(
  tx: Tx,
  { items, connection, issues }: { items: readonly ReadItem[]; connection: Connection; issues: PlanIssues },
): Promise<readonly ResolvedItem[]> {
  const targets = await findTargets(tx, connection, items);
  const repeats = items.some(({ does }) => does.is === 'common' && does.common.repeats === true);
  const open = repeats ? await operationsOnRecord(tx, connection.id, new Date()) : [];
  const resolved: ResolvedItem[] = [];
  for (const [index, item] of items.entries()) {
    await betweenBatches(index);
    const known = await issues.at(item.path, () => {
      const target = targetOf(item, targets);
      if (target !== null && item.does.is === 'common' && item.does.common.repeats === true) {
        assertListedAfter(open, { connection, target });
      }
      return { ...item, target, ...called(item, target) };
    });
    if (known !== undefined) resolved.push(known);
  }
  return resolved;
}

async function findTargets(
  tx: Tx,
  connection: Connection,
  items: readonly ReadItem[],
): Promise<ReadonlyMap<number, readonly Held[]>> {
  const byKind = new Map<string, { at: number; text: string; names: readonly string[] }[]>();
  for (const item of items) {
    const sought = soughtBy(item);
    if (sought === undefined) continue;
    const list = byKind.get(sought.kind) ?? [];
    list.push({ at: item.ordinal, text: sought.text, names: namesOf(sought.text) });
    byKind.set(sought.kind, list);
  }
  const found = new Map<number, readonly Held[]>();
  for (const [kind, sought] of byKind) {
    const meant = await resourcesMeantByEach(tx, { connectionId: connection.id, kind, sought });
    for (const [at, held] of meant) found.set(at, held);
  }
  return found;
}

/** What the caller of a common operation wrote to say which resource is meant. */
function soughtBy({ does, input }: ReadItem): { readonly kind: string; readonly text: string } | undefined {
  if (does.is === 'own' || does.common.target === undefined) return undefined;
  return { kind: kindOf(does.common.target, input), text: String(input[does.common.target.field]) };
}

function targetOf(item: ReadItem, targets: ReadonlyMap<number, readonly Held[]>): Held | null {
  const sought = soughtBy(item);
  if (sought === undefined) return null;
  const otherwise = `Or use an operation of ${item.provider.title}'s own, which takes the id as it is.`;
  const found = targets.get(item.ordinal) ?? [];
  const target = chooseTarget(found, { connection: item.at, ...sought, otherwise });
  const { confirm } = item.input;
  // What repeats the caller's own words stands for what the hash confirms.
  if (confirm !== undefined && confirm !== sought.text) requireConfirmation(target, confirm);
  return target;
}

function called(
  { does, provider, input }: ReadItem,
  target: Held | null,
): Pick<ResolvedItem, 'spec' | 'call' | 'expectations'> {
  const call =
    does.is === 'own'
      ? { operationId: does.spec.operationId, input }
      : commonCall(provider, { name: does.name, input, target: target ?? undefined });
  const spec = provider.operations[call.operationId];
  if (spec === undefined) throw new Error(`${call.operationId} is not documented by ${provider.name}`);
  const own = spec.parse(call.input);
  if (spec.effect(own) === 'read') {
    throw new RollcallError('invalid_input', `${call.operationId} only reads: call it, there is nothing to plan.`);
  }
  const told = provider.expectations({ operationId: call.operationId, input: own });
  const asked = does.is === 'own' ? [] : ending(does.common, target ?? undefined);
  return { spec, call: { ...call, input: own }, expectations: told.length > 0 ? told : asked };
}
