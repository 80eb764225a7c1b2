import type { Instant, Presence } from '@rollcall/schema';

/** A resource that believed listings have stopped showing. */
export interface Absent {
  readonly presence: Extract<Presence, 'missing' | 'suspect'>;
  readonly missingSince: Instant;
}

/** What the provider answered when it was asked for the resource by name. */
export type ByName = 'absent' | 'present' | 'not_asked' | 'cannot_ask';

export interface PresenceStep {
  readonly presence: Extract<Presence, 'suspect' | 'gone'>;
  readonly evidence: string;
}

/** How long a resource stays suspect before it is gone: time for a provider's incident to end and show it again. */
export const goneGraceMs = 24 * 3_600_000;

/** How long a resource that was just made may be listed in one place and not yet in another. */
export const creationGraceMs = 10 * 60_000;

/**
 * The next step down the presence ladder after another believed listing without the resource; undefined when it stays
 * where it is. A provider that still answers for it by name holds it on its step.
 */
export function nextPresence(absent: Absent, byName: ByName, now: Instant): PresenceStep | undefined {
  if (byName === 'present') return undefined;
  if (absent.presence === 'missing') {
    const asked =
      byName === 'absent' ? 'the provider says by name that it does not exist' : 'a second believed listing';
    return { presence: 'suspect', evidence: `${asked}; missing since ${absent.missingSince}` };
  }
  const age = Date.parse(now) - Date.parse(absent.missingSince);
  if (age < goneGraceMs || byName === 'not_asked') return undefined;
  const asked =
    byName === 'absent'
      ? 'asked for by name, the provider says it does not exist'
      : 'the provider cannot be asked for it by name';
  return {
    presence: 'gone',
    evidence: `missing since ${absent.missingSince}, ${asked}, and the grace of 24 h has passed`,
  };
}
