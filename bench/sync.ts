import { loadavg } from 'node:os';
import { pageItems, recordCount } from './sync-account.ts';
import { told } from './sync-lap.ts';
import { completeRun, connect, type Lap, measured, onRig, type Rig, round } from './sync-rig.ts';

/** What of the account changes before a round. Nothing, most of the time; that counts most, and comes twice. */
const shares = [0, 0, 0.01, 0.2];

/**
 * Syncs accounts of these sizes, side by side with the floor N (the same pages fetched, and their items parsed, written and
 * hashed, without a database) and with (b), what common sync tools do (everything upserted, what is stale deleted).
 */
export async function benchSync(sizes: readonly number[]): Promise<void> {
  for (const size of sizes) await onRig((rig) => benchSize(rig, size));
  await onRig(benchRefresh);
}

async function benchSize(rig: Rig, size: number): Promise<void> {
  await tell(rig, { count: size });
  const connection = await connect(rig);
  const reading = { baseUrl: rig.baseUrl, path: '/mailboxes?page=0', databaseUrl: rig.stack.ownerUrl };
  const contestants: Contestants = {
    floor: () => measured(rig, rig.floor.process, () => rig.floor.work(reading)),
    sync: () => measured(rig, { pid: rig.stack.daemonPid }, () => completeRun(rig, connection, ['inbox'])),
    upsert: () => measured(rig, rig.upsert.process, () => rig.upsert.work(reading)),
  };
  console.log(`\nAn account of ${size.toLocaleString('en')} mailboxes, ${pageItems.toLocaleString('en')} a page`);
  const first = {
    floor: await contestants.floor(),
    sync: await contestants.sync(),
    upsert: await contestants.upsert(),
  };
  // All have compiled their code by then.
  console.table([
    { what: 'first N', ...first.floor },
    { what: 'first sync', ...first.sync },
    { what: 'first upsert (b)', ...first.upsert },
  ]);
  console.log(`first sync: ${Math.round(size / first.sync.seconds)} audited changes a second, all included`);
  let unchanged = first.sync;
  for (const [lap, share] of shares.entries()) {
    await tell(rig, { share, lap: lap + 1 });
    const synced = await benchRound(contestants, share);
    if (share === 0) unchanged = synced;
    else printApplied(synced, { unchanged, changes: size * share });
  }
}

/** What one domain's records cost beyond their listing: the run is asked for, claimed, certified and ended as any other. */
async function benchRefresh(rig: Rig): Promise<void> {
  const connection = await connect(rig);
  await completeRun(rig, connection, ['domain', 'dns_record']);
  const reading = { baseUrl: rig.baseUrl, path: '/domains/one.example/records', databaseUrl: rig.stack.ownerUrl };
  const beyond: number[] = [];
  for (let round = 0; round < refreshes; round += 1) {
    const listing = (await rig.floor.work(reading)).seconds * 1_000;
    const { requestedAt, finishedAt } = await completeRun(rig, connection, ['dns_record']);
    beyond.push(Date.parse(finishedAt ?? '') - Date.parse(requestedAt) - listing);
  }
  beyond.sort((a, b) => a - b);
  const [best, median, worst] = [beyond[0], beyond[Math.floor(refreshes / 2)], beyond.at(-1)].map((ms) =>
    Math.round(ms ?? 0),
  );
  console.log(`\nThe ${recordCount} records of one domain, ${refreshes} times; load ${loadavg()[0]?.toFixed(1)}`);
  console.log(`a run takes ${median} ms longer than their listing (median; best ${best}, worst ${worst})`);
}

const refreshes = 25;

interface Contestants {
  floor(): Promise<Lap>;
  sync(): Promise<Lap>;
  upsert(): Promise<Lap>;
}

/** The floor stands on either side of what is held against it: the machine's drift then touches both. */
async function benchRound({ floor, sync, upsert }: Contestants, share: number): Promise<Lap> {
  const [before, synced, after, upserted] = [await floor(), await sync(), await floor(), await upsert()];
  const n = (before.seconds + after.seconds) / 2;
  const nCpu = (before.cpuSeconds + after.cpuSeconds) / 2;
  const row = (what: string, lap: Lap) => ({
    what,
    ...lap,
    toN: round(lap.seconds / n),
    cpuToN: round((lap.cpuSeconds + lap.postgresCpuSeconds) / nCpu),
  });
  const load = loadavg()[0]?.toFixed(1);
  const times = round(upserted.seconds / synced.seconds);
  console.log(`\n${share * 100} % changed; load ${load}; (b) took ${times} times as long as the sync`);
  console.table([row('N before', before), row('sync', synced), row('N after', after), row('upsert (b)', upserted)]);
  return synced;
}

function printApplied(synced: Lap, { unchanged, changes }: { unchanged: Lap; changes: number }): void {
  const seconds = synced.seconds - unchanged.seconds;
  const each = round((seconds / changes) * 1_000_000);
  console.log(
    `${Math.round(changes)} changes took ${round(seconds)} s more than none: ${Math.round(changes / seconds)} a second, ${each} µs each`,
  );
}

async function tell({ server }: Rig, message: object): Promise<void> {
  server.send(message);
  await told(server);
}
