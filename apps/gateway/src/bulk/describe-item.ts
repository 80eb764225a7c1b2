import type { Held, KindCoverage } from '@rollcall/db';
import type { Provider } from '@rollcall/provider-kit';
import {
  type CallCost,
  destroyedShownMax,
  type PlannedItem,
  type PlannedResource,
  type PlanWarning,
} from '@rollcall/schema';
import type { Affected } from './affected.ts';
import type { Input, ReadItem } from './read-items.ts';
import type { ResolvedItem } from './resolve-items.ts';
import { undoOf } from './undo.ts';

/** What a description stands on. */
export interface Known {
  readonly affected: Affected;
  readonly coverage: ReadonlyMap<string, KindCoverage>;
  /** Whether another item acts on something that this one acts on, or takes along what this one makes, or makes it. */
  readonly isRepeated: boolean;
}

/** What a person is shown of an item: nothing of it is secret, and nothing of it is a time. */
export function describeItem(item: ResolvedItem, known: Known): PlannedItem {
  const { ordinal, connection, procedure, provider, spec, call, target, expectations } = item;
  const { changes, destroys } = known.affected;
  const isDestroying = spec.effect(call.input) === 'destroy' || destroys.length > 0;
  return {
    ordinal,
    connection,
    procedure,
    input: redactedInput(item),
    operation: `${provider.name}.${spec.operationId}`,
    effect: isDestroying ? 'destroy' : 'write',
    target: target === null ? null : plannedResource(target),
    creates: expectations.flatMap((one): PlannedItem['creates'] => {
      if (one.becomes === 'present') return [{ kind: one.kind, name: one.name, count: 1 }];
      return one.becomes === 'more' ? [{ kind: one.kind, name: null, count: one.count }] : [];
    }),
    changes: changes.map(plannedResource),
    destroys: {
      total: destroys.length,
      data: destroys.slice(0, destroyedShownMax).map(({ version: _, ...one }) => one),
    },
    cost: provider.cost?.(call) ?? unknownCost(provider, spec.operationId),
    undo: undoOf(item),
    warnings: warningsOf(item, known),
  };
}

/** The input without what may not be stored: of a common operation, the fields that it says are secret. */
export function redactedInput({ does, input }: Pick<ReadItem, 'does' | 'input'>): Input {
  if (does.is === 'own') return does.spec.redact(input);
  const { secrets = [] } = does.common;
  return Object.fromEntries(
    Object.entries(input).map(([field, value]) => [field, secrets.includes(field) ? { $withheld: 'secret' } : value]),
  );
}

function plannedResource({ kind, externalId, name, presence, version }: Held): PlannedResource {
  return { kind, externalId, name, presence, version };
}

function unknownCost({ title }: Provider, operationId: string): CallCost {
  return {
    effect: 'unknown',
    amount: null,
    reason: `${title} does not document what ${operationId} costs or pays back.`,
  };
}

function warningsOf(item: ResolvedItem, { affected, coverage, isRepeated }: Known): PlanWarning[] {
  const { target } = item;
  const isGone = target !== null && target.presence !== 'live';
  return [
    ...(isGone
      ? [{ code: 'absent' as const, message: `The ${target.kind} ${target.name} is ${target.presence}.` }]
      : []),
    ...affected.exists.map(({ kind, name }) => ({
      code: 'exists' as const,
      message: `There is a ${kind} ${name} already.`,
    })),
    ...affected.unresolved.map(({ kind, externalId }) => ({
      code: 'unresolved' as const,
      message: `The ledger holds no ${kind} ${externalId}: what goes with it cannot be told.`,
    })),
    ...kindsReadOf(item, affected).flatMap((kind) => coverageWarning(kind, coverage.get(kind))),
    ...(isRepeated
      ? [{ code: 'repeated' as const, message: 'Another item acts on the same, or on what belongs to it.' }]
      : []),
  ];
}

/** The kinds that the description was read from: of what it acts on, and of whatever would go with what is destroyed. */
function kindsReadOf({ provider, target }: ResolvedItem, { changes, destroys }: Affected): readonly string[] {
  const owners = new Set(destroys.map(({ kind }) => kind));
  const owned = provider.kinds.filter(
    ({ ownedBy, perParent }) =>
      (ownedBy !== undefined && owners.has(ownedBy.kind)) || (perParent !== undefined && owners.has(perParent)),
  );
  const kinds = [...(target === null ? [] : [target.kind]), ...changes.map(({ kind }) => kind), ...owners];
  return [...new Set([...kinds, ...owned.map(({ kind }) => kind)])].toSorted();
}

function coverageWarning(kind: string, covered: KindCoverage | undefined): readonly PlanWarning[] {
  if (covered === undefined || covered.grade === null) {
    return [{ code: 'not_listed', message: `No listing of ${kind} was ever believed whole: there may be more.` }];
  }
  if (covered.trouble !== null) {
    return [{ code: 'stale', message: `The newest listing of ${kind} was not believed (${covered.trouble}).` }];
  }
  if (covered.grade === 'plausible') {
    return [
      { code: 'unproven', message: `The listings of ${kind} do not prove that they are whole: there may be more.` },
    ];
  }
  return [];
}
