import { chmodSync, existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where Debian has libfaketime, by architecture. */
const libraries = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map((name) => `/usr/lib/${name}/faketime/libfaketime.so.1`);

/** A clock that a test moves, for processes of its own and for itself. */
export interface ShiftedClock {
  /** What has a process live by this clock. */
  readonly env: Readonly<Record<string, string>>;
  /** Moves it ahead. What runs by it sees that at once, this process too. */
  pass(ms: number): void;
  /** Has this process live by the real clock again. */
  end(): void;
}

/** Whether a clock can be moved here: `apt-get install libfaketime`. */
export const canShiftClocks: boolean = libraries.some((path) => existsSync(path));

/** A clock that begins with the real time, and that this process lives by from now on. Its file lies in this folder, which others may pass through. */
export function createShiftedClock(folder: string): ShiftedClock {
  const file = join(folder, 'clock');
  let aheadMs = 0;
  const write = () => {
    // Whole or not at all: processes read it all the time.
    writeFileSync(`${file}.draft`, `+${aheadMs / 1000}\n`);
    chmodSync(`${file}.draft`, 0o644);
    renameSync(`${file}.draft`, file);
  };
  write();
  const end = shiftDate(() => aheadMs);
  const library = libraries.find((path) => existsSync(path));
  return {
    env:
      library === undefined
        ? {}
        : {
            LD_PRELOAD: library,
            FAKETIME_TIMESTAMP_FILE: file,
            FAKETIME_NO_CACHE: '1',
            FAKETIME_DONT_FAKE_MONOTONIC: '1',
            FAKETIME_DISABLE_SHM: '1',
          },
    end,
    pass: (ms) => {
      aheadMs += ms;
      write();
    },
  };
}

/** What asks for the time gets that of so much later; what makes another time of a Date gets that. Answers how to undo it. */
function shiftDate(aheadMs: () => number): () => void {
  const real = globalThis.Date;
  const now = () => real.now() + aheadMs();
  globalThis.Date = new Proxy(real, {
    construct: (target, given) => (given.length === 0 ? new target(now()) : Reflect.construct(target, given)),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
  return () => {
    globalThis.Date = real;
  };
}
