import fc from 'fast-check';
import type { Daemon } from '../src/daemon.ts';
import { Violation } from './play.ts';
import { playScript } from './play-script.ts';
import { scripts } from './scripts.ts';
import { shorten } from './shorten.ts';
import type { Script } from './steps.ts';
import type { Store } from './store.ts';
import type { Tally } from './tally.ts';

export interface Simulation {
  readonly seed: number;
  /** Ends with the world in which this many runs are reached. */
  readonly runs: number;
  /** Begins with this world; 0 when left out. */
  readonly world?: number;
  /** No new world begins after so many ms. */
  readonly msMax?: number;
  /** No more than this many worlds. */
  readonly worlds?: number;
  /** Worlds at a time. */
  readonly lanes?: number;
  /** Violations after which nothing more is tried. */
  readonly violationsMax?: number;
  /** How long a violation is made shorter, in ms. */
  readonly shrinkMs?: number;
}

/** A violation with the shortest script that leads to it. */
export interface Found {
  readonly world: number;
  readonly message: string;
  readonly script: Script;
}

/** Plays worlds, each drawn by the seed and its number, until so many runs were made. */
export async function simulate(store: Store, simulation: Simulation, means: Means): Promise<readonly Found[]> {
  const { runs, world: first = 0, worlds = Number.POSITIVE_INFINITY, lanes = 3, violationsMax = 5 } = simulation;
  const { msMax = Number.POSITIVE_INFINITY } = simulation;
  const until = performance.now() + msMax;
  const found: Found[] = [];
  let next = first;
  const lane = async (): Promise<void> => {
    while (
      performance.now() < until &&
      means.tally.runs < runs &&
      next < first + worlds &&
      found.length < violationsMax
    ) {
      const world = next;
      next += 1;
      const violation = await playWorld(store, { ...simulation, world }, means);
      if (violation !== undefined) found.push({ world, ...violation });
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return found;
}

async function playWorld(
  store: Store,
  { seed, world, shrinkMs = 30_000 }: Simulation & { readonly world: number },
  means: Means,
): Promise<Omit<Found, 'world'> | undefined> {
  const [script] = fc.sample(scripts(), { seed: mixed(seed, world), numRuns: 1, unbiased: true });
  if (script === undefined) throw new Error('a sample of one is one');
  const fault = await violationOf(store, script, means);
  if (fault === undefined) return undefined;
  const shortest = await shorten({ script, fault }, (shorter) => violationOf(store, shorter, means), shrinkMs);
  return { message: messageOf(shortest.fault), script: shortest.script };
}

interface Means {
  readonly tally: Tally;
  readonly log: Daemon['log'];
}

async function violationOf(store: Store, script: Script, means: Means): Promise<unknown> {
  try {
    await playScript(store, script, means);
    return undefined;
  } catch (error) {
    return error;
  }
}

function messageOf(error: unknown): string {
  if (error instanceof Violation) return `after step ${error.at}: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** One number of two: the worlds of neighbouring seeds have nothing in common. */
function mixed(seed: number, world: number): number {
  let state = (seed ^ Math.imul(world + 1, 0x9e3779b1)) >>> 0;
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b) >>> 0;
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35) >>> 0;
  return (state ^ (state >>> 16)) | 0;
}
