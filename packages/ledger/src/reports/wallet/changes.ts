import type { ConnectionId, EventId, Instant, ReportAmount, ReportChange } from '@rollcall/schema';
import type { MoneyUnit } from '../../money/amount.ts';
import type { ChangedAmount } from './explain-difference.ts';

/** A transaction as it was recorded at one time. */
export interface TransactionState {
  readonly at: Instant | null;
  readonly effectMinor: bigint | null;
  readonly raw: string | null;
  readonly currency: string | null;
  readonly unit: MoneyUnit;
  readonly isLive: boolean;
}

/** A transaction that came late, or that is not what it was. */
export interface WalletChange {
  readonly connectionId: ConnectionId;
  readonly kind: string;
  readonly change: 'late' | 'changed' | 'vanished' | 'reappeared';
  readonly externalId: string;
  readonly name: string;
  readonly wallet: string;
  readonly recordedAt: Instant;
  readonly runId: string;
  readonly eventId: EventId;
  /** Null of what came late. */
  readonly before: TransactionState | null;
  readonly now: TransactionState;
}

/** What became of the transactions of a period: all of it in figures, and the newest one by one. */
export interface WalletChanges extends Pick<WalletChange, 'connectionId' | 'kind'> {
  /** In the order in which they were recorded. */
  readonly told: readonly WalletChange[];
  /** How many there are in all. */
  readonly counts: Readonly<Record<WalletChange['change'], number>>;
  /** How many of all were recorded since the report that was issued before was known; 0 where there is none. */
  readonly since: number;
  readonly amounts: readonly ChangedAmount[];
}

/** What a transaction moves: its amount as far as that is known, and as it came where it is not. */
export function amountOf({ effectMinor, currency, unit, raw }: Omit<TransactionState, 'at' | 'isLive'>): ReportAmount {
  return { minor: effectMinor === null ? null : String(effectMinor), currency, unit, raw };
}

/** Why figures are others than in a report that was known by a moment: what was recorded since, each with its event. */
export function changesSince(changes: readonly WalletChanges[], knownAt: Instant): readonly ReportChange[] {
  return changes.flatMap(({ told, since }) => {
    const recent = told.filter(({ recordedAt }) => recordedAt > knownAt);
    // First, for on paper only the first stand.
    return [...(since > recent.length ? [notTold(since - recent.length, told.length)] : []), ...recent.map(changeTold)];
  });
}

function changeTold(change: WalletChange): ReportChange {
  const { externalId, before, now, eventId } = change;
  return {
    what: `transaction ${externalId}`,
    before: before?.isLive === true ? amountOf(before) : null,
    now: now.isLive ? amountOf(now) : null,
    ...{ type: 'amount', reason: changeReason(change), eventId },
  };
}

function notTold(count: number, told: number): ReportChange {
  const reason = `only the newest ${told} that came late, were edited, vanished or came back are told one by one`;
  return { what: 'further transactions', before: null, now: count, type: 'count', reason, eventId: null };
}

/** How many there are in all, told one by one or not. */
export function countOf({ counts }: WalletChanges): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** What happened to it, as a sentence. */
export function changeReason({ change, externalId, name, before, now, recordedAt, runId }: WalletChange): string {
  const day = (at: Instant | null) => (at === null ? 'no time' : at.slice(0, 10));
  const [seen, of] = [
    `${recordedAt.slice(0, 10)} by run ${runId}`,
    name === externalId ? externalId : `${externalId} (${name})`,
  ];
  if (change === 'late') return `late: ${of} of ${day(now.at)} was first listed ${seen}`;
  if (change === 'vanished') return `vanished: ${of} of ${day(before?.at ?? null)} was not listed any more ${seen}`;
  if (change === 'reappeared') return `came back: ${of} of ${day(now.at)} was listed again ${seen}`;
  const moved =
    before !== null && before.at !== now.at ? `, its time was ${before.at ?? 'none'} and is ${now.at ?? 'none'}` : '';
  return `edited: ${of} of ${day(now.at)} was listed otherwise ${seen}${moved}`;
}
