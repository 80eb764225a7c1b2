import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Pool } from 'undici';
import { z } from 'zod';

/** What a process is told to read, and where to write it, if it does. */
interface Told {
  readonly baseUrl: string;
  readonly path: string;
  readonly databaseUrl: string;
}

const Mailboxes = z.object({ data: z.array(z.looseObject({ id: z.string(), email: z.string().optional() })) });
type Mailboxes = z.infer<typeof Mailboxes>;

/** The lists of all pages, parsed. Their shape is that of the benchmark's own server: nothing is checked. */
export async function* pagesFrom(pool: Pool, path: string): AsyncIterable<Mailboxes['data']> {
  let next: string | null = path;
  while (next !== null) {
    const { body } = await pool.request({ method: 'GET', path: next });
    const page: Mailboxes & { readonly next: string | null } = JSON.parse(await body.text());
    next = page.next;
    yield page.data;
  }
}

/** Does the work whenever this process is told to; answers how long it took and how many items there were. */
export function answering(work: (told: Told) => Promise<number>): void {
  process.on('disconnect', () => process.exit(0));
  process.on('message', (told: Told) => {
    const start = performance.now();
    work(told).then(
      (items) => process.send?.({ seconds: (performance.now() - start) / 1_000, items }),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  process.send?.('ready');
}

const Answer = z.object({ seconds: z.number(), items: z.int() });

/** A process of the benchmark that works on demand. */
export interface Worker {
  readonly process: ChildProcess;
  work(told: Told): Promise<z.infer<typeof Answer>>;
}

export async function startWorker(script: string): Promise<Worker> {
  const child = fork(join(import.meta.dirname, script), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  await told(child);
  return {
    process: child,
    async work(given) {
      child.send(given);
      return Answer.parse(await told(child));
    },
  };
}

/** The next message of a child; throws if it ends instead. */
export async function told(child: ChildProcess): Promise<unknown> {
  const ended = new AbortController();
  try {
    const [message] = await Promise.race([
      once(child, 'message', { signal: ended.signal }),
      once(child, 'exit', { signal: ended.signal }).then(([code]) => {
        throw new Error(`a process of the benchmark ended with ${code}`);
      }),
    ]);
    return message;
  } finally {
    ended.abort();
  }
}
