import { setTimeout as sleep } from 'node:timers/promises';
import { inWorkspace, leafOf } from '@rollcall/db';
import { growRange, nothing } from '@rollcall/ledger';
import { allSealed, type EventsRig, onEventsRig, tell } from './events-rig.ts';

const events = 200_000;
const toldAtOnce = 10_000;
const laps = 3;
const hashed = 1_000_000;

/** The log of audit events: how fast the daemon takes them in, and how fast their lines are hashed to the root again. */
export async function benchVerify(): Promise<void> {
  await onEventsRig(async (rig) => {
    const rows: object[] = [];
    for (let nth = 1; nth <= laps; nth += 1) rows.push(await takeIn(rig, nth));
    const lines = await linesOf(rig);
    for (let nth = 1; nth <= laps; nth += 1) rows.push(hashLines(lines, nth));
    console.log('\nThe log of audit events');
    console.table(rows);
  });
}

/** What is sealed already is taken in by the daemon that runs: held back by the lock that whoever takes in takes (migration 0037). */
async function takeIn(rig: EventsRig, nth: number): Promise<object> {
  const { owner } = rig;
  const client = await rig.session();
  await owner.query('select pg_advisory_lock(7209037)');
  for (let told = 0; told < events; told += toldAtOnce) await tell(client, rig, toldAtOnce);
  await allSealed(rig);
  const tail = await rig.tail();
  const cpuBefore = rig.postgresCpuSeconds();
  const start = performance.now();
  await owner.query('select pg_advisory_unlock(7209037)');
  while ((await treeSize(rig)) < tail) await sleep(10);
  const seconds = (performance.now() - start) / 1_000;
  return {
    what: `${events.toLocaleString('en')} sealed events taken in by a daemon, time ${nth}`,
    'events/s': Math.round(events / seconds),
    'PostgreSQL µs an event': (((rig.postgresCpuSeconds() - cpuBefore) * 1e6) / events).toFixed(1),
  };
}

async function treeSize({ owner }: EventsRig): Promise<number> {
  const { rows } = await owner.query('select max(size)::int as size from rollcall.audit_tree');
  return rows[0].size ?? 0;
}

/** The lines of some events, as an export has them. */
function linesOf({ gateway, workspaceId }: EventsRig): Promise<readonly string[]> {
  return inWorkspace(gateway, workspaceId, async (tx) => {
    const lines = [];
    for (let sequence = 1; sequence <= 1_000; sequence += 1) lines.push((await leafOf(tx, { sequence })).text);
    return lines;
  });
}

function hashLines(lines: readonly string[], nth: number): object {
  const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0) / lines.length;
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const log = growRange(nothing);
  for (let at = 0; at < hashed; at += 1) log.appendText(lines[at % lines.length] ?? '');
  log.root();
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    what: `lines of ${Math.round(bytes)} bytes hashed to a root, time ${nth}`,
    'events/s': Math.round(hashed / seconds),
    'own µs an event': ((user + system) / hashed).toFixed(1),
  };
}
