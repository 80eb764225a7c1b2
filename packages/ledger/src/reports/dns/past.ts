import type { ConnectionTurn, DnsFindingSpan, DomainVersion, ToldChecks } from './facts.ts';

/** From, and up to but without, in milliseconds since 1970. */
interface Span {
  readonly from: number;
  readonly until: number;
}

/** What became of a domain, as far as it was known at a moment. */
export interface DomainPast {
  readonly domain: string;
  /** When it was live at an active connection, the first first. */
  readonly spans: readonly Span[];
  /** When the connection that it came to last says that it came; null where none says. */
  readonly madeAt: number | null;
  /** The first first. */
  readonly checks: readonly ToldChecks[];
  readonly findings: readonly DnsFindingSpan[];
}

/** What is said of a domain: that it is `good` only where it was asked about, all was answered, and no rule finds anything. */
export type DnsStanding =
  | { readonly is: 'good' | 'notice' | 'alarm' }
  | { readonly is: 'unproven'; readonly why: 'never asked' | 'not asked' | 'not decided' | 'new' };

/** What was asked longer ago decides nothing: so the rules have it, too. */
export const askedMsMax = 48 * 3_600_000;
/** What came to a provider so lately is judged by no rule. */
export const graceMs = 48 * 3_600_000;

/** What was to be said of the domain at a time, in milliseconds since 1970; undefined while no active connection had it. */
export function standingAt(past: DomainPast, at: number): DnsStanding | undefined {
  if (!past.spans.some(({ from, until }) => from <= at && at < until)) return undefined;
  const found = past.findings.filter(
    ({ from, until }) => from.getTime() <= at && (until === null || at < until.getTime()),
  );
  if (found.some(isAlarm)) return { is: 'alarm' };
  if (found.length > 0) return { is: 'notice' };
  const last = past.checks.findLast((check) => check.at <= at);
  if (last === undefined) return { is: 'unproven', why: 'never asked' };
  if (at - last.at > askedMsMax) return { is: 'unproven', why: 'not asked' };
  if (last.isUndecided) return { is: 'unproven', why: 'not decided' };
  if (past.madeAt !== null && past.madeAt <= at && at - past.madeAt < graceMs) return { is: 'unproven', why: 'new' };
  return { is: 'good' };
}

/** What may stay is to be looked at some time. */
function isAlarm({ severity, isAccepted }: Pick<DnsFindingSpan, 'severity' | 'isAccepted'>): boolean {
  return severity === 'alarm' && !isAccepted;
}

/** Whether it was asked about lately enough, whatever came of it. */
export function isAskedAt({ checks }: Pick<DomainPast, 'checks'>, at: number): boolean {
  const last = checks.findLast((check) => check.at <= at);
  return last !== undefined && at - last.at <= askedMsMax;
}

interface Known {
  readonly versions: readonly DomainVersion[];
  readonly turns: readonly ConnectionTurn[];
  readonly checks: ReadonlyMap<string, readonly ToldChecks[]>;
  readonly findings: readonly DnsFindingSpan[];
}

/** What is known, domain by domain, by name. */
export function domainPasts({ versions, turns, checks, findings }: Known): readonly DomainPast[] {
  const active = new Map(
    [...Map.groupBy(turns, ({ connectionId }) => connectionId)].map(([id, of]) => [id, activeIn(of)]),
  );
  const found = Map.groupBy(findings, ({ domain }) => domain);
  const lives = new Map<string, { spans: Span[]; made: DomainVersion }>();
  for (const own of Map.groupBy(versions, ({ connectionId, externalId }) => `${connectionId} ${externalId}`).values()) {
    for (const { version, span } of liveIn(own)) {
      const spans = overlaps([span], active.get(version.connectionId) ?? []);
      if (spans.length === 0) continue;
      const life = lives.get(version.domain);
      if (life === undefined) lives.set(version.domain, { spans, made: version });
      else {
        life.spans.push(...spans);
        if (madeIn(version) > madeIn(life.made)) life.made = version;
      }
    }
  }
  return [...lives]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([domain, { spans, made }]) => ({
      ...{ domain, spans: joined(spans), checks: checks.get(domain) ?? [], findings: found.get(domain) ?? [] },
      madeAt: Number.isFinite(madeIn(made)) ? madeIn(made) : null,
    }));
}

function madeIn({ madeAt }: DomainVersion): number {
  const ms = madeAt === null ? Number.NaN : Date.parse(madeAt);
  return Number.isNaN(ms) ? Number.NEGATIVE_INFINITY : ms;
}

/** When each version of a resource was in force and live. A newer one that was true earlier takes its place from then. */
function liveIn(versions: readonly DomainVersion[]): { readonly version: DomainVersion; readonly span: Span }[] {
  let until = Number.POSITIVE_INFINITY;
  const found = [];
  for (const version of versions.toReversed()) {
    const span = { from: version.since.getTime(), until: Math.min(until, version.renamedAt?.getTime() ?? until) };
    if (version.isLive && span.from < span.until) found.push({ version, span });
    until = Math.min(until, span.from);
  }
  return found.reverse();
}

function activeIn(turns: readonly ConnectionTurn[]): Span[] {
  return turns.flatMap(({ at, isActive }, nth) =>
    isActive ? [{ from: at.getTime(), until: turns[nth + 1]?.at.getTime() ?? Number.POSITIVE_INFINITY }] : [],
  );
}

function overlaps(some: readonly Span[], others: readonly Span[]): Span[] {
  return some.flatMap((one) =>
    others
      .map((other) => ({ from: Math.max(one.from, other.from), until: Math.min(one.until, other.until) }))
      .filter(({ from, until }) => from < until),
  );
}

/** The same times in as few spans as they are. */
function joined(spans: readonly Span[]): readonly Span[] {
  const whole: Span[] = [];
  for (const span of spans.toSorted((one, other) => one.from - other.from)) {
    const last = whole.at(-1);
    if (last === undefined || span.from > last.until) whole.push(span);
    else whole[whole.length - 1] = { from: last.from, until: Math.max(last.until, span.until) };
  }
  return whole;
}
