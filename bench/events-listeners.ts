import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { allSealed, type EventsRig, tell } from './events-rig.ts';
import { cpuSeconds, residentMb } from './process-usage.ts';
import { told } from './sync-lap.ts';

const listeners = 1_000;
/** A key may have 200 (apps/gateway/src/subscriptions.ts). */
const keys = 5;
/** One event at a time, as from a caller; and many at once, as from a run. */
const drips = 50;
const dripMs = 200;
const flood = 200;
/** What was not told by then never will be. */
const toldMsMax = 120_000;

const Started = z.object({ url: z.string() });
const Heard = z.object({ had: z.int(), late: z.array(z.tuple([z.number(), z.int()])), broken: z.string().nullable() });

/** What a thousand listeners have of it, at the gateway and at a bare server that writes to all of them. */
export async function benchListeners(rig: EventsRig): Promise<void> {
  await using open = new AsyncDisposableStack();
  const start = (script: string): ChildProcess => {
    const child = fork(join(import.meta.dirname, script));
    open.defer(() => void child.kill());
    return child;
  };
  const bare = start('events-bare.ts');
  const { url } = Started.parse(await told(bare));
  const client = await rig.session();
  const made = await Promise.all(
    Array.from({ length: keys }, (_, nth) =>
      rig.stack.rollcall.keys.create.mutate({ name: `listener-${nth}`, scopes: ['audit:read'] }),
    ),
  );
  const tokens = made.map(({ token }) => token);
  // The keys are events, too.
  await allSealed(rig);
  // From a position that is named: one that listens "from now on" has none yet when it is connected.
  const watchPath = `/trpc/events.watch?input=${encodeURIComponent(JSON.stringify({ after: await rig.tail() }))}`;
  const servers: readonly Server[] = [
    {
      name: 'bare',
      ...{ pid: bare.pid ?? 0, url, path: '/', tokens: [''], each: listeners },
      tell: async (events) => void bare.send(events),
    },
    {
      name: 'gateway',
      ...{
        pid: rig.stack.gatewayPid,
        url: rig.stack.url,
        path: watchPath,
        tokens,
        each: listeners / keys,
      },
      tell: (events) => tell(client, rig, events),
    },
  ];
  const rows: object[] = [];
  for (const server of servers) rows.push(...(await listenedTo(server, start('events-listening.ts'))));
  console.log(
    `\n${listeners.toLocaleString('en')} listeners; late by the time in the event, which was taken before it was committed`,
  );
  console.table(rows);
}

interface Server {
  readonly name: string;
  readonly pid: number;
  readonly url: string;
  readonly path: string;
  readonly tokens: readonly string[];
  readonly each: number;
  tell(events: number): Promise<void>;
}

async function listenedTo({ name, pid, tell: say, ...where }: Server, child: ChildProcess): Promise<readonly object[]> {
  const idleMb = residentMb(pid);
  let had = 0;
  let broken: string | null = null;
  const late = new Map<number, number>();
  const opened = new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the listeners broke')));
    child.on('message', (message) => {
      const heard = Heard.safeParse(message);
      if (!heard.success) return resolve();
      broken ??= heard.data.broken;
      had = heard.data.had;
      for (const [ms, count] of heard.data.late) late.set(ms, (late.get(ms) ?? 0) + count);
    });
  });
  child.send({ url: where.url, path: where.path, keys: where.tokens, each: where.each });
  await opened;
  const row = async (what: string, events: number, work: () => Promise<void>) => {
    late.clear();
    const wanted = had + events * listeners;
    const cpuBefore = cpuSeconds(pid) ?? Number.NaN;
    const start = performance.now();
    await work();
    while (had < wanted) {
      if (broken !== null) throw new Error(broken);
      if (performance.now() - start > toldMsMax) throw new Error(`${wanted - had} events were not told`);
      await sleep(10);
    }
    const seconds = (performance.now() - start) / 1_000;
    if (had > wanted) throw new Error(`${had - wanted} events were told twice`);
    const at = (share: number) => lateBy(late, share * events * listeners);
    return {
      ...{ server: name, what, 'p50 ms': at(0.5), 'p99 ms': at(0.99) },
      'told a second': Math.round((events * listeners) / seconds),
      'cpu µs each': ((((cpuSeconds(pid) ?? Number.NaN) - cpuBefore) * 1e6) / (events * listeners)).toFixed(1),
      'MB before anybody listened': idleMb,
      MB: residentMb(pid),
    };
  };
  const dripped = await row(`one event every ${dripMs} ms`, drips, async () => {
    for (let nth = 0; nth < drips; nth += 1) {
      await say(1);
      await sleep(dripMs);
    }
  });
  const flooded = await row(`${flood} events at once`, flood, () => say(flood));
  child.removeAllListeners('exit').send('leave');
  await sleep(1_000);
  child.kill();
  return [dripped, flooded];
}

/** How late the one was that came in so many'th, the least late first. */
function lateBy(late: ReadonlyMap<number, number>, nth: number): number {
  let passed = 0;
  for (const [ms, count] of [...late].sort(([one], [other]) => one - other)) {
    passed += count;
    if (passed > nth) return ms;
  }
  return Number.NaN;
}
