import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { allSealed, type EventsRig, tell, withoutSealer } from './events-rig.ts';

/** What waits when the daemon begins. */
const backlog = 300_000;
const toldAtOnce = 10_000;
/** So that more than a million have gone through the queue. */
const laps = 4;
const lagSeconds = 20;
const perSecond = 2_000;
const perTick = 20;

/** How fast the daemon works off what waits, against writing as many rows to a plain table of the same shape; and its lag. */
export async function benchSealing(rig: EventsRig): Promise<void> {
  const client = await rig.session();
  const plain = await writePlain(rig);
  const rows: object[] = [];
  const add = (what: string, { rate, cpuUs }: typeof plain) =>
    rows.push({
      ...{ what, 'events/s': Math.round(rate), ratio: (rate / plain.rate).toFixed(2) },
      ...{ 'PostgreSQL µs an event': cpuUs.toFixed(1), 'ratio of µs': (cpuUs / plain.cpuUs).toFixed(2) },
    });
  add('the same rows written to a plain table', plain);
  const lap = async (what: string) => add(what, await drain(rig, client));
  for (let nth = 1; nth <= laps; nth += 1)
    await lap(`sealed, ${backlog.toLocaleString('en')} that waited, time ${nth}`);
  const lags: object[] = [{ when: 'as usual', ...(await lag(rig)) }];
  await whileSomebodyReads(rig, async () => {
    await lap('sealed while somebody reads in an old snapshot, once');
    await lap('and again');
    lags.push({ when: 'while somebody reads in an old snapshot', ...(await lag(rig)) });
  });
  console.log(`\nEvents sealed by one daemon`);
  console.table(rows);
  console.log(`\nFrom recorded to sealed, at ${perSecond} events a second for ${lagSeconds} s, in ms`);
  console.table(lags);
}

async function writePlain(rig: EventsRig): Promise<{ rate: number; cpuUs: number }> {
  const { owner } = rig;
  await owner.query('create table public.plain (like rollcall.sealed_event including indexes)');
  const write = async () => {
    for (let from = 0; from < backlog; from += toldAtOnce) {
      await owner.query(
        `insert into public.plain select w.workspace_id, n, rollcall.uuid_v7(), clock_timestamp()
        from generate_series($1::int + 1, $1 + $2) n, (select workspace_id from rollcall.workspace) w`,
        [from, toldAtOnce],
      );
    }
  };
  const measured = await measure(rig, write);
  await owner.query('drop table public.plain');
  return measured;
}

/** Of `backlog` events. */
async function measure(rig: EventsRig, work: () => Promise<void>): Promise<{ rate: number; cpuUs: number }> {
  const cpuBefore = rig.postgresCpuSeconds();
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1_000;
  return { rate: backlog / seconds, cpuUs: ((rig.postgresCpuSeconds() - cpuBefore) * 1e6) / backlog };
}

async function drain(rig: EventsRig, client: pg.Client): Promise<{ rate: number; cpuUs: number }> {
  await allSealed(rig);
  const tail = await rig.tail();
  await withoutSealer(rig, async () => {
    for (let told = 0; told < backlog; told += toldAtOnce) await tell(client, rig, toldAtOnce);
  });
  return measure(rig, async () => {
    while ((await rig.tail()) < tail + backlog) await sleep(10);
  });
}

async function lag(rig: EventsRig): Promise<object> {
  const clients = await Promise.all(Array.from({ length: 4 }, () => rig.session()));
  await allSealed(rig);
  const tail = await rig.tail();
  const start = performance.now();
  const ticks = (lagSeconds * perSecond) / perTick;
  const telling: Promise<void>[] = clients.map(() => Promise.resolve());
  for (let tick = 0; tick < ticks; tick += 1) {
    const nth = tick % clients.length;
    const client = clients[nth];
    if (client !== undefined) telling[nth] = telling[nth]?.then(() => tell(client, rig, perTick)) ?? Promise.resolve();
    const due = start + ((tick + 1) * 1_000 * perTick) / perSecond;
    if (due > performance.now()) await sleep(due - performance.now());
  }
  await Promise.all(telling);
  const seconds = (performance.now() - start) / 1_000;
  await allSealed(rig);
  const { rows } = await rig.owner.query(
    `select count(*)::int as events, round(percentile_cont(0.5) within group (order by l.ms)) as p50,
      round(percentile_cont(0.99) within group (order by l.ms)) as p99, round(max(l.ms)) as most
    from (select extract(epoch from s.sealed_at - e.recorded_at)::float8 * 1000 as ms
      from rollcall.sealed_event s join rollcall.audit_event e using (workspace_id, event_id) where s.seq > $1) l`,
    [tail],
  );
  const { events, ...ms } = rows[0];
  return { 'events/s': Math.round(events / seconds), ...ms };
}

/** As a dump of the database does for as long as it takes: dead rows stay where they are. */
async function whileSomebodyReads({ stack }: EventsRig, work: () => Promise<void>): Promise<void> {
  const reader = new pg.Client(stack.ownerUrl);
  await reader.connect();
  try {
    await reader.query('begin isolation level repeatable read; select 1');
    await work();
  } finally {
    await reader.end();
  }
}
