import type { RunProgress } from '@rollcall/schema';
import { plain } from './plain.ts';

/** A daemon beats every five seconds: one that is silent for three beats may be lost. */
const silentMsMin = 15_000;

/** What a run does, in one line. `atMs` is now, by the clock that its times were told by. */
export function progressLine(run: RunProgress, atMs: number): string {
  const { connection, plan, state, outcome, reason } = run;
  const name = `${plain(connection)}${plan ? ' (plan)' : ''}`;
  if (state === 'queued') return `${name}: queued`;
  if (state === 'finished') return `${name}: ${outcome}${reason === null ? '' : `: ${plain(reason)}`}${madeBy(run)}`;
  return [`${name}: ${phaseOf(run)}`, ...counted(run), ...rateOf(run, atMs), ...silenceOf(run, atMs)].join(' · ');
}

function phaseOf({ doing }: RunProgress): string {
  if (doing === null) return 'opening the account';
  switch (doing.phase) {
    case 'opening':
      return 'opening the account';
    case 'listing':
      if (doing.kind === null) return 'listing';
      return `listing ${doing.kind}${doing.parent === null ? '' : ` of ${plain(doing.parent)}`}`;
    case 'recording':
      return 'recording what changed';
    case 'settling':
      return 'settling';
    default:
      return doing.phase satisfies never;
  }
}

function counted({ doing }: RunProgress): readonly string[] {
  if (doing === null || doing.scopesKnown === 0) return [];
  const { scopesDone, scopesKnown, pages, items, requests } = doing;
  return [
    `${scopesDone} of ${scopesKnown} scopes`,
    many(pages, 'page'),
    many(items, 'item'),
    many(requests, 'request'),
  ];
}

function madeBy({ doing }: RunProgress): string {
  if (doing === null || doing.requests === 0) return '';
  return ` (${many(doing.pages, 'page')}, ${many(doing.items, 'item')}, ${many(doing.requests, 'request')})`;
}

/** Such as `next page in 4 s: 58 of 60 used`. */
function rateOf({ rate, doing }: RunProgress, atMs: number): readonly string[] {
  if (rate === null || doing?.phase === 'recording' || doing?.phase === 'settling') return [];
  const { burst, available, nextAt, pausedUntil } = rate;
  const used = `${burst - available} of ${burst} used`;
  if (pausedUntil !== null) return [`paused by the provider for ${secondsTo(pausedUntil, atMs)}`];
  if (nextAt === null) return [used];
  return [`next page in ${secondsTo(nextAt, atMs)}: ${used}`];
}

function silenceOf({ beatAt }: RunProgress, atMs: number): readonly string[] {
  const silentMs = beatAt === null ? 0 : atMs - Date.parse(beatAt);
  return silentMs < silentMsMin ? [] : [`silent for ${Math.round(silentMs / 1_000)} s: another daemon takes it over`];
}

function secondsTo(instant: string, atMs: number): string {
  return `${Math.max(0, Math.ceil((Date.parse(instant) - atMs) / 1_000))} s`;
}

function many(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}
