import type { ListingFault } from '@rollcall/provider-kit/faults';

/** Faults that leave out what is there, and may look well-formed. */
export const hidingFaults = [
  'short_page',
  'empty_list',
  'shifted_up',
] as const satisfies readonly ListingFault['fault'][];

/** Of the faults that hide something, one a kind: two readings that hide the same cannot be told from the truth. */
export function oneHidingEach<Planned extends { readonly kind: number; readonly fault: ListingFault }>(
  faults: readonly Planned[],
  kinds: number,
): readonly Planned[] {
  const hides = ({ fault: { fault } }: Planned): boolean => hidingFaults.some((hiding) => hiding === fault);
  return faults.filter(
    (one, nth) =>
      !hides(one) || faults.findIndex((other) => hides(other) && other.kind % kinds === one.kind % kinds) === nth,
  );
}
