import { type Db, tails } from '@rollcall/db';
import { createFeed, type Feed, type Listener, type View } from './feed.ts';
import { createSlots } from './slots.ts';

/** How often is asked how far the orders go: one question for all that is listened to. */
const lookMs = 200;
/** Who waits for events looks around for other things every so many looks: whether its key still opens anything. */
const looksPerRound = 5;
/** Pages of events that are read at once: the others of the gateway's sessions are for calls. */
const readsAtOnce = 4;
/** Characters of events that are kept for who listens: of one workspace, and of all together. */
const charsMax = { feed: 1_048_576, all: 33_554_432 };

/** Tells whoever listens at this gateway of new events. */
export interface EventHub {
  /** Listens to what a view shows. `tail` is how far the order goes, as was just read. */
  listen(view: View, tail: number): Listener;
}

/**
 * However many listen, the database is asked one small question each 200 ms, and for new events once a view: all that a
 * workspace has, or what a key that is limited to connections may see. Nothing is asked while nobody listens.
 */
export function createEventHub(db: Db): EventHub {
  const feeds = new Map<string, Feed>();
  const terms = {
    charsMax: () => Math.min(charsMax.feed, charsMax.all / feeds.size),
    inTurn: createSlots(readsAtOnce),
  };
  let ticking: NodeJS.Timeout | undefined;
  let ticks = 0;
  let isLooking = false;

  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    const lookedAt = performance.now();
    try {
      const found = await tails(db, [...new Set([...feeds.values()].map(({ workspaceId }) => workspaceId))]);
      for (const feed of feeds.values()) feed.reach(found.get(feed.workspaceId) ?? 0, lookedAt);
    } catch {
      // Whoever listens hears of it from its feed when it goes on for long.
    } finally {
      isLooking = false;
    }
  };
  const tick = (): void => {
    ticks += 1;
    if (ticks % looksPerRound === 0) for (const feed of feeds.values()) feed.wakeAll();
    void look();
  };

  return {
    listen(view, tail) {
      const key = `${view.workspaceId} ${view.db.connections?.toSorted().join() ?? ''}`;
      const feed = feeds.get(key) ?? createFeed(view, { tail, terms });
      feeds.set(key, feed);
      ticking ??= setInterval(tick, lookMs).unref();
      const listener = feed.listen(tail);
      return {
        ...listener,
        leave() {
          listener.leave();
          if (feed.listeners > 0) return;
          feeds.delete(key);
          if (feeds.size > 0) return;
          clearInterval(ticking);
          ticking = undefined;
        },
      };
    },
  };
}
