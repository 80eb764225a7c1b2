/** What providers declare of their kinds for the rules: which attributes say what, in words that all share. */

/** Of kinds whose items are work that the provider does by itself. */
export interface WorkAttributes {
  /** How far it is. */
  readonly status: string;
  /** Of its values: those of work that failed for good or waits for a person, and of work that is done. */
  readonly failed: readonly string[];
  readonly done: readonly string[];
  /** What it is done to. */
  readonly target: string;
  readonly madeAt: string;
  readonly attempts?: string;
  readonly attemptsMax?: string;
  readonly error: string;
  /** The name of such an item says what is done, so that another of that name does the same. */
  readonly isNamed: boolean;
}

/** Of kinds of which the provider tells on which lists of senders of unwanted mail they stand. */
export interface ReputationAttributes {
  readonly listedOn: string;
  /** Of what rests until it is well again. */
  readonly rests?: {
    readonly status: string;
    /** Of its values: those of what may come back, and of what rests no more. */
    readonly ready: readonly string[];
    readonly ended: readonly string[];
    readonly readyAt: string;
  };
}

/** Of kinds that are keys to the provider's own API. */
export interface KeyAttributes {
  readonly madeAt: string;
  /** Null where it was never used. */
  readonly usedAt: string;
  readonly expiresAt?: string;
  /** From where it may be used; an empty list is from everywhere. */
  readonly networks?: string;
  /** The account that it belongs to, null for the connection's own. */
  readonly account?: string;
  /** What it may do, and which of that together reach everything. */
  readonly access?: { readonly attribute: string; readonly everything: readonly string[]; readonly reason: string };
  /** How many of them an account may have, and where the provider says so. */
  readonly limit?: { readonly most: number; readonly reason: string };
}
