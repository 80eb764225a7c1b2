import type { ReportCoverage, ReportHead } from '@rollcall/schema';
import { openReason } from '../period.ts';
import { counted } from './headline.ts';
import type { DnsDay } from './trend.ts';

interface Told {
  readonly period: { readonly from: Date; readonly to: Date };
  readonly knownAt: Date;
  /** Since when it is kept what DNS was asked; null where all of it is. */
  readonly keptFrom: Date | null;
  readonly listed: ReportCoverage;
  /** Whether it is made for a key that is limited to some connections. */
  readonly isConfined: boolean;
  readonly days: readonly DnsDay[];
  readonly now: {
    readonly domains: number;
    readonly settled: number;
    readonly asked: number;
    readonly unproven: number;
  };
}

/** How far the report can be believed, and why no further. What keeps it from being complete comes first. */
export function dnsReasons(told: Told): Pick<ReportHead, 'state' | 'reasons'> {
  const gaps = [...notListed(told), ...notKept(told), ...notAsked(told)];
  // Its days are those of the period, whatever moment it describes.
  const open = openReason({ ...told, asOf: told.knownAt });
  const reasons = [...gaps, ...(open === undefined ? [] : [open]), ...unprovenReason(told), ...confinedReason(told)];
  return { state: gaps.length > 0 ? 'incomplete' : open !== undefined ? 'open' : 'complete', reasons };
}

type Reasons = ReportHead['reasons'];

function notListed({ listed }: Told): Reasons {
  if (listed.scopes > listed.failed) return [];
  const sentence = 'No listing of domains was believed: which there were is not known.';
  return [{ sentence, remedy: 'Have them listed: "rollcall sync".' }];
}

function notKept({ keptFrom, days, period }: Told): Reasons {
  if (
    keptFrom === null ||
    period.from >= keptFrom ||
    !days.some(({ at, domains }) => domains > 0 && at < keptFrom.getTime())
  ) {
    return [];
  }
  // Since when it is kept is another time each day: of a period that is over by then, the sentence stays the same.
  if (period.to <= keptFrom) return [gone];
  const sentence = `What DNS was asked and answered before ${keptFrom.toISOString()} is not kept, and the period begins earlier.`;
  return [{ sentence, remedy: `Ask for a period from then on: \`--from ${keptFrom.toISOString()}\`.` }];
}

const gone: Reasons[number] = {
  sentence: 'What domains and their DNS were in the period is not kept, or not all of it.',
  remedy: 'Ask for a later period.',
};

/** Days at whose end not one domain had been asked about for two days, though some had been there for a while. */
function notAsked(told: Told): Reasons {
  const { keptFrom, days } = told;
  const silent = days.filter(
    ({ at, settled, asked }) => settled > 0 && asked === 0 && at >= (keptFrom?.getTime() ?? 0),
  );
  const [first, last] = [silent[0], silent.at(-1)];
  if (first === undefined || last === undefined) return notAskedAtAll(told);
  const when =
    first === last ? `On ${first.day}` : `On ${counted(silent.length, 'day')} from ${first.day} to ${last.day}`;
  return [
    {
      sentence: `${when}, no domain had been asked about for two days: nobody knows how they stood.`,
      remedy: seeThatItIsAsked,
    },
  ];
}

function notAskedAtAll({ now }: Told): Reasons {
  if (now.settled === 0 || now.asked > 0) return [];
  const sentence = 'No domain had been asked about in the two days before: nobody knows how they stand.';
  return [{ sentence, remedy: seeThatItIsAsked }];
}

const seeThatItIsAsked =
  'See that a sync daemon runs, and that ROLLCALL_DNS_RESOLVERS is not "off" and names resolvers that answer.';

function unprovenReason({ now }: Told): Reasons {
  if (now.unproven === 0 || now.asked === 0) return [];
  const sentence = `${now.unproven} of ${counted(now.domains, 'domain')} are unproven: they count as neither good nor bad.`;
  return [
    { sentence, remedy: 'The table "domains" says why of each; "rollcall dns DOMAIN --check" has one asked now.' },
  ];
}

/** Findings of several connections are of none, and shown to no limited key. */
function confinedReason({ isConfined }: Told): Reasons {
  if (!isConfined) return [];
  const sentence =
    'It was asked for with a key that is limited to some connections: what is wrong with a domain that others have as well is not in it.';
  return [{ sentence, remedy: 'Have it made with a key that is not limited.' }];
}
