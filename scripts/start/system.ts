/** Something that runs and can be ended. */
interface Part {
  stop(): Promise<void>;
}

/**
 * What is stopped first: the apps while they still have a database and the sandboxes that they have asked something of, and
 * the lock when nothing is left to protect.
 */
const order = ['apps', 'sandboxes', 'database', 'lock'] as const;
type Stage = (typeof order)[number];

/** Everything that one start has brought up. */
export interface System {
  /** Hands over a part; one that comes while the system stops is stopped at once. */
  keep(stage: Stage, part: Part): void;
  /** Stops everything, stage by stage. Safe to call twice. */
  stop(): Promise<void>;
}

export function createSystem(): System {
  const parts: Record<Stage, Part[]> = { apps: [], sandboxes: [], database: [], lock: [] };
  let stopped: Promise<void> | undefined;
  const stopAll = async () => {
    for (const stage of order) await Promise.all(parts[stage].map((part) => part.stop()));
  };
  return {
    keep: (stage, part) => {
      if (stopped === undefined) parts[stage].push(part);
      else void part.stop();
    },
    stop: () => {
      stopped ??= stopAll();
      return stopped;
    },
  };
}
