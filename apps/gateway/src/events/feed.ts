import { type Db, type EventChoice, inWorkspace, sealedWithConnections } from '@rollcall/db';
import { RollcallError, type WorkspaceId } from '@rollcall/schema';
import { assertReached } from './position.ts';
import { createRing, type Ring, type Stretch } from './ring.ts';

/** Events read at once for all who listen, and for one who is behind: what it holds while its client does not read. */
const [pageMax, pageBehindMax] = [500, 100];
/** Whoever is no further behind than this reads the same page as the others there: after a restart that is everybody. */
const nearMax = 1_000;
const pagesKeptMax = 8;
const pageKeptMs = 2_000;
/** As many events of a workspace as are at hand. */
const ringEventsMax = 1_000;
/** What is read next waits for so long for who has not taken what was read before. After that, they read for themselves. */
const paceMs = 200;
/** Whoever listens hears of it when nobody could look for so long: a session is awaited for a third of it. */
const blindMsMax = 15_000;

/** What one key may see of a workspace's events. */
export interface View {
  readonly workspaceId: WorkspaceId;
  /** Shows that and no more. */
  readonly db: Db;
}

/** What feeds share. */
export interface FeedTerms {
  /** How many characters of events a feed may keep. */
  readonly charsMax: () => number;
  /** Asks the database, when it is its turn. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Hears the events that one view shows, from wherever it is. */
export interface Listener {
  /** What follows a position: waits for it, but not for ever. Throws `position_ahead`, or that the database is away. */
  after(position: number, choice: EventChoice): Promise<Stretch>;
  /** Waits no longer. */
  wake(): void;
  leave(): void;
}

/** The events that a view shows, read once for all who listen. */
export interface Feed {
  readonly workspaceId: WorkspaceId;
  readonly listeners: number;
  /** `tail` is how far the order goes, as was just read. */
  listen(tail: number): Listener;
  /** So far the order goes, as was found by a look that began then. */
  reach(tail: number, lookedAt: number): void;
  /** Has everybody look around for other things than events. */
  wakeAll(): void;
}

/** A feed that goes on from `tail`. */
export function createFeed(view: View, { tail, terms }: { tail: number; terms: FeedTerms }): Feed {
  const { charsMax } = terms;
  const newRing = (at: number): Ring => createRing(at, { eventsMax: ringEventsMax, charsMax });
  const listeners = new Set<Listening>();
  const pages = new Map<number, Promise<Stretch>>();
  let ring = newRing(tail);
  let known = tail;
  /** How far somebody who listens has been told that it goes. */
  let promised = tail;
  let goodAt = performance.now();
  let changedAt = goodAt;
  let isReading = false;
  let allTaken: (() => void) | undefined;

  const read = (look: { after: number; limit: number; filter?: EventChoice }): Promise<Stretch> =>
    terms.inTurn(() => inWorkspace(view.db, view.workspaceId, (tx) => sealedWithConnections(tx, look)));
  const pageAfter = (position: number, filter: EventChoice): Promise<Stretch> => {
    if (known - position > nearMax) return read({ after: position, limit: pageBehindMax, filter });
    const shared = pages.get(position) ?? read({ after: position, limit: pageBehindMax });
    if (!pages.has(position) && pages.size < pagesKeptMax) {
      pages.set(position, shared);
      const forget = (): void => void pages.delete(position);
      setTimeout(forget, pageKeptMs).unref();
      shared.catch(forget);
    }
    return shared;
  };
  const wakeAll = (): void => {
    for (const one of listeners) one.wake?.();
  };
  const noteTaken = (): void => {
    if (![...listeners].some(({ isTaking }) => isTaking)) allTaken?.();
  };
  const readOn = async (): Promise<void> => {
    isReading = true;
    try {
      while (ring.through < known && listeners.size > 0) {
        const stretch = await read({ after: ring.through, limit: pageMax });
        if (stretch.through === ring.through) break;
        ring.add(stretch);
        goodAt = changedAt = performance.now();
        for (const one of listeners) one.isTaking = one.wake !== undefined;
        wakeAll();
        await takenWithin(paceMs);
      }
    } catch {
      // The next look tries again; for how long, `goodAt` tells.
    } finally {
      isReading = false;
    }
  };
  const takenWithin = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => done(), ms);
      const done = (): void => {
        clearTimeout(timer);
        allTaken = undefined;
        resolve();
      };
      allTaken = done;
      noteTaken();
    });

  const after = async (mine: Listening, position: number, choice: EventChoice): Promise<Stretch> => {
    if (performance.now() - goodAt > blindMsMax) throw blind();
    if (mine.rewound) assertReached(position, known);
    mine.rewound = false;
    if (position < ring.from) return pageAfter(position, choice);
    if (position < ring.through) return ring.after(position);
    mine.isTaking = false;
    noteTaken();
    if (!mine.isWoken) {
      await new Promise<void>((resolve) => {
        mine.wake = resolve;
      });
    }
    mine.wake = undefined;
    mine.isWoken = false;
    return position >= ring.from && position < ring.through ? ring.after(position) : { events: [], through: position };
  };

  return {
    workspaceId: view.workspaceId,
    get listeners() {
      return listeners.size;
    },
    listen(tail) {
      promised = Math.max(promised, tail);
      changedAt = performance.now();
      const mine: Listening = { isTaking: false, isWoken: false, rewound: false, wake: undefined };
      listeners.add(mine);
      return {
        after: (position, choice) => after(mine, position, choice),
        wake() {
          mine.isWoken = true;
          mine.wake?.();
        },
        leave() {
          listeners.delete(mine);
          noteTaken();
        },
      };
    },
    reach(tail, lookedAt) {
      // What was read since then may lie beyond what the look saw.
      const isOld = lookedAt <= changedAt;
      known = isOld ? Math.max(known, tail) : tail;
      if (!isOld && tail < Math.max(ring.through, promised)) {
        if (tail < ring.through) ring = newRing(tail);
        promised = tail;
        pages.clear();
        for (const one of listeners) one.rewound = true;
        wakeAll();
      }
      if (ring.through >= known) goodAt = performance.now();
      else if (!isReading) void readOn();
    },
    wakeAll,
  };
}

interface Listening {
  /** It was told that there is more, and has not asked for what follows that. */
  isTaking: boolean;
  /** It is not to wait. */
  isWoken: boolean;
  /** The order was longer once than it is. */
  rewound: boolean;
  /** While it waits. */
  wake: (() => void) | undefined;
}

function blind(): RollcallError {
  return new RollcallError(
    'database_unavailable',
    'The database has told of no events for 15 seconds, not even whether there are any: connect again to go on from the last one told.',
  );
}
