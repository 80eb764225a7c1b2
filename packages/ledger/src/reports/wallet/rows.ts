import type { Instant } from '@rollcall/schema';
import type { MoneyUnit } from '../../money/amount.ts';
import type { WalletBin } from './facts.ts';

/** A transaction as a report lists it. */
export interface ReportedTransaction {
  readonly connection: string;
  readonly wallet: string;
  readonly externalId: string;
  readonly name: string;
  readonly at: Instant | null;
  readonly effectMinor: bigint | null;
  readonly statedMinor: bigint | null;
  readonly raw: string | null;
  readonly currency: string | null;
  readonly unit: MoneyUnit;
  readonly bin: WalletBin;
  /** What it was charged for. */
  readonly reference: string | null;
  readonly client: string | null;
  readonly firstSeenAt: Instant;
}

/** A kind whose resources say what brought them. */
export interface BroughtKind {
  readonly kind: string;
  readonly attribute: string;
}

/** What was paid for in a period. */
export interface PaidOrder {
  readonly connection: string;
  readonly externalId: string;
  /** As the ledger holds it; null of what no listing ever showed. */
  readonly presence: string | null;
  readonly client: string | null;
  readonly currency: string | null;
  readonly unit: MoneyUnit;
  readonly charges: number;
  /** As they add to the balance: what is spent is negative. Null where an amount is not known. */
  readonly spentMinor: bigint | null;
  readonly refundedMinor: bigint | null;
  /** What it brought, as far as that was ever listed: by kind. */
  readonly brought: readonly { readonly kind: string; readonly live: number; readonly gone: number }[];
}
