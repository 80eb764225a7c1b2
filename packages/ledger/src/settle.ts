import type { Expectation, Instant, OperationState } from '@rollcall/schema';

/** What believed listings since the operation was sent say about one of its expectations. */
export type Sighting = 'met' | 'not_met' | 'not_looked';

/** An expectation, and what the newest listing that can tell says of it. */
export interface Sighted {
  readonly expectation: Expectation;
  readonly sighting: Sighting;
  /** When that listing began; null where nobody has looked. */
  readonly lookedAt: Instant | null;
}

/** How long an effect may take to show before its absence contradicts the operation. Orders take minutes. */
export const settleWithinMs = 15 * 60_000;

export interface Settlement {
  readonly state: Extract<OperationState, 'confirmed' | 'contradicted'>;
  readonly evidence: string;
}

/**
 * Settles an operation that succeeded or whose answer was lost by what listings show: `confirmed` when every
 * expectation is met, `contradicted` when a listing that began after the deadline still does not show one, undefined while
 * it is open.
 */
export function settle({
  sightings,
  dispatchedAt,
}: {
  readonly sightings: readonly Sighted[];
  readonly dispatchedAt: Instant;
}): Settlement | undefined {
  if (sightings.length === 0 || sightings.some(({ sighting }) => sighting === 'not_looked')) return undefined;
  const unmet = sightings.filter(({ sighting }) => sighting === 'not_met');
  if (unmet.length === 0) {
    return {
      state: 'confirmed',
      evidence: `a listing shows it: ${sightings.map((s) => wanted(s.expectation)).join(', ')}`,
    };
  }
  // What was listed sooner could not show it yet, however long ago that is by now.
  const late = unmet.find(({ lookedAt }) => Date.parse(lookedAt ?? '') - Date.parse(dispatchedAt) >= settleWithinMs);
  if (late === undefined) return undefined;
  return {
    state: 'contradicted',
    evidence: `${settleWithinMs / 60_000} minutes after it was sent, listings do not show it: ${wanted(late.expectation)}`,
  };
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
