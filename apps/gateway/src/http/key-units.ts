import { type Caller, type Db, takeUnits } from '@rollcall/db';
import { RollcallError } from '@rollcall/schema';

/** A gateway takes units for so long ahead: a busy key costs one small write a second, an idle one none. */
const aheadMs = 1_000;
/** What was taken and not spent by then is given up: the key has got as much again since. */
const keptMs = 60_000;
/** Keys whose units are kept at once; the one that came first is given up first. */
const pursesMax = 1_000;
const minuteMs = 60_000;

/** What a key has left to spend, as far as this gateway knows. */
interface Spendable {
  readonly perMinute: number;
  readonly remaining: number;
}

/** What keys spend at this gateway, of what they may at all of them together. */
export interface KeyUnits {
  /**
   * Spends units of the caller's key; at once where they were taken before, which is nearly always. Throws, or rejects with,
   * `rate_limited`.
   */
  spend(caller: Caller, units: number): Promise<void> | undefined;
  left(caller: Caller): Spendable;
}

export function createKeyUnits(db: Db): KeyUnits {
  const purses = new Map<string, Purse>();
  const purseOf = (caller: Caller): Purse => {
    const known = purses.get(caller.actor.id);
    if (known?.perMinute === caller.unitsPerMinute) return known;
    const purse = newPurse(caller.unitsPerMinute);
    purses.set(caller.actor.id, purse);
    const [first] = purses.keys();
    if (purses.size > pursesMax && first !== undefined) purses.delete(first);
    return purse;
  };
  return {
    spend(caller, units) {
      const purse = purseOf(caller);
      return spendAtOnce(purse, units) ? undefined : spendTaken(db, { caller, purse, units });
    },
    left: (caller) => spendable(purseOf(caller)),
  };
}

interface Purse {
  readonly perMinute: number;
  /** Taken and not spent yet. */
  units: number;
  /** This and `emptyUntil` by the clock that nobody sets. */
  takenAt: number;
  /** What the key had left beside them, when they were taken. */
  elsewhere: number;
  /** Until then nobody asks again. */
  emptyUntil: number;
  /** One asks for all that wait. */
  taking: Promise<void> | undefined;
}

function newPurse(perMinute: number): Purse {
  return { perMinute, units: 0, takenAt: 0, elsewhere: perMinute, emptyUntil: 0, taking: undefined };
}

function spendAtOnce(purse: Purse, units: number): boolean {
  if (purse.units < units || purse.takenAt + keptMs < performance.now()) return false;
  purse.units -= units;
  return true;
}

async function spendTaken(
  db: Db,
  { caller, purse, units }: { caller: Caller; purse: Purse; units: number },
): Promise<void> {
  // Each round takes what there is or finds that there is nothing, which ends it.
  while (!spendAtOnce(purse, units)) {
    if (purse.emptyUntil > performance.now()) throw rateLimited(purse, units);
    purse.taking ??= take(db, { caller, purse, units }).finally(() => {
      purse.taking = undefined;
    });
    await purse.taking;
  }
}

async function take(db: Db, { caller, purse, units }: { caller: Caller; purse: Purse; units: number }): Promise<void> {
  const { perMinute } = purse;
  if (purse.takenAt + keptMs < performance.now()) purse.units = 0;
  const wanted = Math.max(units - purse.units, Math.ceil((perMinute * aheadMs) / minuteMs));
  const key = { workspaceId: caller.workspaceId, keyId: caller.actor.id, perMinute };
  const { granted, remaining } = await takeUnits(db, key, wanted);
  purse.units += granted;
  purse.elsewhere = remaining;
  purse.takenAt = performance.now();
  if (purse.units < units) purse.emptyUntil = purse.takenAt + msUntil(purse, units);
}

function msUntil({ units, perMinute }: Purse, wanted: number): number {
  return Math.ceil(((wanted - units) * minuteMs) / perMinute);
}

function spendable({ perMinute, units, elsewhere, takenAt }: Purse): Spendable {
  const back = ((performance.now() - takenAt) * perMinute) / minuteMs;
  return { perMinute, remaining: Math.floor(Math.min(perMinute, units + elsewhere + back)) };
}

function rateLimited(purse: Purse, units: number): RollcallError {
  const retryAfterMs = Math.max(msUntil(purse, units), 1);
  return new RollcallError(
    'rate_limited',
    `This key has spent its ${purse.perMinute} units a minute: call again in ${secondsOf(retryAfterMs)} s.`,
    { details: { retryAfterMs, unitsPerMinute: purse.perMinute, units } },
  );
}

/** Whole seconds, never too few. */
export function secondsOf(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1_000));
}
