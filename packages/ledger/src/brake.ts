import type { BrakeLimit, BrakeLimits, BrakeOverrides } from '@rollcall/schema';

/** What a change is counted over. */
export type BrakeExtent = keyof BrakeLimits['lost'];

/** Change that nobody asked for: what vanished, and what changed. */
export interface Unasked {
  readonly lost: number;
  readonly altered: number;
}

/** The change of one extent: what this run would make, on top of what the last day has made. */
export interface Loss {
  readonly extent: BrakeExtent;
  /** What a person calls it, such as `dns_record of one.example`. */
  readonly name: string;
  /** Live in the ledger now. */
  readonly live: number;
  readonly now: Unasked;
  readonly before: Unasked;
}

/** For how long what has changed counts together with what a run would change: a slow bleed is one, too. */
export const brakeWindowMs = 24 * 3_600_000;

/**
 * The limits unless somebody sets others. What vanishes is limited more tightly than what changes: a wrong deletion is
 * acted upon, a wrong value is looked at. The larger the extent, the smaller the share: a fifth of one zone is an
 * afternoon's work, a fifth of all that is rented is not. Below `min`, shares say nothing: two of five inboxes are 40 %.
 * `absolute` is what a person could still look through by hand.
 */
export const brakeDefaults: BrakeLimits = {
  lost: {
    scope: { absolute: 500, percent: 20, min: 10 },
    connection: { absolute: 1_000, percent: 10, min: 25 },
    workspace: { absolute: 2_500, percent: 5, min: 100 },
  },
  altered: {
    scope: { absolute: 20_000, percent: 50, min: 50 },
    connection: { absolute: 40_000, percent: 40, min: 100 },
    workspace: { absolute: 100_000, percent: 30, min: 500 },
  },
};

/** The limits that hold: each figure by the last of these that names it, else the default. */
export function brakeLimits(...overrides: readonly BrakeOverrides[]): BrakeLimits {
  const limitsOf = (sort: keyof BrakeLimits) => {
    const limitOf = (extent: BrakeExtent): BrakeLimit => {
      const figure = (name: keyof BrakeLimit): number =>
        overrides.map((given) => given[sort]?.[extent]?.[name]).findLast((value) => value !== undefined) ??
        brakeDefaults[sort][extent][name];
      return { absolute: figure('absolute'), percent: figure('percent'), min: figure('min') };
    };
    return { scope: limitOf('scope'), connection: limitOf('connection'), workspace: limitOf('workspace') };
  };
  return { lost: limitsOf('lost'), altered: limitsOf('altered') };
}

/**
 * Which limits a run would pass, a sentence each; none when it may be believed. What changed in the last day alone is no
 * reason: it is the run that is judged.
 */
export function brake(losses: readonly Loss[], limits: BrakeLimits): readonly string[] {
  return losses.flatMap((loss) =>
    (['lost', 'altered'] as const).flatMap((sort) => passed(loss, sort, limits[sort][loss.extent])),
  );
}

function passed({ extent, name, live, now, before }: Loss, sort: keyof Unasked, limit: BrakeLimit): readonly string[] {
  const count = now[sort] + before[sort];
  if (now[sort] === 0) return [];
  // What vanished in the last day was live when it began.
  const of = live + before.lost;
  const share = of === 0 ? 0 : (count * 100) / of;
  const tooMany = count > limit.absolute;
  const tooMuch = count >= limit.min && share > limit.percent;
  if (!tooMany && !tooMuch) return [];
  const done = sort === 'lost' ? 'would vanish' : 'would have changed';
  const day = before[sort] === 0 ? '' : `, ${before[sort]} of them in the last 24 hours`;
  const bound = tooMuch ? `${limit.percent} % from ${limit.min} on` : `${limit.absolute}`;
  return [
    `${extent} ${name}: ${count} of ${of} ${done} that nobody asked for (${Math.round(share)} %${day}); the limit is ${bound}`,
  ];
}
