import type { Kind } from './resource.ts';

/**
 * How the items of a kind move the money of wallets, as their provider tells it. They have the attributes `type`,
 * `amountMinor`, `currency`, `unit` and, where the provider states one, `balanceAfterMinor`.
 */
export interface Moves {
  /** The kind of the wallets, which state `balanceMinor`, `currency` and `unit`; one listing shows all of them. */
  readonly walletKind: Kind;
  /** The attribute that holds the wallet's external id. */
  readonly wallet: string;
  /** The attribute that holds when money moved, an instant in ISO 8601. */
  readonly datedBy: string;
  /** What `type` says of money that comes into the wallet, and of money that leaves it. Anything else is not known. */
  readonly into: readonly string[];
  readonly outOf: readonly string[];
  /** What the description begins with, in lower case, of each sort; what begins with none of them is of no known sort. */
  readonly told: Readonly<Record<MoveSort, readonly string[]>>;
  /** The attribute that names what is charged for, of this kind. */
  readonly charges: { readonly kind: Kind; readonly attribute: string };
  /**
   * Who it is paid for, where wallets are those of clients: the attribute of what is charged for that names the client, and the kind
   * whose resources are clients, with the attribute that holds the external id of a client's wallet.
   */
  readonly clients?: { readonly attribute: string; readonly kind: Kind; readonly wallet: string };
  /** The attribute of a bill that names the top-up it is for, and how long it may take to come. */
  readonly billed?: {
    readonly kind: Kind;
    readonly attribute: string;
    /** The attribute that holds the bill's own time. */
    readonly datedBy: string;
    readonly withinDays: number;
  };
  /** What the same is charged for once, in days: a month is 30. */
  readonly periodDays: number;
  /** On what grounds all this is so. */
  readonly reason: string;
}

/** `topUp`: money that somebody put in. `recharge`: what the wallet took by itself. `transfer`: a leg of one between two wallets. */
export const moveSorts = ['topUp', 'recharge', 'transfer'] as const;
export type MoveSort = (typeof moveSorts)[number];
