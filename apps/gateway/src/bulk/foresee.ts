import { createHash } from 'node:crypto';
import { type Connection, type PlannedItem, type PlanTotals, RollcallError } from '@rollcall/schema';
import canonicalize from 'canonicalize';
import { hmacOf } from '../operations/replay.ts';
import type { CallerContext } from '../trpc.ts';
import { type Affected, affectedBy } from './affected.ts';
import { betweenBatches } from './between-batches.ts';
import { describeItem } from './describe-item.ts';
import type { PlanIssues } from './issues.ts';
import { planTotals } from './plan-totals.ts';
import { type AskedItem, type ReadItem, readItems } from './read-items.ts';
import { repeatedIn } from './repeated.ts';
import { type ResolvedItem, resolveItems } from './resolve-items.ts';

/** An item, and exactly what it will do by what the ledger holds now. */
export interface Foreseen {
  readonly item: ResolvedItem;
  readonly affected: Affected;
  readonly shown: PlannedItem;
  /** SHA-256 over everything that is shown, over the pins and over the whole input. */
  readonly hash: Buffer;
  /** SHA-256 over the resources that it acts on, in their versions: other pins, and it would do something else. */
  readonly pins: Buffer;
}

/**
 * Says what each item will do: exactly, by what the ledger holds now, without asking any provider. What is wrong is added
 * to the issues, and the items that it is wrong with are left out.
 */
export async function foresee(
  ctx: CallerContext,
  asked: readonly AskedItem[],
  issues: PlanIssues,
): Promise<readonly Foreseen[]> {
  const read = await readItems(ctx, asked, issues);
  const foreseen: Foreseen[] = [];
  for (const items of byConnection(read).values()) foreseen.push(...(await foreseeAt(ctx, items, issues)));
  return foreseen.toSorted((a, b) => a.item.ordinal - b.item.ordinal);
}

function byConnection(items: readonly ReadItem[]): ReadonlyMap<Connection, readonly ReadItem[]> {
  const groups = new Map<Connection, ReadItem[]>();
  for (const item of items) {
    const group = groups.get(item.at);
    if (group === undefined) groups.set(item.at, [item]);
    else group.push(item);
  }
  return groups;
}

async function foreseeAt(
  ctx: CallerContext,
  items: readonly ReadItem[],
  issues: PlanIssues,
): Promise<readonly Foreseen[]> {
  const [first] = items;
  if (first === undefined) return [];
  const { at: connection, provider } = first;
  return ctx.inWorkspace(async (tx) => {
    const resolved = await resolveItems(tx, { items, connection, issues });
    const { affected, coverage } = await affectedBy(tx, { items: resolved, connection, provider });
    const repeated = repeatedIn(resolved, affected);
    const foreseen: Foreseen[] = [];
    for (const [index, item] of resolved.entries()) {
      await betweenBatches(index);
      const known = affected.get(item.ordinal);
      if (known === undefined) continue;
      await issues.at(item.path, () => assertTakesNothingUnasked(item, known));
      const isRepeated = repeated.has(item.ordinal);
      const shown = describeItem(item, { affected: known, coverage, isRepeated });
      const pins = pinsOf(item, known);
      foreseen.push({ item, affected: known, shown, pins, hash: itemHash(ctx, { item, shown, pins }) });
    }
    return foreseen;
  });
}

/** What a plan comes to, and the hash over it all: whoever applies this hash applies exactly this. */
export function summed(
  foreseen: readonly Foreseen[],
  reverts: string | null,
): { readonly totals: PlanTotals; readonly hash: string } {
  const totals = planTotals(foreseen.map(({ shown, affected }) => ({ shown, destroys: affected.destroys })));
  const whole = createHash('sha256').update(canonicalize({ reverts, totals }) ?? '');
  for (const { hash } of foreseen) whole.update(hash);
  return { totals, hash: whole.digest('hex') };
}

function itemHash(
  ctx: CallerContext,
  { item, shown, pins }: { item: ResolvedItem; shown: PlannedItem; pins: Buffer },
): Buffer {
  const { at: connection, procedure, input } = item;
  const whole = createHash('sha256').update(canonicalize(shown) ?? '');
  // Nobody can guess a password by it: the HMAC is keyed.
  return whole
    .update(pins)
    .update(hmacOf(ctx, { connection, asked: { procedure, input } }))
    .digest();
}

function pinsOf({ target }: ResolvedItem, { changes, destroys }: Affected): Buffer {
  const held = [...(target === null ? [] : [target]), ...changes];
  const pins = [...held, ...destroys].map(({ kind, externalId, version }) => [kind, externalId, version]);
  return createHash('sha256').update(JSON.stringify(pins)).digest();
}

/** As a single call has it: what a deletion takes along beside its target is asked for, too. */
function assertTakesNothingUnasked({ does, input, target }: ResolvedItem, { destroys }: Affected): void {
  if (does.is === 'own' || does.common.confirms !== true || input['cascade'] === true) return;
  const owned = destroys.filter(({ because }) => because === 'owned');
  if (owned.length === 0) return;
  const names = owned.slice(0, ownedNamedMax).map(({ kind, name }) => `${kind} ${name}`);
  const more = owned.length > names.length ? ` and ${owned.length - names.length} more` : '';
  const message = `must be true: the ${target?.kind} ${target?.name} takes along ${names.join(', ')}${more}, for good`;
  throw new RollcallError('invalid_input', `"cascade" ${message}.`, {
    details: { issues: [{ path: 'cascade', message }] },
  });
}

/** More than these say nothing more to whoever has to decide whether it was meant. */
const ownedNamedMax = 5;
