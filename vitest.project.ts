import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineProject } from 'vitest/config';

/** Three at least, on two processors as well: a test waits for servers, processes and rates half of the time. */
export const workersMax = Math.max(3, availableParallelism() - 1);

const compiled = join(import.meta.dirname, 'node_modules', '.cache', 'compiled');

/** What is waited for comes in milliseconds, unless the machine is busy. */
const pollMsMax = 20_000;

/** A deadline is there for what hangs, not for what is slow. */
const hangsMs = 60_000;

/** Where the tests of a package differ from those of the others. */
interface Project {
  /** Whether tests change what the next file would see, so that each file takes a worker of its own: workers go on with the next otherwise. */
  readonly isolate?: boolean;
}

/**
 * The tests of a package. Each file shares the processor with others, and with the servers that they talk to.
 */
export function project(name: string, { isolate = false }: Project = {}) {
  const test = {
    ...{ name, include: ['test/**/*.test.ts'], isolate, testTimeout: hangsMs, hookTimeout: hangsMs },
    expect: { poll: { timeout: pollMsMax } },
    // What Node has compiled, the next process of its kind need not: workers, and what they start.
    env: { NODE_COMPILE_CACHE: compiled },
    // A project does not take this over from the root, and has one worker on two processors unless told.
    maxWorkers: workersMax,
  };
  return defineProject({ test });
}
