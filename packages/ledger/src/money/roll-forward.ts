import type { Instant } from '@rollcall/schema';
import { chainFrom, chainStart, type Link } from './chain.ts';

/**
 * A transaction of a wallet; or many in a row, each of which goes on from the balance that the one before it left. What
 * they move in all, and the balance that the last of them states, tell everything about them that matters.
 */
export interface Entry {
  /** External id and name of the first. */
  readonly externalId: string;
  readonly name: string;
  /** Null where the provider says no time, or none that is one. */
  readonly at: Instant | null;
  readonly count: number;
  /** What it adds to the balance, in minor units. Null where that is not known: nothing is summed then. */
  readonly effectMinor: bigint | null;
  /** The running balance after the last of them; null where the provider states none. */
  readonly afterMinor: bigint | null;
}

/** A running balance that is not what the one before it and the transaction make. */
export interface Break {
  readonly externalId: string;
  readonly name: string;
  readonly at: Instant;
  readonly expectedMinor: bigint;
  readonly statedMinor: bigint;
}

/** What a wallet's transactions come to. */
export interface Rolled {
  readonly count: number;
  /** Of all of them; null where one is not known. */
  readonly sumMinor: bigint | null;
  /** Before the first of them, as its running balance says; null where none does. */
  readonly openingMinor: bigint | null;
  /** After the last of them, as its running balance says; null where none does or their order is not known. */
  readonly closingMinor: bigint | null;
  /** Running balances that nothing goes on from: the next transaction goes on from what was expected. */
  readonly misstated: readonly Break[];
  /** From here on, all running balances are off: something is missing here, is too much or is of another amount. */
  readonly jumps: readonly Break[];
  /** Of all jumps, also of those that are too many to be kept. */
  readonly offMinor: bigint;
  readonly jumpCount: number;
  /** Of the newest: nothing after it tells whether it is misstated or a jump. */
  readonly newestBreak: Break | null;
  /** Why some of it could not be judged, in words. */
  readonly undecided: string | null;
}

export interface RollForward {
  /** In the order of time; those of one time in any. */
  push(entry: Entry): void;
  end(): Rolled;
}

/** So many of either are kept: who has more looks at the first ones. */
const breaksKept = 100;
/** More at one time are a provider that states days: their order is then not looked for. */
const togetherMax = 1_000;

/**
 * Rolls a wallet forward: goes through its transactions in their order and holds each running balance against the one before.
 * The order of those of one time is the one in which they chain; where they do not, it is said not to be known. Exact, in
 * one pass, and its memory does not grow with how many there are.
 */
export function createRollForward(): RollForward {
  const state = newState();
  let together: Entry[] = [];
  return {
    push(entry) {
      if (together.length > 0 && together[0]?.at !== entry.at) {
        take(state, together);
        together = [];
      }
      count(state, entry);
      if (together.length <= togetherMax) together.push(entry);
    },
    end() {
      if (together.length > 0) take(state, together);
      together = [];
      return rolledFrom(state);
    },
  };
}

interface State {
  count: number;
  sum: bigint | null;
  opening: bigint | null;
  /** As it is stated after what was taken so far; or as it comes to, where it is not stated. Null where it is not known. */
  balance: bigint | null;
  /** Of what was taken last; what comes next tells what it is. */
  pending: Break | null;
  /** What the balance is if that is misstated. */
  instead: bigint | null;
  misstated: Break[];
  jumps: Break[];
  off: bigint;
  jumpCount: number;
  undecided: string | null;
}

function newState(): State {
  return {
    ...{ count: 0, sum: 0n, opening: null, balance: null, pending: null, instead: null },
    ...{ misstated: [], jumps: [], off: 0n, jumpCount: 0, undecided: null },
  };
}

function rolledFrom(state: State): Rolled {
  const { count: transactions, sum, opening, balance, misstated, jumps, off, jumpCount, pending, undecided } = state;
  return {
    ...{ count: transactions, sumMinor: sum, openingMinor: opening, misstated, jumps, jumpCount, undecided },
    closingMinor: pending === null ? balance : null,
    offMinor: off,
    newestBreak: pending,
  };
}

