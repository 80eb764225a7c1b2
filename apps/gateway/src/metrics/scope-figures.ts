import { figures, type ScopeFigures } from '@rollcall/db';
import { longestIntervalMs } from '@rollcall/ledger';
import { declaredSchedules } from '@rollcall/provider-registry';
import { ofConnection } from './connection-figures.ts';
import { clearAll, type FigureSet, type MakeGauge } from './figure-set.ts';

/** A connection starts up to a minute after its time, so that not all start at once. */
const spreadSeconds = 60;
const coverages = ['proven', 'corroborated', 'plausible', 'stale', 'failed'] as const;

/** How old and how complete what is known of each connection is, kind by kind. */
export function scopeSet(make: MakeGauge): FigureSet {
  const labels = ['workspace', 'connection', 'provider'] as const;
  const covered = make(
    'rollcall_scopes',
    'What listings of a connection cover, by the grade of the newest listing that was believed: "stale" where the newest was not, "failed" where none ever was.',
    [...labels, 'coverage'],
  );
  const age = make(
    'rollcall_listing_age_seconds',
    'Freshness: since the oldest of the listings of a kind that are believed began. Of active connections, and of what was ever believed.',
    [...labels, 'kind'],
  );
  const overdue = make(
    'rollcall_listing_overdue_seconds',
    'By how much that is longer than the longest pause of its schedule; 0 while it is on time.',
    [...labels, 'kind'],
  );
  return {
    name: 'scopes',
    clear: clearAll([covered, age, overdue]),
    async collect(tx) {
      const sums = new Map<string, Covered>();
      const ages = new Map<string, Aged>();
      for (const row of await figures.scopes(tx)) {
        addCoverage(sums, row);
        addAge(ages, row);
      }
      for (const { of, counts } of sums.values()) {
        for (const coverage of coverages) covered.set({ ...of, coverage }, counts[coverage]);
      }
      for (const { of, seconds, overdueSeconds } of ages.values()) {
        age.set(of, seconds);
        overdue.set(of, overdueSeconds);
      }
    },
  };
}

interface Covered {
  readonly of: ReturnType<typeof ofConnection>;
  readonly counts: Record<(typeof coverages)[number], number>;
}

function addCoverage(sums: Map<string, Covered>, row: ScopeFigures): void {
  const of = ofConnection(row);
  const key = JSON.stringify(of);
  const known = sums.get(key) ?? {
    of,
    counts: { proven: 0, corroborated: 0, plausible: 0, stale: 0, failed: 0 },
  };
  for (const coverage of coverages) known.counts[coverage] += row[coverage];
  sums.set(key, known);
}

interface Aged {
  readonly of: ReturnType<typeof ofConnection> & { readonly kind: string };
  seconds: number;
  overdueSeconds: number;
}

/** Of connections that are summed up, the oldest counts. */
function addAge(ages: Map<string, Aged>, row: ScopeFigures): void {
  const { kind, oldest_seconds: seconds } = row;
  if (seconds === null) return;
  const of = { ...ofConnection(row), kind };
  const key = JSON.stringify(of);
  const known = ages.get(key) ?? { of, seconds: 0, overdueSeconds: 0 };
  known.seconds = Math.max(known.seconds, seconds);
  known.overdueSeconds = Math.max(known.overdueSeconds, seconds - pauseSeconds(row));
  ages.set(key, known);
}

/** The longest time that may lie between two listings of this kind; none for a kind that nobody lists any more. */
function pauseSeconds({ provider, kind, schedule }: ScopeFigures): number {
  const declared = declaredBy(provider)[kind];
  if (declared === undefined) return Number.POSITIVE_INFINITY;
  const line = schedule ?? declared;
  const known = pauses.get(line) ?? longestIntervalMs(line) / 1_000 + spreadSeconds;
  pauses.set(line, known);
  return known;
}

/** Reading a line takes some milliseconds, and there are a few lines for all connections. */
const pauses = new Map<string, number>();
const known = new Map<string, Readonly<Record<string, string>>>();

function declaredBy(provider: string): Readonly<Record<string, string>> {
  const schedules = known.get(provider) ?? readDeclared(provider);
  known.set(provider, schedules);
  return schedules;
}

/** A connection may be of a provider that this version knows no more. */
function readDeclared(provider: string): Readonly<Record<string, string>> {
  try {
    return declaredSchedules(provider);
  } catch {
    return {};
  }
}
