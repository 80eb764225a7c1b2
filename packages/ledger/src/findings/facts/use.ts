import type { Instant, Use } from '@rollcall/schema';

/** An inbox that was not used for so long is not used. */
const unusedDays = 30;
/** Nothing is said of an inbox that was made so lately: it may be waiting for its first mail. */
const youngDays = 14;
/** What was known longer ago says nothing of now. */
const knownDays = 14;
const dayMs = 86_400_000;

/** Whether an inbox is known not to be used. Of what nobody tells, or told long ago, nothing is known. */
export function isUnused(
  { use, madeAt }: { readonly use: Use | null; readonly madeAt: Instant },
  now: Instant,
): boolean {
  if (use === null || daysSince(madeAt, now) < youngDays || daysSince(use.knownAt, now) > knownDays) return false;
  return use.lastUsedAt === null || daysSince(use.lastUsedAt, now) >= unusedDays;
}

/** As evidence says it. */
export function useText(use: Use | null): string {
  if (use === null) return 'its use is unknown';
  const source = use.from === 'import' ? `as was imported, and known at ${use.knownAt}` : 'as the provider says';
  if (use.lastUsedAt !== null) return `last used at ${use.lastUsedAt}, ${source}`;
  return use.from === 'import' ? `never used, ${source}` : `there is no mail in it, ${source}`;
}

export function daysSince(then: Instant, now: Instant): number {
  return (Date.parse(now) - Date.parse(then)) / dayMs;
}
