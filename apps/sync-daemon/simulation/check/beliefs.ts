import type { Cause, Presence } from '@rollcall/schema';
import type { Snapshot } from '../snapshot.ts';

/** A resource as its versions alone say it is. */
export interface Rebuilt {
  readonly name: string;
  readonly presence: Presence;
  /** As JSON. */
  readonly attributes: string;
  readonly version: number;
}

/** What is known of the ledger from before a run, by which the run is judged. */
export interface Beliefs {
  /** The ledger as rebuilt from versions, by `kind id`. */
  readonly rebuilt: Map<string, Rebuilt>;
  /** Ids that were renamed away: what comes up under one counts its versions on. */
  readonly renamedAway: Set<string>;
  /** When the ledger was last seen to hold what was true, by `kind id`. */
  readonly matchedAt: Map<string, number>;
  /** The mapping that a resource was last seen to be true by, by `kind id`. */
  readonly readWith: Map<string, number>;
  /** The cause of the newest vanishing, by `kind id`. */
  readonly vanishedBy: Map<string, Cause | null>;
  /** The mapping that a scope was last believed with, by `kind parent`. */
  readonly mappings: Map<string, number>;
  /** What runs recorded that nobody asked for, and when. */
  readonly unasked: { readonly at: number; readonly lost: number; readonly altered: number }[];
  /** After the run before; undefined before the first. */
  before: Snapshot | undefined;
}

export function noBeliefs(): Beliefs {
  return {
    rebuilt: new Map(),
    renamedAway: new Set(),
    matchedAt: new Map(),
    readWith: new Map(),
    vanishedBy: new Map(),
    mappings: new Map(),
    unasked: [],
    before: undefined,
  };
}
