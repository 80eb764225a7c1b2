import type { Expectation, Instant, OperationState } from '@rollcall/schema';

/**
 * What believed listings since the operation was sent say about one of its expectations. `under_way`: what was to come about
 * did, and is not yet what it is to become.
 */
export type Sighting = 'met' | 'under_way' | 'not_met' | 'not_looked';

/** An expectation, and what the newest listing that can tell says of it. */
export interface Sighted {
  readonly expectation: Expectation;
  readonly sighting: Sighting;
  /** When that listing began; null where nobody has looked. */
  readonly lookedAt: Instant | null;
}

/** How long an effect may take to show before its absence contradicts the operation. Orders take minutes to be placed. */
export const settleWithinMs = 15 * 60_000;
/** How long an order or a job that was placed may take to be carried out: somebody may have a hand in it, after a weekend. */
export const carriedOutWithinMs = 72 * 3_600_000;

export interface Settlement {
  readonly state: Extract<OperationState, 'confirmed' | 'contradicted'>;
  readonly evidence: string;
}

/**
 * Settles an operation that succeeded or whose answer was lost by what listings show: `confirmed` when every
 * expectation is met, `contradicted` when a listing that began after the deadline still does not show one, undefined while
 * it is open. What is under way has more time, and so has all that is to come with it.
 */
export function settle({
  sightings,
  dispatchedAt,
}: {
  readonly sightings: readonly Sighted[];
  readonly dispatchedAt: Instant;
}): Settlement | undefined {
  if (sightings.length === 0 || sightings.some(({ sighting }) => sighting === 'not_looked')) return undefined;
  const unmet = sightings.filter(({ sighting }) => sighting !== 'met');
  if (unmet.length === 0) {
    return {
      state: 'confirmed',
      evidence: `a listing shows it: ${sightings.map((s) => wanted(s.expectation)).join(', ')}`,
    };
  }
  const withinMs = unmet.some(({ sighting }) => sighting === 'under_way') ? carriedOutWithinMs : settleWithinMs;
  // What was listed sooner could not show it yet, however long ago that is by now.
  const late = unmet.find(({ lookedAt }) => Date.parse(lookedAt ?? '') - Date.parse(dispatchedAt) >= withinMs);
  if (late === undefined) return undefined;
  return {
    state: 'contradicted',
    evidence: `${spanText(withinMs)} after it was sent, listings do not show it: ${wanted(late.expectation)}`,
  };
}

function spanText(ms: number): string {
  return ms < 3_600_000 ? `${ms / 60_000} minutes` : `${ms / 3_600_000} hours`;
}

function wanted(expectation: Expectation): string {
  switch (expectation.becomes) {
    case 'present':
      return `${expectation.kind} ${expectation.name} present${named(' with its', expectation.attributes)}`;
    case 'absent':
      return `${expectation.kind} ${expectation.externalId} absent`;
    case 'more':
      return `${expectation.count} more of kind ${expectation.kind}${named(' with its', expectation.attributes)}`;
    case 'changed':
      return `${expectation.kind} ${expectation.externalId} changed${named(' in', expectation.attributes)}`;
    default:
      return expectation satisfies never;
  }
}

/** Attributes by name; what they say may be long. */
function named(link: string, attributes: Readonly<Record<string, unknown>> | undefined): string {
  return attributes === undefined ? '' : `${link} ${Object.keys(attributes).join(', ')}`;
}
