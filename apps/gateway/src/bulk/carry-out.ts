import {
  assertLaneConnected,
  haveSucceededBefore,
  heldByPlace,
  type ItemEnd,
  itemKey,
  type Lane,
  type Parking,
  type TakenItem,
} from '@rollcall/db';
import { OperationId, type Performed, RollcallError } from '@rollcall/schema';
import { ZodError } from 'zod';
import { type Background, type CallOptions, perform } from '../operations/perform.ts';
import { performCommon } from '../operations/perform-common.ts';
import { sealSecondsMax } from '../operations/seal-result.ts';
import type { CallerContext } from '../trpc.ts';
import { type Foreseen, foresee } from './foresee.ts';
import { PlanIssues } from './issues.ts';
import { openInput } from './open-input.ts';
import { parkingAfter } from './parking.ts';
import type { Input } from './read-items.ts';

/** What became of an item, and whether the others of its lane have to wait. */
export interface CarriedOut {
  readonly end: ItemEnd;
  readonly parking?: Parking;
}

/** A lane, and how its calls go. */
export interface Carrying {
  readonly lane: Lane;
  readonly background: Background;
}

/**
 * Carries an item out on the one path that there is, if it would still do exactly what was shown: what it acts on is
 * looked at once more. Throws only what leaves open what became of it; whoever takes the lane over finds that out.
 */
export async function carryOut(
  ctx: CallerContext,
  { lane, background }: Carrying,
  item: TakenItem,
): Promise<CarriedOut> {
  try {
    await ctx.inWorkspace((tx) => assertLaneConnected(tx, lane));
    await assertStepsBefore(ctx, lane, item);
    const foreseen = await foreseeAgain(ctx, lane, item);
    // Nobody waits for an answer: the secrets in it wait to be taken.
    const sealSecrets = { ttlSeconds: sealSecondsMax };
    const how = { idempotencyKey: itemKey(lane.bulkId, item), background: holding(background, foreseen), sealSecrets };
    const { operation } = await performed(ctx, foreseen, how);
    if (operation === null) throw new Error('a plan has no reads');
    return { end: { state: 'done', operationId: operation.id } };
  } catch (error) {
    return endAfter(error, item);
  }
}

/** Where an event is taken back in steps: a record is not ended whose successor could not be written. */
async function assertStepsBefore(ctx: CallerContext, lane: Lane, { ordinal }: TakenItem): Promise<void> {
  if (lane.reverts === null) return;
  if (await ctx.inWorkspace((tx) => haveSucceededBefore(tx, lane, ordinal))) return;
  throw new RollcallError('plan_moved', 'A step before this one did not succeed, and nothing was sent: revert again.');
}

async function foreseeAgain(ctx: CallerContext, lane: Lane, item: TakenItem): Promise<Foreseen> {
  const issues = new PlanIssues();
  const { ordinal, procedure } = item;
  const input = await openInput(ctx, lane.bulkId, item);
  const asked = { ordinal, path: String(ordinal), connection: lane.connection, procedure, input };
  const [foreseen] = await foresee(ctx, [asked], issues);
  const [issue] = issues.found;
  if (issue !== undefined) throw asRefusal(issue.error);
  if (foreseen?.pins.equals(item.pins) === true) return foreseen;
  throw moved();
}

function moved(): RollcallError {
  return new RollcallError(
    'plan_moved',
    'What this acts on has changed since it was planned, and nothing was sent: look at it, and plan it again.',
  );
}

/** The rate may have it wait for a minute: what it acts on is looked at until it is sent. */
function holding(background: Background, { item, affected }: Foreseen): Background {
  const { target } = item;
  const actsOn = [...(target === null ? [] : [target]), ...affected.changes, ...affected.destroys];
  const wanted = actsOn.map(({ kind, externalId }, at) => ({ at, kind, externalId }));
  return {
    ...background,
    async hold(tx) {
      await background.hold(tx);
      const held = await heldByPlace(tx, { connectionId: item.at.id, wanted });
      const isAsShown = actsOn.every(({ version }, at) => (held.get(at)?.[0]?.version ?? null) === version);
      if (!isAsShown) throw moved();
    },
  };
}

/** What was checked when it was planned is wrong only by what has changed since. */
function asRefusal(error: unknown): unknown {
  if (!(error instanceof ZodError)) return error;
  return new RollcallError('invalid_input', 'The input is not what it was when it was planned.', { cause: error });
}

/** By the id of what was shown: a name may be another's by now. */
function performed(ctx: CallerContext, { item }: Foreseen, how: CallOptions): Promise<Performed> {
  const { provider, does, connection, input, target } = item;
  if (does.is === 'own') return perform(ctx, { provider, spec: does.spec, connection, input, ...how });
  const { name, common } = does;
  const meant =
    target === null || common.target === undefined
      ? {}
      : { [common.target.field]: target.externalId, ...confirmed(item) };
  return performCommon(ctx, { name, connection, input: { ...input, ...meant }, ...how });
}

function confirmed({ input, target }: Foreseen['item']): Input {
  return input['confirm'] === undefined || target === null ? {} : { confirm: target.name };
}

function endAfter(error: unknown, item: TakenItem): CarriedOut {
  if (!(error instanceof RollcallError) || leavesOpen.has(error.code)) throw error;
  const parking = parkingAfter(error, item.tries);
  if (parking !== undefined) return { end: { state: 'waiting' }, parking };
  const operationId = OperationId.safeParse(error.details['operationId']);
  if (operationId.success && error.code !== 'idempotency_mismatch') {
    return { end: { state: 'done', operationId: operationId.data } };
  }
  const { code, message } = error;
  return { end: { state: 'refused', error: { kind: code, message, providerCode: null, details: {} } } };
}

/** Trouble of ours: the item may have got anywhere. */
const leavesOpen: ReadonlySet<string> = new Set(['internal', 'database_full', 'database_unavailable']);
