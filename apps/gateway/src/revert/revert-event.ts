import { connectionNamed, type DriftOnRecord, driftOnRecord } from '@rollcall/db';
import {
  type Drifted,
  type Provider,
  type Restoration,
  type RestoringCall,
  restorationOf,
} from '@rollcall/provider-kit';
import { providerNamed } from '@rollcall/provider-registry';
import { type EventId, type RevertPart, type RevertPlan, RollcallError } from '@rollcall/schema';
import { makePlan, type PlanGroup } from '../bulk/make-plan.ts';
import { assertListedSince } from '../operations/assert-listed-since.ts';
import type { CallerContext } from '../trpc.ts';
import { assertRevertible } from './assert-revertible.ts';
import { newPassword } from './new-password.ts';

export interface RevertRequest {
  readonly id: EventId;
  /** Whether what comes only near to what was is wanted, such as an empty inbox of the same address. */
  readonly nearest: boolean;
  /** For what must have a new one; made here where none is given. */
  readonly password: string | undefined;
}

/**
 * Makes the plan of the operations that take back what an event tells of; nothing is sent before it is applied. Throws
 * `not_found`, `event_not_revertible`, `event_decided`, `event_superseded`, `not_listed_yet`, and `not_supported` with the
 * reasons where the provider can put nothing of it back.
 */
export async function revertEvent(ctx: CallerContext, { id, nearest, password }: RevertRequest): Promise<RevertPlan> {
  const { drift, provider, drifted } = await ctx.inWorkspace(async (tx) => {
    const found = await driftOnRecord(tx, id);
    assertRevertible(found);
    const connection = await connectionNamed(tx, found.connection.name);
    const of = { drift: found, provider: providerNamed(connection.provider), drifted: driftedOf(found) };
    await assertListedSince(tx, connection, of.drifted.target);
    return of;
  });
  const { needsPassword } = restorationOf(provider, drifted, { nearest });
  const made = needsPassword && password === undefined ? newPassword() : null;
  const restoration = restorationOf(provider, drifted, { nearest, password: password ?? made ?? '' });
  if (restoration.calls.length === 0) throw nothingPossible(provider, { drift, restoration });
  const groups = groupsOf(drift.connection.name, restoration.calls);
  return {
    event: drift.event,
    parts: partsOf(drifted, restoration),
    warnings: [...restoration.warnings],
    plan: await makePlan(ctx, { groups, reverts: id }),
    password: made,
  };
}

/** The resource as it was before the event: as it is now, but for what the event says was otherwise. */
function driftedOf({ event, resource }: DriftOnRecord): Drifted {
  if (resource === null) throw new Error('a resource that the ledger does not hold by this id was asserted');
  const { type, before: said } = event;
  if (type !== 'resource.changed' && type !== 'resource.renamed') {
    const change = type === 'resource.vanished' ? 'vanished' : 'appeared';
    // What vanished is as it was, and what appeared is taken away whatever it has become.
    return { change, target: resource, before: resource, differs: [] };
  }
  // What it was listed by, and known by, is no attribute of it.
  const { name = resource.name, externalId: _id, parent: _parent, ...attributes } = said ?? {};
  const before = { name: String(name), attributes: { ...resource.attributes, ...attributes } };
  const differs = Object.keys({ ...said, ...event.after }).filter((key) => key !== 'externalId');
  return { change: 'changed', target: resource, before, differs };
}

function nothingPossible(
  { name, title }: Provider,
  { drift, restoration }: { drift: DriftOnRecord; restoration: Restoration },
): RollcallError {
  const { kind, name: subject } = drift.event.subject;
  const { left, nearest } = restoration;
  const reason =
    left.map(({ what, reason: why }) => (left.length > 1 ? `${what}: ${why}` : why)).join(' ') ||
    'nothing of it was set by anybody.';
  const near = nearest === null ? '' : ` What comes nearest has to be asked for (nearest). ${nearest}`;
  return new RollcallError(
    'not_supported',
    `What happened to the ${kind} ${subject} cannot be taken back at ${title}: ${reason}${near}`,
    { details: { operation: 'events.revert', provider: name, reason, nearest } },
  );
}

/** One group for each run of the same procedure: they are carried out in this order. */
function groupsOf(connection: string, calls: readonly RestoringCall[]): readonly PlanGroup[] {
  return calls.map(({ procedure, input }) => ({ connection, procedure, items: [{ ...input }] }));
}

function partsOf({ change, target, before, differs }: Drifted, { left, calls }: Restoration): RevertPart[] {
  if (change !== 'changed') {
    const [was, is] = change === 'appeared' ? ['absent', 'live'] : ['live', 'absent'];
    return [{ what: 'presence', before: was, now: is, after: was, reason: null }];
  }
  const put = new Set(calls.flatMap(({ restores }) => restores));
  const valueIn = (of: Drifted['before'], what: string) => (what === 'name' ? of.name : (of.attributes[what] ?? null));
  return differs.map((what) => {
    const [was, is] = [valueIn(before, what), valueIn(target, what)];
    const reason = left.find((one) => one.what === what)?.reason ?? (put.has(what) ? null : followsOnly);
    return { what, before: was, now: is, after: reason === null || reason === followsOnly ? was : is, reason };
  });
}

const followsOnly = 'it follows from the rest, and comes back with it.';
