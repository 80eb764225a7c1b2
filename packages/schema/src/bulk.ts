import { z } from 'zod';
import { Actor } from './event.ts';
import { Money } from './finding.ts';
import { BulkId, EventId, Instant, OperationId } from './ids.ts';
import { Operation, OperationState } from './operation.ts';
import { Kind, Presence } from './resource.ts';

/** Items of one bulk operation. */
export const bulkItemsMax = 10_000;
/** Resources that one item lists as destroyed; how many there are in all is said beside them. */
export const destroyedShownMax = 1_000;

/** A resource of the ledger that an item acts on. */
export const PlannedResource = z.object({
  kind: Kind,
  externalId: z.string(),
  name: z.string(),
  presence: Presence,
  /** As the ledger holds it now; another version at the moment of applying, and the plan has moved. */
  version: z.int(),
});
export type PlannedResource = z.infer<typeof PlannedResource>;

/** A resource that is gone afterwards, and why: it was asked for, or it goes with what was. */
export const DestroyedResource = z.object({
  kind: Kind,
  externalId: z.string(),
  name: z.string(),
  because: z.enum(['asked_for', 'owned', 'part_of']),
});
export type DestroyedResource = z.infer<typeof DestroyedResource>;

/** What a call does to money, as far as the provider documents it. What is not known is said to be unknown. */
export const CallCost = z.object({
  effect: z.enum(['none', 'charge', 'refund', 'unknown']),
  /** Null where the provider does not say how much. */
  amount: Money.nullable(),
  /** What that is known from, or what is not documented. */
  reason: z.string(),
});
export type CallCost = z.infer<typeof CallCost>;

/** Whether what an item does can be taken back at the provider, and by what. */
export const Undo = z.object({
  possible: z.enum(['yes', 'no', 'partly']),
  /** The operation that takes it back, as `rollcall call` takes it; null where none does. */
  by: z.string().nullable(),
  reason: z.string(),
});
export type Undo = z.infer<typeof Undo>;

/**
 * `not_listed`: no listing was ever believed. `stale`: the newest was not. `unproven`: believed, and possibly not whole.
 * `absent`: the target is not there, by the ledger. `exists`: what is to come is. `unresolved`: what it acts on is not in the ledger. `repeated`: another
 * item acts on the same.
 */
export const PlanWarning = z.object({
  code: z.enum(['not_listed', 'stale', 'unproven', 'absent', 'exists', 'unresolved', 'repeated']),
  message: z.string(),
});
export type PlanWarning = z.infer<typeof PlanWarning>;

/** What one item of a plan will do. Its secrets are withheld. */
export const PlannedItem = z.object({
  ordinal: z.int(),
  connection: z.string(),
  /** As it was asked for: `inboxes.create`, or a provider's own. */
  procedure: z.string(),
  input: z.record(z.string(), z.unknown()),
  /** The provider's documented operation that carries it out, as `provider.operation`. */
  operation: z.string(),
  effect: z.enum(['write', 'destroy']),
  /** What it is about; null for what makes something new. */
  target: PlannedResource.nullable(),
  /** What comes to be; the name is null where nobody can know it beforehand. */
  creates: z.array(z.object({ kind: Kind, name: z.string().nullable(), count: z.int() })),
  changes: z.array(PlannedResource),
  /** Exactly what is destroyed, what goes along with the target included: the first of `total`. */
  destroys: z.object({ total: z.int(), data: z.array(DestroyedResource) }),
  cost: CallCost,
  undo: Undo,
  warnings: z.array(PlanWarning),
});
export type PlannedItem = z.infer<typeof PlannedItem>;

/** All items of a plan together. */
export const PlanTotals = z.object({
  items: z.int(),
  /** By procedure, as it was asked for. */
  procedures: z.record(z.string(), z.int()),
  /** Resources, by kind. */
  creates: z.record(Kind, z.int()),
  changes: z.record(Kind, z.int()),
  destroys: z.record(Kind, z.int()),
  cost: z.object({
    /** Items by what is known of their cost. */
    items: z.record(CallCost.shape.effect, z.int()),
    /** What is known of it, by currency: charges less refunds. */
    known: z.array(Money),
  }),
  /** Items by whether they can be taken back. */
  undo: z.record(Undo.shape.possible, z.int()),
  /** Items by warning. */
  warnings: z.record(z.string(), z.int()),
});
export type PlanTotals = z.infer<typeof PlanTotals>;

/**
 * `planned`: waits to be applied. `running`: an item waits, is under way, or is unknown. `finished`: what became of every
 * item is known. `cancelled`: the same, and some were not sent. `expired`: was never applied, and is forgotten.
 */
export const BulkState = z.enum(['planned', 'running', 'finished', 'cancelled', 'expired']);
export type BulkState = z.infer<typeof BulkState>;

/** What became of an item: of its operation once there is one. `failed` also without one: nothing was sent. */
export const BulkItemState = z.enum([
  'planned',
  'waiting',
  'running',
  ...OperationState.exclude(['accepted', 'dispatched']).options,
  'cancelled',
]);
export type BulkItemState = z.infer<typeof BulkItemState>;

/** Why nothing is sent for a connection at present. */
export const ParkedLane = z.object({
  connection: z.string(),
  code: z.string(),
  message: z.string(),
  /** When it goes on by itself; null where a person has to act first. */
  until: Instant.nullable(),
});
export type ParkedLane = z.infer<typeof ParkedLane>;

/** A plan, and the bulk operation that it becomes when it is applied, under the same id. */
export const Bulk = z.object({
  id: BulkId,
  state: BulkState,
  /** SHA-256 (hex) of all that was shown of the plan, and of what it stands on. Who applies it applies this and nothing else. */
  hash: z.string(),
  /** Such as `inboxes.create × 500`. */
  title: z.string(),
  totals: PlanTotals,
  /** The event that applying it takes back; null for most. */
  reverts: EventId.nullable(),
  plannedAt: Instant,
  plannedBy: Actor,
  expiresAt: Instant,
  appliedAt: Instant.nullable(),
  appliedBy: Actor.nullable(),
  cancelledAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
});
export type Bulk = z.infer<typeof Bulk>;

/** How far a bulk operation is. */
export const BulkProgress = Bulk.extend({
  /** Items by state; those that none is in are left out. */
  counts: z.partialRecord(BulkItemState, z.int()),
  parked: z.array(ParkedLane),
});
export type BulkProgress = z.infer<typeof BulkProgress>;

/** An item, and what became of it. */
export const BulkItem = PlannedItem.extend({
  state: BulkItemState,
  /** The operation that carried it out, or tried to last. */
  operationId: OperationId.nullable(),
  /** Why it failed or is unknown: its operation's error, or why none was made. */
  error: Operation.shape.error,
});
export type BulkItem = z.infer<typeof BulkItem>;

/** A plan as it is answered: what all of it comes to, and the first of its items. */
export const Plan = BulkProgress.extend({
  items: z.array(BulkItem),
  /** Whether there are more: `operations.bulk.items` has all of them. */
  more: z.boolean(),
});
export type Plan = z.infer<typeof Plan>;
