import { request } from 'node:http';

/**
 * Many listeners to a stream of server-sent events, a process of its own. Told `{ url, path, keys, each }`, it opens so many with
 * each key and says so; from then on it says ten times a second how many events all of them have had, and how late each was, by
 * the time in it. Told `leave`, it leaves.
 */
type Told = { url: string; path: string; keys: readonly string[]; each: number } | 'leave';

let had = 0;
/** How many were so many ms late. */
const late = new Map<number, number>();
let broken: string | undefined;
const leaving = new AbortController();

process.on('message', (told: Told) => {
  if (told === 'leave') leaving.abort();
  else void listen(told).then(() => process.send?.({ listening: told.keys.length * told.each }));
});
process.on('disconnect', () => process.exit(0));
setInterval(() => {
  process.send?.({ had, late: [...late], broken: broken ?? null });
  late.clear();
}, 100);

async function listen({ url, path, keys, each }: Exclude<Told, 'leave'>): Promise<void> {
  for (const key of keys) {
    // A few at a time: a gateway refuses more connections at once than its backlog takes.
    for (let nth = 0; nth < each; nth += 20) {
      await Promise.all(Array.from({ length: Math.min(20, each - nth) }, () => open(new URL(path, url), key)));
    }
  }
}

/** Resolves when something came. */
function open(url: URL, key: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${key}`, accept: 'text/event-stream' };
    const asking = request(url, { agent: false, headers, signal: leaving.signal }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`a listener was answered ${response.statusCode}`));
      let rest = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        resolve();
        const parts = (rest + text).split('\n\n');
        rest = parts.pop() ?? '';
        for (const part of parts) hear(part);
      });
      response.on('error', leave).on('end', () => leave(new Error('a stream ended')));
    });
    asking.on('error', (error) => (leaving.signal.aborted ? resolve() : reject(error))).end();
  });
}

function hear(part: string): void {
  // The last word of a stream that cannot go on.
  if (/^event: (refused|serialized-error|return)/.test(part)) leave(new Error(part));
  const at = /^data: .*?"at":"([^"]+)"/.exec(part)?.[1];
  if (at === undefined) return;
  had += 1;
  const ms = Date.now() - Date.parse(at);
  late.set(ms, (late.get(ms) ?? 0) + 1);
}

function leave(error: Error): void {
  if (!leaving.signal.aborted) broken ??= error.message;
}
