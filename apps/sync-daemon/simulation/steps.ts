import type { ListingFault } from '@rollcall/provider-kit/faults';

/** Who changes something: somebody at the provider, or one of our own operations, whose answer may be late or lost. */
export type By =
  | { readonly by: 'somebody' }
  | {
      readonly by: 'operation';
      /** What the provider does with it: the change takes place, or it does not though nobody says so. */
      readonly takesEffect: boolean;
      readonly answer: 'succeeded' | 'unknown' | 'failed';
      /** Whether the answer comes at once, after the next run, or never: then the gateway stopped while it waited. */
      readonly answered: 'now' | 'late' | 'never';
    };

/** A change of the world. Things are named by their place among those of a kind, so that any number names one. */
export type Change = By &
  (
    | { readonly do: 'create'; readonly kind: number; readonly name: number; readonly value: number }
    /** What was deleted comes again under its old id; with another value, or exactly as it was. */
    | { readonly do: 'recreate'; readonly kind: number; readonly nth: number; readonly value: number | null }
    | { readonly do: 'edit'; readonly kind: number; readonly nth: number; readonly value: number }
    | { readonly do: 'delete'; readonly kind: number; readonly nth: number }
    | { readonly do: 'rename'; readonly kind: number; readonly nth: number; readonly name: number }
    /** Several of a kind, whose names nobody knows beforehand. */
    | { readonly do: 'order'; readonly kind: number; readonly count: number }
  );

/** A fault of the listings of one kind in one run. */
export interface PlannedFault {
  readonly kind: number;
  readonly fault: ListingFault;
  /** How many listings it meets. */
  readonly times: number;
}

/** What befalls the process that executes a run. */
export type Trouble =
  | { readonly trouble: 'none' }
  /** It dies at this await, and another takes its run over. */
  | { readonly trouble: 'crash'; readonly at: number }
  /** It falls asleep at this await, and wakes up when another has finished its run. */
  | { readonly trouble: 'asleep'; readonly at: number }
  /** It falls asleep at this await, and wakes up at that await of the one that has taken over. */
  | { readonly trouble: 'both'; readonly at: number; readonly wakesAt: number }
  /** It is told to stop at this await, and gives its run back. */
  | { readonly trouble: 'stop'; readonly at: number };

export interface RunStep {
  readonly step: 'run';
  readonly plan: boolean;
  readonly faults: readonly PlannedFault[];
  /** Changes that take place while the run reads, each before this many further requests. */
  readonly meanwhile: readonly { readonly after: number; readonly change: Change }[];
  readonly trouble: Trouble;
}

export type Step =
  | { readonly step: 'change'; readonly change: Change }
  | { readonly step: 'wait'; readonly minutes: number }
  /** A new version of our mapping gives the same things other attributes. */
  | { readonly step: 'upgrade' }
  /** Other limits of the brake for the connection. */
  | { readonly step: 'limits'; readonly limits: Limits }
  /** A person's word about the newest hold that waits for one, or about all that were rejected. */
  | { readonly step: 'decide'; readonly decision: 'approved' | 'rejected'; readonly of: 'pending' | 'rejected' }
  | RunStep;

/** Limits that somebody sets: that a few things pass, of those that vanish, of those that change or of both; or that none do. */
export type Limits = 'lost' | 'altered' | 'both' | 'wide';

/** A world from its beginning: what kinds it has, how its clocks differ, what happens in it. */
export interface Script {
  readonly shape: number;
  /** By how much the clock of each of two daemons is ahead of the database's, in ms. */
  readonly skews: readonly [number, number];
  /** How many things of each kind there are before the first run. */
  readonly size: number;
  readonly steps: readonly Step[];
}
