import {
  beatLane,
  claimLane,
  closeLane,
  confinedTo,
  type Db,
  endItem,
  holdLane,
  inWorkspace,
  type Lane,
  type LaneKey,
  LaneLost,
  laneSilenceMsMax,
  type Parking,
  recoverItems,
  releaseLane,
  type TakenItem,
  type Tx,
  takeItem,
} from '@rollcall/db';
import { about, inSpan } from '@rollcall/telemetry';
import type { Gateway } from '../gateway.ts';
import type { Background } from '../operations/perform.ts';
import { createSubscriptions } from '../subscriptions.ts';
import type { CallerContext } from '../trpc.ts';
import { carryOut } from './carry-out.ts';
import { isTriedAgain } from './parking.ts';

/** Calls of one lane that may be under way at once. More would not go faster: one at a time waits for the rate. */
const underWayMax = 4;
/** What takes an event back is done step by step. */
const stepsAtOnce = 1;
/** A lane whose calls broke in a way that nobody foresaw is tried again after this long. */
const brokenMs = 5_000;
/** What is unknown is looked at again: soon at first, then as rarely as it has stayed so. */
const lookMsMin = 1_000;
const lookMsMax = 30_000;

/** Who works lanes: a gateway, and what it is called where a lane says who holds it. */
export interface Holder {
  readonly gateway: Gateway;
  readonly name: string;
  /** After so long a lane is given back, behind those that have waited: slow ones do not keep all others from their turn. */
  readonly turnMs: number;
}

/**
 * Works a lane, item by item in their order, until none waits, something parks it, its turn is over, or this gateway stops. The next item
 * begins when the one before was sent, so that one at a time waits for the rate and callers go first. Does nothing when
 * another gateway was faster. Never rejects.
 */
export function workLane(holder: Holder, key: LaneKey): Promise<void> {
  const { bulkId, connectionId, workspaceId } = key;
  return about({ bulkId, connectionId, workspaceId }, () => laneWorked(holder, key));
}

async function laneWorked({ gateway, name, turnMs }: Holder, key: LaneKey): Promise<void> {
  const inKey = <T>(work: (tx: Tx) => Promise<T>) => inWorkspace(gateway.db, key.workspaceId, work);
  try {
    const lane = await inKey((tx) => claimLane(tx, key, name));
    if (lane === undefined) return;
    await beating({ gateway, lane }, async (lost) => {
      const parking = await worked({ gateway, lane, lost, turnEndsAt: performance.now() + turnMs });
      await inKey((tx) => releaseLane(tx, lane, parking));
    });
  } catch (error) {
    if (error instanceof LaneLost) gateway.log.warn('a lane went to another gateway');
    else gateway.log.error({ err: error }, 'a lane broke off');
  }
}

interface Working {
  readonly gateway: Gateway;
  readonly lane: Lane;
  /** Aborted when another gateway has claimed the lane. */
  readonly lost: AbortSignal;
  /** By `performance.now`. */
  readonly turnEndsAt: number;
}

/** Says that the lane is held, again and again, while `work` goes on. */
async function beating(
  { gateway, lane }: Pick<Working, 'gateway' | 'lane'>,
  work: (lost: AbortSignal) => Promise<void>,
): Promise<void> {
  const losing = new AbortController();
  const beat = setInterval(() => {
    inWorkspace(gateway.db, lane.workspaceId, (tx) => beatLane(tx, lane)).catch((error: unknown) => {
      // One that cannot be said is followed by another.
      if (error instanceof LaneLost) losing.abort();
    });
  }, laneSilenceMsMax / 4);
  try {
    await work(losing.signal);
  } finally {
    clearInterval(beat);
  }
}

