import { wrongUsage } from './command-error.ts';
import { notice } from './output/notice.ts';

/** Far more than the gateway takes, which says so itself; this much is a file piped in by mistake. */
const bytesMax = 16_777_216;
/** Whoever waits without knowing it is told after this long. */
const noticeMs = 2_000;

/** What is awaited, for whoever is kept waiting, and how long stdin may stay silent. */
export interface StdinWait {
  readonly what: string;
  readonly silentMsMax: number;
}

/**
 * All of stdin, or `silent` when nothing came for so long: a script may have left it open and mean nothing by it. On a
 * terminal, a whole JSON document ends it as well as Ctrl+D. Throws `wrong_usage` when it is too large.
 */
export async function readStdin({ what, silentMsMax }: StdinWait): Promise<string | 'silent'> {
  const { stdin } = process;
  const ended = Promise.withResolvers<string | 'silent'>();
  const timers = stdin.isTTY
    ? []
    : [
        setTimeout(() => notice(`Waiting for ${what} on stdin.`), noticeMs),
        setTimeout(() => ended.resolve('silent'), silentMsMax),
      ];
  const clearTimers = (): void => {
    for (const timer of timers) clearTimeout(timer);
  };
  const chunks: Buffer[] = [];
  const text = (): string => Buffer.concat(chunks).toString('utf8');
  stdin.on('data', (chunk: Buffer) => {
    clearTimers();
    chunks.push(chunk);
    if (stdin.isTTY && isJson(text())) ended.resolve(text());
    if (chunks.reduce((sum, { length }) => sum + length, 0) > bytesMax) {
      ended.reject(wrongUsage(`There is more on stdin than ${what}: ${bytesMax} bytes are the most.`));
    }
  });
  stdin.once('end', () => ended.resolve(text()));
  stdin.once('error', ended.reject);
  try {
    return await ended.promise;
  } finally {
    clearTimers();
    stdin.destroy();
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
