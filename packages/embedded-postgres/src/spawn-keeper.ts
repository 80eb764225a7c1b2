import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import type { Launch } from './choose-launch.ts';
import { environment } from './environment.ts';
import type { Layout } from './layout.ts';

/** What the keeper is told, as one line on its standard input. */
export type KeeperTask =
  | {
      readonly do: 'start';
      readonly words: readonly string[];
      readonly runAs?: Launch['runAs'];
      readonly cwd: string;
      /** What the server finds in its environment, beside what the keeper does. */
      readonly env?: Readonly<Record<string, string>>;
    }
  | { readonly do: 'adopt'; readonly pid: number };

/** The process that keeps a server for this one. */
export interface Keeper {
  readonly pid: number | undefined;
  /** Settles when the keeper has ended: the server it started has then ended too, unless the keeper was killed. */
  readonly ended: Promise<void>;
  hasEnded(): boolean;
  /** Lets go of the keeper, which then stops the server; settles when both have ended. */
  stop(): Promise<void>;
}

/** Starts the keeper of a server. Neither keeps this process from ending, and this process's end, however, ends both. */
export function spawnKeeper(layout: Layout, task: KeeperTask): Keeper {
  const log = openSync(layout.log, 'a', 0o600);
  const child = spawn(process.execPath, [join(import.meta.dirname, 'keeper.ts'), layout.marker], {
    cwd: layout.home,
    detached: true,
    env: environment(),
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  let over = false;
  const ended = new Promise<void>((resolve) => {
    for (const event of ['exit', 'error'] as const) {
      child.once(event, () => {
        over = true;
        resolve();
      });
    }
  });
  const { stdin } = child;
  assert(stdin instanceof Socket, "Node's pipes to a child are sockets");
  // Writing to a keeper that has just been killed is not an error: `ended` tells.
  stdin.on('error', () => {});
  stdin.write(`${JSON.stringify(task)}\n`);
  child.unref();
  stdin.unref();
  return {
    pid: child.pid,
    ended,
    hasEnded: () => over,
    stop: () => {
      child.ref();
      stdin.end();
      return ended;
    },
  };
}
