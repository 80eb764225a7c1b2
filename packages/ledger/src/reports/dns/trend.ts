import { askedMsMax, type DnsStanding, type DomainPast, graceMs, isAskedAt, standingAt } from './past.ts';

/** How the domains stood at the end of a day, or of what is over of it. */
export interface DnsDay {
  /** `2026-11-01` */
  readonly day: string;
  /** At which time, in milliseconds since 1970. */
  readonly at: number;
  readonly domains: number;
  readonly good: number;
  readonly notice: number;
  readonly alarm: number;
  readonly unproven: number;
  /** Those that had been there for an hour: by then somebody should have asked. */
  readonly settled: number;
  /** How many had been asked about within two days, whatever came of it. */
  readonly asked: number;
  /** Checks on that day, as far as it is in the period; and those that left something undecided. */
  readonly checks: number;
  readonly undecided: number;
}

const dayMs = 86_400_000;

/** The days from one time to another, in milliseconds since 1970: the last ends at `until`, whatever is left of it. */
export function dnsTrend(
  pasts: readonly DomainPast[],
  { from, until }: { readonly from: number; readonly until: number },
): readonly DnsDay[] {
  const days: DnsDay[] = [];
  for (let begin = from; begin < until; ) {
    const end = Math.min(Math.floor(begin / dayMs + 1) * dayMs, until);
    days.push(dayOf(pasts, begin, end));
    begin = end;
  }
  return days;
}

/** What stood at the end of a day stood in its last millisecond. */
function dayOf(pasts: readonly DomainPast[], begin: number, end: number): DnsDay {
  const at = end - 1;
  const counts = {
    domains: 0,
    good: 0,
    notice: 0,
    alarm: 0,
    unproven: 0,
    settled: 0,
    asked: 0,
    checks: 0,
    undecided: 0,
  };
  for (const past of pasts) {
    const standing = standingAt(past, at);
    if (standing === undefined) continue;
    counts.domains += 1;
    counts[standing.is] += 1;
    if (settledAt(past, at)) counts.settled += 1;
    if (isAskedAt(past, at)) counts.asked += 1;
  }
  for (const { checks } of pasts) {
    for (let nth = checks.length - 1; nth >= 0; nth -= 1) {
      const check = checks[nth];
      if (check === undefined || check.at < begin) break;
      if (check.at >= end) continue;
      counts.checks += check.count;
      counts.undecided += check.undecided;
    }
  }
  return { day: new Date(begin).toISOString().slice(0, 10), at, ...counts };
}

/** Whether it had been live for so long that DNS should have been asked about it. */
export function settledAt({ spans }: Pick<DomainPast, 'spans'>, at: number): boolean {
  return spans.some(({ from, until }) => from <= at - settledMs && at < until);
}

const settledMs = 3_600_000;

/** A domain that stands otherwise than it did. */
export interface DnsMove {
  readonly domain: string;
  readonly before: DnsStanding['is'] | 'not there';
  readonly now: DnsStanding['is'] | 'not there';
  /** `lost`: nobody knows any more; `found`: nobody knew before. */
  readonly moved: 'better' | 'worse' | 'lost' | 'found' | 'came' | 'went';
}

/** What got better and what got worse between two times, the worst first. */
export function dnsMoves(
  pasts: readonly DomainPast[],
  { from, until }: { readonly from: number; readonly until: number },
): readonly DnsMove[] {
  const moves = pasts.flatMap((past): DnsMove[] => {
    const [before, now] = [standingAt(past, from)?.is, standingAt(past, until)?.is];
    if (before === now) return [];
    const { domain } = past;
    if (before === undefined && now !== undefined) return [{ domain, before: 'not there', now, moved: 'came' }];
    if (before !== undefined && now === undefined) return [{ domain, before, now: 'not there', moved: 'went' }];
    if (before === undefined || now === undefined) return [];
    if (now === 'unproven') return [{ domain, before, now, moved: 'lost' }];
    if (before === 'unproven') return [{ domain, before, now, moved: 'found' }];
    return [{ domain, before, now, moved: rank[now] > rank[before] ? 'worse' : 'better' }];
  });
  return moves.toSorted(
    (one, other) =>
      order.indexOf(one.moved) - order.indexOf(other.moved) ||
      rank[other.now] - rank[one.now] ||
      (one.domain < other.domain ? -1 : 1),
  );
}

const order = ['worse', 'came', 'found', 'lost', 'better', 'went'] as const;
const rank = { 'not there': 0, good: 0, unproven: 1, notice: 2, alarm: 3 } as const;

/** Since when the domain stands as it does at a time, looked back on until another: then it was so before. */
export function standsSince(
  past: DomainPast,
  { at, from }: { readonly at: number; readonly from: number },
): { readonly since: number; readonly isAtLeast: boolean } {
  const now = standingAt(past, at)?.is;
  const times = [
    ...past.spans.flatMap((span) => [span.from, span.until]),
    ...past.findings.flatMap((span) => [span.from.getTime(), span.until?.getTime() ?? at]),
    // What was asked once too long ago is not asked, and what was new is not, though nothing happens.
    ...past.checks.flatMap((check) => [check.at, check.at + askedMsMax + 1]),
    ...(past.madeAt === null ? [] : [past.madeAt, past.madeAt + graceMs]),
  ]
    .filter((time) => time > from && time <= at)
    .toSorted((one, other) => other - one);
  let since = at;
  for (const time of times) {
    if (standingAt(past, time)?.is !== now) return { since, isAtLeast: false };
    since = time;
  }
  return standingAt(past, from)?.is === now ? { since: from, isAtLeast: true } : { since, isAtLeast: false };
}
