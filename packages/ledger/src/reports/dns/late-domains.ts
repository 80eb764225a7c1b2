import type { ReportChange } from '@rollcall/schema';
import type { DomainVersion } from './facts.ts';

/** More of them are seen in the figures. */
const domainsMax = 50;

/**
 * Domains of which became known after an earlier report that they had been live, or not live any more, at a moment of which that
 * one spoke already. What DNS answers and what rules find becomes known when it is so.
 */
export function lateDomains(
  versions: readonly DomainVersion[],
  { asOf, knownAt }: { readonly asOf: Date; readonly knownAt: Date },
): readonly ReportChange[] {
  const changes = [...Map.groupBy(versions, (one) => `${one.connectionId} ${one.externalId}`).values()].flatMap(
    (own) => {
      const then = own.filter(({ since }) => since <= asOf);
      const [before, now] = [then.findLast(({ recordedAt }) => recordedAt <= knownAt), then.at(-1)];
      if (now === undefined || before === now || (before?.isLive ?? false) === now.isLive) return [];
      return [changeOf(before, now)];
    },
  );
  return changes.sort((one, other) => (one.what < other.what ? -1 : 1)).slice(0, domainsMax);
}

function changeOf(before: DomainVersion | undefined, now: DomainVersion): ReportChange {
  return {
    ...{
      what: `Domain ${now.domain}`,
      before: before === undefined ? null : liveText(before),
      now: liveText(now),
      type: 'text',
    },
    reason: `What was recorded at ${now.recordedAt.toISOString()} shows that it was so since ${now.since.toISOString()}.`,
    eventId: now.eventId,
  };
}

function liveText({ isLive }: DomainVersion): string {
  return isLive ? 'live' : 'not live';
}