function count(state: State, { count: transactions, effectMinor, externalId }: Entry): void {
  state.count += transactions;
  state.sum = state.sum === null || effectMinor === null ? null : state.sum + effectMinor;
  if (effectMinor === null) leaveOpen(state, `what ${externalId} moves is not known`);
}

/** Goes on past what is not known: what comes later is judged by itself. */
function leaveOpen(state: State, why: string): void {
  state.pending = null;
  state.balance = null;
  state.undecided ??= why;
}

function jump(state: State, found: Break): void {
  state.jumpCount += 1;
  state.off += found.statedMinor - found.expectedMinor;
  if (state.jumps.length < breaksKept) state.jumps.push(found);
}

/** Takes the transactions of one time. */
function take(state: State, entries: readonly Entry[]): void {
  const at = entries[0]?.at ?? null;
  const steps = entries.flatMap((entry) => stepOf(entry) ?? []);
  if (at === null) leaveOpen(state, `${entries[0]?.externalId} has no time`);
  else if (entries.length > togetherMax) leaveOpen(state, `more than ${togetherMax} transactions are of ${at}`);
  else if (steps.length < entries.length) takeUnstated(state, entries);
  else takeSteps(state, steps, at);
}

/** An entry of which everything is known. */
interface Step extends Link {
  readonly entry: Entry;
  readonly effectMinor: bigint;
}

function stepOf(entry: Entry): Step | undefined {
  const { effectMinor, afterMinor } = entry;
  if (effectMinor === null || afterMinor === null) return undefined;
  return { entry, effectMinor, beforeMinor: afterMinor - effectMinor, afterMinor };
}

/** Without running balances there is nothing to hold against anything; what was known of the balance goes on. */
function takeUnstated(state: State, entries: readonly Entry[]): void {
  for (const { effectMinor } of entries) {
    // What is not known has been said when it was counted.
    if (effectMinor === null || state.balance === null) return;
    state.balance += effectMinor;
    if (state.instead !== null) state.instead += effectMinor;
  }
}

function takeSteps(state: State, steps: readonly Step[], at: Instant): void {
  const own = steps.length === 1 ? steps[0]?.beforeMinor : chainStart(steps);
  const goesOnFrom = (balance: bigint) =>
    steps.length === 1 ? own === balance : chainFrom(steps, balance) !== undefined;
  const moved = steps.reduce((sum, { effectMinor }) => sum + effectMinor, 0n);
  const { balance, pending, instead } = state;
  if (balance !== null && goesOnFrom(balance)) {
    if (pending !== null) jump(state, pending);
    state.pending = null;
    state.balance = balance + moved;
  } else if (pending !== null && instead !== null && goesOnFrom(instead)) {
    if (state.misstated.length < breaksKept) state.misstated.push(pending);
    state.pending = null;
    state.balance = instead + moved;
  } else if (own === undefined) {
    leaveOpen(state, `the transactions of ${at} are in no order that their running balances tell`);
  } else {
    if (pending !== null) jump(state, pending);
    if (balance !== null) breakAt(state, { steps, own, balance, at });
    // What comes after something that is not known has an opening of its own, which is not the wallet's.
    else if (state.undecided === null) state.opening ??= own;
    state.balance = own + moved;
  }
}

function breakAt(
  state: State,
  found: { readonly steps: readonly Step[]; readonly own: bigint; readonly balance: bigint; readonly at: Instant },
): void {
  const { steps, own, balance, at } = found;
  const order = chainFrom(steps, own) ?? [];
  const first = steps[order[0] ?? 0];
  if (first === undefined) return;
  const { externalId, name } = first.entry;
  // Of many in a row, only the first is off by itself; the rest go on from it.
  const statedMinor = own + firstEffect(first);
  const expectedMinor = balance + firstEffect(first);
  const broken = { externalId, name, at, expectedMinor, statedMinor };
  state.instead = expectedMinor;
  if (steps.length === 1 && first.entry.count === 1) {
    state.pending = broken;
    return;
  }
  // What comes after it goes on from it.
  jump(state, broken);
  state.pending = null;
}

/** Of many in a row, what the first moves is not told: the balance before it is as good. */
function firstEffect({ entry, effectMinor }: Step): bigint {
  return entry.count === 1 ? effectMinor : 0n;
}
