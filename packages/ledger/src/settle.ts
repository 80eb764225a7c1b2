import type { Expectation, Instant, OperationState } from '@rollcall/schema';

/** What believed listings since the operation was sent say about one of its expectations. */
export type Sighting = 'met' | 'not_met' | 'not_looked';

/** How long an effect may take to show before its absence contradicts the operation. Orders take minutes. */
export const settleWithinMs = 15 * 60_000;

export interface Settlement {
  readonly state: Extract<OperationState, 'confirmed' | 'contradicted'>;
  readonly evidence: string;
}

/**
 * Settles an operation that succeeded or whose answer was lost by what listings show: `confirmed` when every
 * expectation is met, `contradicted` when one is still not met after the deadline, undefined while it is open.
 */
export function settle(
  operation: { readonly sightings: readonly { expectation: Expectation; sighting: Sighting }[]; dispatchedAt: Instant },
  now: Instant,
): Settlement | undefined {
  const { sightings, dispatchedAt } = operation;
  if (sightings.length === 0 || sightings.some(({ sighting }) => sighting === 'not_looked')) return undefined;
  const unmet = sightings.find(({ sighting }) => sighting === 'not_met');
  if (unmet === undefined) {
    return {
      state: 'confirmed',
      evidence: `a listing shows it: ${sightings.map((s) => wanted(s.expectation)).join(', ')}`,
    };
  }
  if (Date.parse(now) - Date.parse(dispatchedAt) < settleWithinMs) return undefined;
  return {
    state: 'contradicted',
    evidence: `${settleWithinMs / 60_000} minutes after it was sent, listings do not show it: ${wanted(unmet.expectation)}`,
  };
}

function wanted(expectation: Expectation): string {
  switch (expectation.becomes) {
    case 'present':
      return `${expectation.kind} ${expectation.name} present`;
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