/** Works the items; answers what parks the lane, or how long it has nothing to do. */
async function worked(working: Working): Promise<Parking | undefined> {
  const { gateway, lane } = working;
  const { actor } = lane.caller;
  const inLane = <T>(work: (tx: Tx) => Promise<T>) => inWorkspace(gateway.db, lane.workspaceId, work);
  await inLane((tx) => recoverItems(tx, lane, { actor, isTriedAgain }));
  const parking = await workItems(working);
  if (gateway.stopping.aborted) return undefined;
  const open = await inLane((tx) => closeLane(tx, lane, actor));
  if (parking !== undefined || open.waiting > 0 || open.unknown === 0) return parking;
  const ms = Math.min(lookMsMax, Math.max(lookMsMin, lane.idleMs / 4));
  return { code: 'operation_unknown', message: 'Some operations are unknown: listings settle them.', ms };
}

async function workItems(working: Working): Promise<Parking | undefined> {
  const { gateway, lane, lost, turnEndsAt } = working;
  const underWay = new Set<Promise<void>>();
  const most = lane.reverts === null ? underWayMax : stepsAtOnce;
  const ended: { parking?: Parking; error?: unknown } = {};
  const isOver = () => gateway.stopping.aborted || lost.aborted || ended.parking !== undefined || 'error' in ended;
  // One item at least, however short the turn is.
  for (let taken = 0; !isOver() && (taken === 0 || performance.now() < turnEndsAt); taken += 1) {
    const item = await inWorkspace(gateway.db, lane.workspaceId, (tx) => takeItem(tx, lane));
    if (item === undefined) break;
    const sent = Promise.withResolvers<void>();
    const work = workItem(working, item, sent.resolve)
      .then((parking) => {
        if (parking !== undefined && (ended.parking === undefined || isLonger(parking, ended.parking)))
          ended.parking = parking;
      })
      .catch((error: unknown) => {
        ended.error = error;
      })
      .finally(() => underWay.delete(work));
    underWay.add(work);
    await Promise.race([sent.promise, work]);
    if (underWay.size >= most) await Promise.race(underWay);
  }
  await Promise.all(underWay);
  if (!('error' in ended)) return ended.parking;
  if (ended.error instanceof LaneLost) throw ended.error;
  gateway.log.error({ err: ended.error }, 'an item of a bulk operation broke');
  return { code: 'internal', message: 'Something went wrong here: the log has it.', ms: brokenMs };
}

/** In the trace in which the plan was applied, however much later. */
function workItem(working: Working, item: TakenItem, onSent: () => void): Promise<Parking | undefined> {
  const { bulkId, caller, traceparent: from } = working.lane;
  const attributes = { 'rollcall.bulk.id': bulkId, 'rollcall.item': item.ordinal, 'rollcall.attempt': item.tries };
  return about({ keyId: caller.actor.id }, () =>
    inSpan({ name: 'bulk item', attributes, from, begins: true }, () => itemWorked(working, item, onSent)),
  );
}

async function itemWorked(working: Working, item: TakenItem, onSent: () => void): Promise<Parking | undefined> {
  const { gateway, lane, lost } = working;
  const background: Background = {
    because: { bulk: lane.bulkId, reverts: lane.reverts },
    connectionId: lane.connectionId,
    hold: (tx) => holdLane(tx, lane),
    onSent,
    stopping: AbortSignal.any([gateway.stopping, lost]),
  };
  const { end, parking } = await carryOut(contextOf(gateway, lane), { lane, background }, item);
  await inWorkspace(gateway.db, lane.workspaceId, (tx) => endItem(tx, lane, { ordinal: item.ordinal, end }));
  return parking;
}

function isLonger(parking: Parking, than: Parking): boolean {
  return than.ms !== null && (parking.ms === null || parking.ms > than.ms);
}

/** What whoever applied the plan may see and do, as their key was then. */
function contextOf(gateway: Gateway, { workspaceId, bulkId, caller }: Lane): CallerContext {
  const db: Db = caller.connections === null ? gateway.db : confinedTo(gateway.db, caller.connections);
  return {
    gateway: { ...gateway, db },
    requestId: bulkId,
    caller,
    refusal: undefined,
    spend: () => undefined,
    forgetCallers: () => {},
    callerNow: async () => caller,
    subscriptions: createSubscriptions({ ...gateway, db }),
    pass: () => {},
    inWorkspace: (work) => inWorkspace(db, workspaceId, work),
  };
}
