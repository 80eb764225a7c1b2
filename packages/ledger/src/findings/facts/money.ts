import type { ConnectionId, EventId, Instant } from '@rollcall/schema';
import type { Amount, MoneyUnit } from '../../money/amount.ts';
import type { Rolled } from '../../money/roll-forward.ts';

/** Where something of money was found. */
export interface MoneyPlace {
  readonly connectionId: ConnectionId;
  /** The connection's name. */
  readonly connection: string;
  /** The kind of the transactions. */
  readonly kind: string;
  /** Why the ledger may not hold all transactions that there are, in words; null where it does. */
  readonly doubt: string | null;
}

interface Transaction {
  readonly externalId: string;
  readonly name: string;
  readonly at: Instant | null;
}

interface WalletName {
  readonly externalId: string;
  readonly name: string;
}

/** What the transactions of a wallet come to, and what it held when that was last looked at. */
export interface WalletFacts extends MoneyPlace {
  readonly walletKind: string;
  readonly wallet: WalletName;
  /** Null where transactions are of several, and where none is told. */
  readonly currency: string | null;
  readonly unit: MoneyUnit;
  readonly rolled: Rolled;
  /** The newest cut, whether or not it is consistent; null where there is none. */
  readonly cut: CutFacts | null;
  /** The newest consistent one, and the oldest that is kept. */
  readonly consistent: { readonly oldest: CutFacts; readonly newest: CutFacts } | null;
}

/** What a wallet held, and what the ledger held of it. */
export interface CutFacts {
  readonly takenAt: Instant;
  readonly currency: string | null;
  readonly unit: MoneyUnit;
  readonly balanceMinor: bigint | null;
  readonly listedMinor: bigint | null;
  readonly statedMinor: bigint | null;
  readonly newestId: string | null;
  /** Why it is not consistent; null where it is. */
  readonly reason: string | null;
}

/** Two charges of the same, one after the other. */
export interface RepeatedCharge extends MoneyPlace {
  readonly first: Transaction;
  readonly second: Transaction & { readonly at: Instant };
  readonly amount: Amount;
  /** What both name; null where it is their description alone that is the same. */
  readonly reference: { readonly kind: string; readonly externalId: string } | null;
  readonly apartMs: number;
  /** How far apart charges of the same are on average, over so many of them. */
  readonly usuallyApartMs: number;
  readonly charges: number;
  /** For how long one of them is, as the provider declares it. */
  readonly periodDays: number;
  /** Of the same reference and amount, what came back since. */
  readonly refundedBy: string | null;
}

/** A transaction that changed or vanished after it was final, and nobody here did it. */
export interface FinalChange extends MoneyPlace {
  readonly transaction: Transaction;
  readonly change: 'changed' | 'vanished';
  /** What it is about: the newest such change. */
  readonly eventId: EventId;
  readonly recordedAt: Instant;
  /** Whether it is there now. */
  readonly isLive: boolean;
  /** What changed: as it was before all of that, and as it is now. */
  readonly fields: readonly { readonly name: string; readonly before: unknown; readonly now: unknown }[];
  readonly amount: Amount | null;
}

/** What a wallet was filled up with by itself. */
export interface RechargeFacts extends MoneyPlace {
  readonly walletKind: string;
  readonly wallet: WalletName;
  readonly currency: string | null;
  readonly unit: MoneyUnit;
  /** In the order of time. */
  readonly recharges: readonly Recharge[];
}

export interface Recharge extends Transaction {
  readonly at: Instant;
  readonly effectMinor: bigint;
  readonly balanceAfterMinor: bigint | null;
  /** As the wallet was set when the ledger first saw it; null where that is not known for certain. */
  readonly settings: RechargeSettings | null;
}

interface RechargeSettings {
  readonly enabled: boolean | null;
  readonly thresholdMinor: bigint | null;
  readonly amountMinor: bigint | null;
  /** Since when the ledger holds these. */
  readonly since: Instant;
  /** Whether somebody turned it on elsewhere, as far as is known. */
  readonly isElsewhere: boolean;
}

/** A top-up that no invoice names. */
export interface UnbilledTopUp extends MoneyPlace {
  readonly topUp: Transaction & { readonly at: Instant };
  readonly amount: Amount;
  readonly billKind: string;
  readonly withinDays: number;
  /** When the newest listing of the invoices began that was whole; null before the first. */
  readonly billsWholeAt: Instant | null;
  /** The time of the oldest invoice that names a transaction; null where none does. */
  readonly oldestBillAt: Instant | null;
}

/** One leg of a transfer, of which no other was found. */
export interface UnpairedLeg extends MoneyPlace {
  readonly leg: Transaction & { readonly at: Instant };
  readonly wallet: WalletName;
  readonly direction: 'in' | 'out';
  readonly amount: Amount;
  /** How many transfers of the connection have both legs: where none has, one is all that the provider shows. */
  readonly pairs: number;
}
