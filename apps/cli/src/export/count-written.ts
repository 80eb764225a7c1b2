import type { EventRange } from './events-in.ts';

/** What was written of a range. */
export interface Written {
  readonly events: number;
  /** How many sequences of the range had no event, and the first of them. */
  readonly lacking: number;
  readonly firstLacking: number | undefined;
}

export interface WrittenCount {
  /** A page was written: these are its sequences. */
  add(sequences: Iterable<number>): void;
  end(): Written;
}

/** Counts what is written of a range in its order, and says after each page how far that is. */
export function countWritten({ from, to }: EventRange, say: (sentence: string) => void): WrittenCount {
  let events = 0;
  let last = from - 1;
  let lacking = 0;
  let firstLacking: number | undefined;
  const reach = (sequence: number): void => {
    if (sequence > last + 1) {
      lacking += sequence - last - 1;
      firstLacking ??= last + 1;
    }
    last = sequence;
  };
  return {
    add(sequences) {
      for (const sequence of sequences) {
        reach(sequence);
        events += 1;
      }
      say(`sequence ${last} of ${from} to ${to}: ${events} events written`);
    },
    end() {
      reach(to + 1);
      return { events, lacking, firstLacking };
    },
  };
}
