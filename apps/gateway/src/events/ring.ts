import type { SealedOfConnection } from '@rollcall/db';
import { jsonOnce } from '../http/json-once.ts';

/** How much of it one listener is given at once: what it holds while its client does not read. */
const takenMax = { events: 100, chars: 65_536 };

/** Events in their order, and how far the order was looked through for them. */
export interface Stretch {
  readonly events: readonly SealedOfConnection[];
  readonly through: number;
}

/** The newest events of a workspace, as JSON already: as many as fit. */
export interface Ring {
  /** What follows this sequence is in it, up to `through`. */
  readonly from: number;
  readonly through: number;
  add(stretch: Stretch): void;
  /** Some of what follows, from a position within it. */
  after(position: number): Stretch;
}

/** An empty ring at this place. `charsMax` is asked whenever something is added. */
export function createRing(at: number, { eventsMax, charsMax }: { eventsMax: number; charsMax: () => number }): Ring {
  const events: SealedOfConnection[] = [];
  let [from, through, chars] = [at, at, 0];
  return {
    get from() {
      return from;
    },
    get through() {
      return through;
    },
    add(stretch) {
      for (const one of stretch.events) {
        events.push(one);
        chars += jsonOnce(one.event).length;
      }
      through = stretch.through;
      let dropped = 0;
      for (const most = charsMax(); events.length - dropped > eventsMax || chars > most; dropped += 1) {
        const first = events[dropped];
        if (first === undefined) break;
        chars -= jsonOnce(first.event).length;
        from = first.event.sequence;
      }
      events.splice(0, dropped);
    },
    after(position) {
      const taken: SealedOfConnection[] = [];
      let size = 0;
      for (let at = firstAfter(events, position); at < events.length; at += 1) {
        const one = events[at];
        if (one === undefined) break;
        if (taken.length >= takenMax.events || size >= takenMax.chars) {
          return { events: taken, through: taken.at(-1)?.event.sequence ?? position };
        }
        taken.push(one);
        size += jsonOnce(one.event).length;
      }
      return { events: taken, through };
    },
  };
}

/** By halves: whoever listens is nearly always near the end, and some are not. */
function firstAfter(events: readonly SealedOfConnection[], position: number): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const sequence = events[middle]?.event.sequence ?? 0;
    if (sequence > position) high = middle;
    else low = middle + 1;
  }
  return low;
}
