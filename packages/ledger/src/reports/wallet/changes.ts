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

/** What a transaction moves: its amount as far as that is known, and as it came where it is not. */
export function amountOf({ effectMinor, currency, unit, raw }: Omit<TransactionState, 'at' | 'isLive'>): ReportAmount {
  return { minor: effectMinor === null ? null : String(effectMinor), currency, unit, raw };
}

/** What such a change did to a sum: nothing is moved by what is not there. */
export function changedAmounts(changes: readonly WalletChange[], wallet: string): readonly ChangedAmount[] {
  return changes
    .filter((change) => change.wallet === wallet && change.before !== null)
    .map(({ externalId, recordedAt, before, now }) => ({
      ...{ externalId, recordedAt, at: before?.at ?? now.at },
      beforeMinor: before?.isLive === true ? before.effectMinor : 0n,
      nowMinor: now.isLive ? now.effectMinor : 0n,
    }));
}

/** Why figures are others than in a report that was known by a moment: what was recorded since, each with its event. */
export function changesSince(changes: readonly WalletChange[], knownAt: Instant): readonly ReportChange[] {
  return changes
    .filter(({ recordedAt }) => recordedAt > knownAt)
    .map((change) => ({
      what: `transaction ${change.externalId}`,
      before: change.before?.isLive === true ? amountOf(change.before) : null,
      now: change.now.isLive ? amountOf(change.now) : null,
      type: 'amount',
      reason: changeReason(change),
      eventId: change.eventId,
    }));
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
