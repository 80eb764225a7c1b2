import type { Cause } from '@rollcall/schema';

/** A cause in a line: what it is, how far that goes where it is said, and what was seen. */
export function causeText({ kind, confidence, evidence }: Cause): string {
  return `${kind}${confidence === undefined ? '' : ` (${confidence})`}: ${evidence}`;
}
