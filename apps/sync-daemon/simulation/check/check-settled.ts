import { isDeepStrictEqual } from 'node:util';
import type { Expectation } from '@rollcall/schema';
import { type Play, Violation } from '../play.ts';
import type { Played } from '../run.ts';
import { keyOf, type Thing } from '../world.ts';
import { isDeferred, type OnRecord, operationsOf } from './in-flight.ts';
import { isRecorded } from './truth.ts';

const settleWithinMs = 15 * 60_000;

/** What operations were settled to is what could be seen; what could be seen has settled them. */
export function checkSettled(play: Play, played: Played): void {
  const before = new Map(play.beliefs.before?.operations.map(({ operationId, state }) => [operationId, state]));
  for (const operation of operationsOf(play, played.after)) {
    const { sent, held } = operation;
    if (held.state !== before.get(held.operationId)) {
      play.tally.count('operation', held.state);
      if (held.state === 'confirmed') assertWasSeen(play, played, operation);
      if (held.state === 'contradicted') assertWasNot(play, played, operation);
    }
    const isOpen = held.state === 'succeeded' || held.state === 'unknown';
    if (isOpen && played.after.run?.outcome === 'complete' && couldBeSeen(play, played, operation)) {
      throw new Violation(`${sent.record.procedure} stays ${held.state}, and a listing shows what it was sent for`);
    }
  }
}

function assertWasSeen(play: Play, played: Played, { sent }: OnRecord): void {
  for (const expectation of sent.record.expectations) {
    if (!isTold(expectation) || meets(play, expectation, { from: sent.dispatchedAt, to: played.to, always: false }))
      continue;
    throw new Violation(`${sent.record.procedure} is confirmed, and ${JSON.stringify(expectation)} never was`);
  }
}

function assertWasNot(play: Play, played: Played, { sent }: OnRecord): void {
  const age = played.to - sent.dispatchedAt;
  const skew = Math.max(...play.script.skews.map(Math.abs));
  if (age < settleWithinMs - skew) throw new Violation(`${sent.record.procedure} is contradicted after ${age} ms`);
  const wasThere = sent.record.expectations.every(
    (expectation) =>
      isTold(expectation) && meets(play, expectation, { from: sent.dispatchedAt + 1, to: played.to, always: true }),
  );
  if (wasThere) throw new Violation(`${sent.record.procedure} is contradicted, and what it was sent for is there`);
}

/** Whether a listing of this run, made after the answer, must have shown it. */
function couldBeSeen(play: Play, played: Played, { sent, held }: OnRecord): boolean {
  const { expectations } = sent.record;
  if (played.takeovers > 0 || held.answeredAt === null) return false;
  return expectations.every((expectation) => {
    if (!isTold(expectation)) return false;
    const listings = played.after.listings.filter(({ kind }) => kind === expectation.kind);
    const isLooked = listings.length > 0 && listings.every((listing) => isRecorded(listing));
    if (!isLooked || listings.some(({ startedAt }) => startedAt < (held.answeredAt ?? 0))) return false;
    if (listings.some(({ grade }) => grade === 'plausible')) return false;
    const isLeft = keysOf(play, expectation).some((key) =>
      listings.some((listing) => isDeferred(play, played, { listing, key, thing: thingAt(play, key) })),
    );
    // What another operation was to do to it meanwhile has the listing say nothing of it.
    if (isLeft) return false;
    return meets(play, expectation, { from: played.from, to: played.to, always: true });
  });
}

/** The keys that an expectation is about. */
function keysOf({ world }: Play, expectation: Expectation): readonly string[] {
  if ('externalId' in expectation) return [`${expectation.kind} ${expectation.externalId}`];
  if (expectation.becomes !== 'present') return [];
  return world
    .live(expectation.kind)
    .filter(({ name }) => name === expectation.name)
    .map(keyOf);
}

function thingAt({ world }: Play, key: string): Thing | null {
  const [kind = '', id = ''] = key.split(' ');
  return world.find(kind, id) ?? null;
}

/** What can be told from the world alone. */
function isTold(expectation: Expectation): boolean {
  if (expectation.becomes === 'more') return false;
  return expectation.becomes !== 'changed' || expectation.attributes !== undefined;
}

interface Span {
  readonly from: number;
  readonly to: number;
  /** Throughout, or at some moment. */
  readonly always: boolean;
}

/** Whether the world was as an operation was to make it. */
function meets({ world }: Play, expectation: Expectation, { from, to, always }: Span): boolean {
  const states = (key: string) => world.statesOf(key, from, to);
  const met = (key: string, is: (thing: ReturnType<typeof states>[number]) => boolean): boolean =>
    always ? states(key).every(is) : states(key).some(is);
  switch (expectation.becomes) {
    case 'present': {
      const { name, attributes } = expectation;
      return [...world.keys()].some(
        (key) =>
          key.startsWith(`${expectation.kind} `) &&
          met(key, (thing) => thing?.name === name && hasValue(thing.value, attributes)),
      );
    }
    case 'absent':
      return met(`${expectation.kind} ${expectation.externalId}`, (thing) => thing === null);
    case 'changed': {
      const { attributes } = expectation;
      const key = `${expectation.kind} ${expectation.externalId}`;
      return met(key, (thing) => thing !== null && hasValue(thing.value, attributes));
    }
    case 'more':
      return false;
    default:
      return expectation satisfies never;
  }
}

function hasValue(value: number, attributes: Readonly<Record<string, unknown>> | undefined): boolean {
  return attributes === undefined || isDeepStrictEqual(attributes['value'], value);
}
