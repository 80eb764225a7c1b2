import type { ConnectionId, Instant } from '@rollcall/schema';
import type { MoneyUnit } from '../../money/amount.ts';
import type { Break } from '../../money/roll-forward.ts';

/**
 * What a transaction is, as far as the provider tells it; each is of one of them. `_billed` has an invoice that names it, where the
 * provider has any; `charge` is for something that a listing showed, `charge_unlisted` names something that none ever showed;
 * `refund` is money that came back for what it names; `reversal` takes back what came.
 */
export const walletBins = [
  'top_up',
  'top_up_billed',
  'top_up_unbilled',
  'recharge',
  'recharge_billed',
  'recharge_unbilled',
  'refund',
  'credit_unsorted',
  'reversal',
  'transfer',
  'charge',
  'charge_unlisted',
  'charge_unreferenced',
  'direction_unknown',
  'amount_unknown',
  'unit_unknown',
] as const;
export type WalletBin = (typeof walletBins)[number];

/** The listing that shows that all transactions of a period are known. */
export interface WalletCover {
  readonly isCovered: boolean;
  /** When the newest whole listing began. */
  readonly newestAt: Instant | null;
  /** The first that was whole and began when the period had ended. */
  readonly by: {
    readonly startedAt: Instant;
    readonly finishedAt: Instant;
    readonly grade: 'proven' | 'corroborated';
    readonly runId: string;
  } | null;
  /** How many listings have times that contradict each other, and are not used. */
  readonly clockMoved: number;
}

/** What a wallet was read to hold, nearest to a moment. */
export interface WalletReading {
  /** Which of the boundaries it is nearest to, and on which side of it. */
  readonly boundary: number;
  readonly side: 'after' | 'before';
  readonly wallet: string;
  readonly name: string;
  readonly runId: string;
  readonly takenAt: Instant;
  /** When the ledger had recorded all that was listed along with it. */
  readonly knownAt: Instant;
  readonly balanceMinor: bigint | null;
  readonly raw: string | null;
  readonly currency: string | null;
  readonly unit: MoneyUnit;
}

/** Transactions of one wallet, between two points of time, that are of one bin, currency and unit. */
export interface WalletFlow {
  readonly wallet: string;
  /** How many points are not after them; null of those without a time. */
  readonly segment: number | null;
  /** How many of the readings' listings were recorded before they were; null where that is what their time says. */
  readonly seen: number | null;
  readonly bin: WalletBin;
  readonly currency: string | null;
  readonly unit: MoneyUnit;
  /** Whether all of its wallet is asked for. */
  readonly isOwn: boolean;
  readonly count: number;
  /** Of those whose amount is known: what came, what went, as it adds to the balance. */
  readonly inMinor: bigint;
  readonly outMinor: bigint;
  /** How many amounts are not known. */
  readonly unknown: number;
  /** How many are dated later than they were first listed. Of what is dated after the period, those alone that were listed with it. */
  readonly ahead: number;
}

/** What was spent for a client in the period: by bin, currency and unit. */
export interface ClientFlow extends Pick<WalletFlow, 'bin' | 'currency' | 'unit' | 'count' | 'inMinor' | 'outMinor'> {
  readonly client: string | null;
}

/** What the running balances of a wallet say at a boundary. */
export interface StatedAt {
  /** After the last transaction before it; null where none is stated or its order is not known. */
  readonly minor: bigint | null;
  /** The time of that transaction. */
  readonly at: Instant | null;
  /** Of that transaction, if it does not go on from the one before: what comes later tells what it is. */
  readonly broken: Break | null;
}

export interface RolledWallet {
  readonly wallet: string;
  /** At each boundary. */
  readonly stated: readonly StatedAt[];
  /** What it held before the first transaction that is listed, as the first running balance says; null where none does. */
  readonly firstMinor: bigint | null;
  readonly firstAt: Instant | null;
  readonly jumps: readonly Break[];
  readonly misstated: readonly Break[];
  readonly newestBreak: Break | null;
  readonly undecided: string | null;
}

/** What a report of wallets is made of, of one kind of one connection. */
export interface WalletPart {
  readonly connectionId: ConnectionId;
  readonly connection: string;
  readonly kind: string;
  readonly walletKind: string;
  /** Whether it is narrowed to one client: wallets that are not theirs are told of in part. */
  readonly isNarrowed: boolean;
  /** Then, the external ids of the wallets that are theirs, whether or not anything ever moved in them. */
  readonly ownWallets: readonly string[];
  readonly cover: WalletCover;
  /** The beginning of the period, of each month in it, and its end. */
  readonly boundaries: readonly Instant[];
  /** The same, and when each reading was taken: what lies between two of them is a segment. */
  readonly points: readonly Instant[];
  /** Those of the readings' runs, in their order. */
  readonly readings: readonly WalletReading[];
  readonly wallets: readonly { readonly externalId: string; readonly name: string }[];
  readonly flows: readonly WalletFlow[];
  readonly clients: readonly ClientFlow[];
  readonly rolled: readonly RolledWallet[];
  /** Another one whenever a transaction of the period, or of no time, or what is known of it, would be another. */
  readonly mark: string;
}
