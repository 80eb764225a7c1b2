import type { KindMeaning, Meanings } from '@rollcall/db';
import type { KindSpec, Provider } from '@rollcall/provider-kit';

/** What these providers declare of their kinds, for facts that name none of them. */
export function meaningsOf(providers: readonly Provider[]): Meanings {
  return Object.fromEntries(
    providers.map(({ name, kinds }) => [name, Object.fromEntries(kinds.map((spec) => [spec.kind, meaningOf(spec)]))]),
  );
}

function meaningOf({ times, broughtBy, moves, reputation, says = {} }: KindSpec): KindMeaning {
  return {
    made: times?.made,
    order: broughtBy?.kind === 'order' ? broughtBy.attribute : undefined,
    charges:
      moves?.charges?.kind === 'order'
        ? {
            order: moves.charges.attribute,
            datedBy: moves.datedBy,
            types: moves.outOf,
            periodDays: moves.periodDays ?? null,
          }
        : undefined,
    listedOn: reputation?.listedOn,
    says,
  };
}
