/** What can be wrong with a log, told apart by what somebody must have done. */
export type LogProblemKind =
  | 'event_altered'
  | 'event_missing'
  | 'event_added'
  | 'event_duplicated'
  | 'events_swapped'
  | 'leaf_altered'
  | 'leaf_missing'
  | 'tail_cut'
  | 'rolled_back'
  | 'order_wrong'
  | 'tree_wrong'
  | 'root_wrong'
  | 'checkpoint_altered'
  | 'checkpoint_missing'
  | 'checkpoint_late'
  | 'link_broken'
  | 'signature_wrong'
  | 'key_wrong'
  | 'change_without_event'
  | 'bundle_malformed';

/** One thing that is wrong. */
export interface LogProblem {
  readonly kind: LogProblemKind;
  /** The event that it is about; null where it is about none, or about many. */
  readonly sequence: number | null;
  /** What was to be expected, what is there instead, and what to do. */
  readonly sentence: string;
}

/** The first of what is wrong, and how much there is in all: of a log that was rewritten, every line is. */
export interface LogProblems {
  readonly named: readonly LogProblem[];
  readonly counted: number;
  add(problem: LogProblem): void;
}

/** How many are named. */
const problemsNamedMax = 50;

export function collectProblems(): LogProblems {
  const named: LogProblem[] = [];
  let counted = 0;
  return {
    named,
    get counted() {
      return counted;
    },
    add(problem) {
      counted += 1;
      if (named.length < problemsNamedMax) named.push(problem);
    },
  };
}
