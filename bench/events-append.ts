import type pg from 'pg';
import { allSealed, type EventsRig, median, tell, withoutSealer } from './events-rig.ts';

const rounds = 5;
const sliceSeconds = 1.5;
const shapes = [
  { writers: 1, batch: 1 },
  { writers: 8, batch: 1 },
  { writers: 1, batch: 100 },
  { writers: 8, batch: 100 },
  { writers: 1, batch: 1_000 },
  { writers: 4, batch: 1_000 },
];
const modes = ['no order', 'queue', 'queue and sealer'] as const;
type Mode = (typeof modes)[number];

interface Slice {
  readonly perSecond: number;
  /** Of PostgreSQL, whoever seals among it. */
  readonly cpuUs: number;
}

/**
 * Events appended a second: without the trigger that queues them, with it and nobody who seals, and with the daemon that seals.
 * The three take turns; ratios are of one round, against the first.
 */
export async function benchAppend(rig: EventsRig): Promise<void> {
  const clients = await Promise.all(Array.from({ length: 8 }, () => rig.session()));
  const rows = [];
  for (const { writers, batch } of shapes) {
    const slices: Record<Mode, Slice[]> = { 'no order': [], queue: [], 'queue and sealer': [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const mode of modes)
        slices[mode].push(await inMode(rig, mode, () => slice(rig, clients.slice(0, writers), batch)));
    }
    for (const mode of modes) {
      const ratio = (of: keyof Slice) =>
        median(slices[mode].map((one, nth) => one[of] / (slices['no order'][nth]?.[of] ?? Number.NaN))).toFixed(2);
      rows.push({
        ...{ writers, batch, mode },
        'events/s': Math.round(median(slices[mode].map(({ perSecond }) => perSecond))),
        ratio: ratio('perSecond'),
        'PostgreSQL µs an event': median(slices[mode].map(({ cpuUs }) => cpuUs)).toFixed(1),
        'ratio of µs': ratio('cpuUs'),
      });
    }
  }
  console.log(`\nEvents appended, ${rounds} slices of ${sliceSeconds} s each, medians`);
  console.table(rows);
}

async function inMode(rig: EventsRig, mode: Mode, work: () => Promise<Slice>): Promise<Slice> {
  if (mode === 'queue and sealer') {
    await allSealed(rig);
    return work();
  }
  if (mode === 'queue') return withoutSealer(rig, work);
  await allSealed(rig);
  await rig.owner.query('alter table rollcall.audit_event disable trigger queued');
  try {
    return await work();
  } finally {
    await rig.owner.query('alter table rollcall.audit_event enable trigger queued');
  }
}

async function slice(rig: EventsRig, clients: readonly pg.Client[], batch: number): Promise<Slice> {
  const cpuBefore = rig.postgresCpuSeconds();
  const start = performance.now();
  let events = 0;
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() - start < sliceSeconds * 1_000) {
        await tell(client, rig, batch);
        events += batch;
      }
    }),
  );
  const seconds = (performance.now() - start) / 1_000;
  return { perSecond: events / seconds, cpuUs: ((rig.postgresCpuSeconds() - cpuBefore) * 1e6) / events };
}
