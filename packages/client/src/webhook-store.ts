/** An event as a receiver notes it. */
export interface ReceivedEvent {
  /** The log that it is a line of: sequences count within it. */
  readonly source: string;
  readonly id: string;
  readonly sequence: number;
  /** Of the event that was sent before; null when there is none. */
  readonly previousSequence: number | null;
}

/** Events that must have been sent, and have not come: `to` for certain, and whatever lies before it from `from` on. */
export interface WebhookGap {
  readonly from: number;
  readonly to: number;
}

/** Where a receiver notes what came. Several processes of one receiver share one. */
export interface WebhookStore {
  /** `new`: nobody had it, and it is the caller's until it settles it. `busy`: it is another's just now. */
  begin(event: ReceivedEvent): Promise<'new' | 'busy' | 'handled'>;
  /** Whether it was handled; one that was not is new again when it is next sent. */
  settle(event: ReceivedEvent, isHandled: boolean): Promise<void>;
  /** What has not come, lowest first. Events of different subjects overtake each other: look at what stays. */
  gaps(source: string): Promise<readonly WebhookGap[]>;
}

/** Of each source. */
const handledMax = 100_000;

/**
 * Notes in memory, for a receiver of one process. It knows the last 100,000 events of a source: one that is older counts as new when
 * it is sent again, and so does every event after a restart.
 */
export function memoryWebhookStore(): WebhookStore {
  const sources = new Map<string, Noted>();
  const notedOf = (source: string): Noted => {
    const known = sources.get(source);
    if (known !== undefined) return known;
    const fresh: Noted = { busy: new Set(), handled: new Map(), missing: new Set(), forgotten: 0 };
    sources.set(source, fresh);
    return fresh;
  };
  return {
    async begin({ source, id, sequence }) {
      const { busy, handled } = notedOf(source);
      if (handled.get(sequence) === id) return 'handled';
      if (busy.has(id)) return 'busy';
      busy.add(id);
      return 'new';
    },
    async settle(event, isHandled) {
      const noted = notedOf(event.source);
      noted.busy.delete(event.id);
      if (isHandled) note(noted, event);
    },
    async gaps(source) {
      const { handled, missing } = notedOf(source);
      const missed = [...missing].toSorted((a, b) => a - b);
      return missed.map((to) => ({ from: lastBefore(handled, to) + 1, to }));
    },
  };
}

interface Noted {
  readonly busy: Set<string>;
  /** By their sequences, the ids: a ledger that was put back to an earlier state gives sequences once more, to other events. */
  readonly handled: Map<number, string>;
  readonly missing: Set<number>;
  /** The highest sequence that is no longer known: what is missing below it is not known either. */
  forgotten: number;
}

function note(noted: Noted, { id, sequence, previousSequence: previous }: ReceivedEvent): void {
  const { handled, missing } = noted;
  handled.delete(sequence);
  handled.set(sequence, id);
  missing.delete(sequence);
  if (previous !== null && previous > noted.forgotten && !handled.has(previous)) missing.add(previous);
  if (handled.size <= handledMax) return;
  const [oldest = sequence] = handled.keys();
  handled.delete(oldest);
  noted.forgotten = Math.max(noted.forgotten, oldest);
}

function lastBefore(handled: ReadonlyMap<number, string>, sequence: number): number {
  let last = 0;
  for (const one of handled.keys()) if (one < sequence && one > last) last = one;
  return last;
}
