import type { Instant } from '@rollcall/schema';
import type { RolledWallet, WalletFlow, WalletPart, WalletReading } from './facts.ts';
import { flowsBetween, sumOf } from './sums.ts';

/**
 * What a provider says that a wallet held at a moment. `read_after` and `read_before`: as its balance was read then, less or with what
 * is listed between. `running`: the running balance of the last transaction before. `first`: the running balance of the first that
 * states one, less what is listed before it.
 */
export interface Held {
  readonly minor: bigint;
  readonly by: 'read_after' | 'read_before' | 'running' | 'first';
  /** The time of the reading, or of the transaction. */
  readonly at: Instant;
  /** From that to the moment, or back. */
  readonly gapMs: number;
  readonly reading: WalletReading | null;
}

/** What is known of one wallet. */
export interface WalletOf {
  readonly part: Pick<WalletPart, 'boundaries' | 'points' | 'readings'>;
  readonly externalId: string;
  /** Of this wallet alone. */
  readonly flows: readonly WalletFlow[];
  readonly rolled: RolledWallet | undefined;
}

/** A balance is read and kept once a day at least, where listings are made. */
const nearMsMax = 86_400_000;

/**
 * What it held at a boundary, by the best that says so: a reading within a day after it that is not of
 * the next boundary, too; one within a day before it that nothing is
 * listed since; the running balance; a reading however far. Never something between two of them. Undefined where nothing says it.
 */
export function heldAt(wallet: WalletOf, boundary: number): Held | undefined {
  const [after, before] = (['after', 'before'] as const).map((side) => byReading(wallet, boundary, side));
  const running = byRunning(wallet, boundary);
  const isNear = (held: Held | undefined) => held !== undefined && held.gapMs <= nearMsMax;
  const next = wallet.part.boundaries[boundary + 1];
  if (isNear(after) && (next === undefined || after === undefined || after.at <= next)) return after;
  if (isNear(before) && (running === undefined || before === undefined || running.at < before.at)) return before;
  return running ?? byFirst(wallet, boundary) ?? after ?? before;
}

/** Whether both are by one and the same reading, or running balance: then nothing is held against anything. */
export function isSameSource(one: Held, other: Held): boolean {
  return one.reading === null || other.reading === null
    ? one.reading === other.reading && one.at === other.at
    : one.reading.runId === other.reading.runId;
}

function byReading(wallet: WalletOf, boundary: number, side: 'after' | 'before'): Held | undefined {
  const { part, externalId, flows } = wallet;
  const moment = part.boundaries[boundary];
  const reading = part.readings.find(
    (one) => one.boundary === boundary && one.side === side && one.wallet === externalId,
  );
  if (moment === undefined || reading === undefined || reading.balanceMinor === null) return undefined;
  const { takenAt: at } = reading;
  const between = side === 'after' ? { from: moment, to: at } : { from: at, to: moment };
  const moved = at === moment ? sumOf([]) : sumOf(flowsBetween(part, flows, between));
  const isSame = moved.currencies.every((currency) => currency === reading.currency);
  if (moved.minor === null || !isSame) return undefined;
  const minor = side === 'after' ? reading.balanceMinor - moved.minor : reading.balanceMinor + moved.minor;
  return { minor, by: `read_${side}`, at, gapMs: Math.abs(Date.parse(moment) - Date.parse(at)), reading };
}

function byRunning({ part, rolled }: WalletOf, boundary: number): Held | undefined {
  const [moment, stated] = [part.boundaries[boundary], rolled?.stated[boundary]];
  if (moment === undefined || stated === undefined || stated.minor === null || stated.at === null) return undefined;
  const { minor, at } = stated;
  return { minor, by: 'running', at, gapMs: Date.parse(moment) - Date.parse(at), reading: null };
}

function byFirst({ part, flows, rolled }: WalletOf, boundary: number): Held | undefined {
  const moment = part.boundaries[boundary];
  if (moment === undefined || rolled?.firstMinor == null || rolled.firstAt === null) return undefined;
  const since = sumOf(flowsBetween(part, flows, { from: null, to: moment }));
  if (since.minor === null) return undefined;
  const at = rolled.firstAt;
  const gapMs = Math.abs(Date.parse(at) - Date.parse(moment));
  return { minor: rolled.firstMinor + since.minor, by: 'first', at, gapMs, reading: null };
}
