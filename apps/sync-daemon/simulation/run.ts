import { claimRun, closeCircuit, inWorkspace, type RunLease, releaseRun, requestRun } from '@rollcall/db';
import type { RunId } from '@rollcall/schema';
import type { Daemon } from '../src/daemon.ts';
import { createMetrics } from '../src/metrics.ts';
import { executeRun } from '../src/run/execute.ts';
import { oneHidingEach } from './hiding-faults.ts';
import { type KeptHold, takeHolds } from './holds.ts';
import { Crash, type Fate, type Process, startProcess } from './hooks.ts';
import { makeChange } from './operations.ts';
import { type Play, Violation } from './play.ts';
import { openAccount, simulatedProvider } from './provider.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';
import type { RunStep } from './steps.ts';
import { gatewayActor } from './store.ts';

/** A run that has ended, and what it left. */
export interface Played {
  readonly step: RunStep;
  readonly runId: RunId;
  /** From when to when it went, by the world's time. */
  readonly from: number;
  readonly to: number;
  /** How often another process began it anew. */
  readonly takeovers: number;
  readonly after: Snapshot;
  /** The holds before it and after it, where the world has any. */
  readonly holds: { readonly before: readonly KeptHold[]; readonly after: readonly KeptHold[] };
}

/** Asks for a run and has it executed, whatever befalls those who do. */
export async function playRun(play: Play, step: RunStep): Promise<Played> {
  const { world, home, account, store } = play;
  world.advance(1_000);
  await home.setTime(world.now());
  account.faults = oneHidingEach(step.faults, world.kinds.length).map((fault) => ({
    ...fault,
    left: fault.times,
    met: false,
  }));
  account.denied.clear();
  const request = { connection: home.connection, trigger: 'caller', plan: step.plan, kinds: null } as const;
  const runId = await home.asGateway((tx) => requestRun(tx, store.queue, { ...request, actor: gatewayActor }));
  const before = await takeHolds(play);
  const from = world.now();
  const takeovers = await executeAmidTrouble(play, step, runId);
  const after = await takeSnapshot(store.owner, home, runId);
  if (after.isCircuitOpen) await home.asGateway((tx) => closeCircuit(tx, home.connection, gatewayActor));
  const holds = { before, after: await takeHolds(play) };
  return { step, runId, from, to: world.now(), takeovers, after, holds };
}

/** Answers how many processes took the run over. */
async function executeAmidTrouble(play: Play, step: RunStep, runId: RunId): Promise<number> {
  const meanwhile = changesMeanwhile(play, step);
  const { trouble } = step;
  switch (trouble.trouble) {
    case 'none':
      await endedWell(begin(play, { runId, meanwhile, nth: 0 }, nothingHappens));
      return 0;
    case 'crash':
      return crash(play, { runId, meanwhile, at: trouble.at });
    case 'stop':
      return stop(play, { runId, meanwhile, at: trouble.at });
    case 'asleep':
      return sleepThrough(play, { runId, meanwhile, at: trouble.at });
    case 'both':
      return workBoth(play, { runId, meanwhile, at: trouble.at, wakesAt: trouble.wakesAt });
    default:
      return trouble satisfies never;
  }
}

interface Begun {
  readonly runId: RunId;
  readonly meanwhile: Meanwhile;
}

type Troubled = Begun & { readonly at: number };

async function crash(play: Play, { at, ...begun }: Troubled): Promise<number> {
  const dies: Fate = {
    at: async ({ nth }) => {
      if (nth >= at) throw new Crash('the process died');
    },
  };
  const first = begin(play, { ...begun, nth: 0 }, dies);
  if ((await endedWell(first)) === 'ended') return 0;
  play.tally.count('trouble', 'crash and takeover');
  await endedWell(begin(play, { ...begun, nth: 1 }, nothingHappens));
  return 1;
}

async function stop(play: Play, { at, ...begun }: Troubled): Promise<number> {
  const stopping = new AbortController();
  const stops: Fate = {
    at: async ({ nth }) => {
      if (nth === at) stopping.abort(new Error('the daemon is stopping'));
    },
  };
  const first = begin(play, { ...begun, nth: 0, stopping: stopping.signal }, stops);
  const ended = await first.ended.catch((error: unknown) => {
    if (!stopping.signal.aborted) throw brokeOff(error);
    return 'stopped' as const;
  });
  if (ended !== 'stopped') return 0;
  play.tally.count('trouble', 'stop and take back');
  // As `work.ts` does.
  const lease = await first.lease;
  await inWorkspace(play.store.daemon, play.home.workspaceId, (tx) => releaseRun(tx, lease));
  await endedWell(begin(play, { ...begun, nth: 1 }, nothingHappens));
  return 1;
}

async function sleepThrough(play: Play, { at, ...begun }: Troubled): Promise<number> {
  const bed = makeBed(at);
  const first = begin(play, { ...begun, nth: 0 }, bed.fate);
  if ((await Promise.race([endedWell(first), bed.asleep])) === 'ended') return 0;
  play.tally.count('trouble', 'asleep while another finishes');
  const before = await whileAsleep(bed, first, async () => {
    await endedWell(begin(play, { ...begun, nth: 1 }, nothingHappens));
    begun.meanwhile.end();
    return takeSnapshot(play.store.owner, play.home, begun.runId);
  });
  const after = await takeSnapshot(play.store.owner, play.home, begun.runId);
  if (JSON.stringify(after) !== JSON.stringify(before)) {
    throw new Violation(`a stale worker wrote: ${differenceOf(before, after)}`);
  }
  return 1;
}

async function workBoth(
  play: Play,
  { at, wakesAt, ...begun }: Troubled & { readonly wakesAt: number },
): Promise<number> {
  const bed = makeBed(at);
  const first = begin(play, { ...begun, nth: 0 }, bed.fate);
  if ((await Promise.race([endedWell(first), bed.asleep])) === 'ended') return 0;
  play.tally.count('trouble', 'two daemons at once');
  const wakes: Fate = {
    at: async ({ nth }) => {
      if (nth === wakesAt) bed.wake();
    },
  };
  await whileAsleep(bed, first, () => endedWell(begin(play, { ...begun, nth: 1 }, wakes)));
  return 1;
}

/** Wakes the sleeper after `work`, however that ends: it holds a connection to the database. */
async function whileAsleep<T>(bed: { wake(): void }, sleeper: Execution, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    bed.wake();
    await sleeper.ended.catch(() => undefined);
  }
}

/** Where a process sleeps, until it is woken. */
function makeBed(at: number): { readonly fate: Fate; readonly asleep: Promise<'asleep'>; wake(): void } {
  const asleep = Promise.withResolvers<'asleep'>();
  const awake = Promise.withResolvers<void>();
  let slept = false;
  return {
    asleep: asleep.promise,
    wake: () => awake.resolve(),
    fate: {
      at: async ({ nth, what }) => {
        // In the midst of a transaction it would hold locks: PostgreSQL ends such a sleeper, and the other one waits.
        if (slept || nth < at || what === 'query') return;
        slept = true;
        asleep.resolve('asleep');
        await awake.promise;
      },
    },
  };
}

/** Of all that is played: nobody asks for them. */
const metrics = createMetrics();

const nothingHappens: Fate = { at: async () => {} };

interface Execution {
  readonly process: Process;
  readonly lease: Promise<RunLease>;
  /** Rejects when the process breaks off. */
  readonly ended: Promise<void>;
}

interface Beginning {
  /** Which of the two daemons. */
  readonly nth: 0 | 1;
  /** Aborted when it is told to stop. */
  readonly stopping?: AbortSignal;
}

/** Claims a run and begins to execute it, as a process of its own. */
function begin(
  play: Play,
  { runId, meanwhile, nth, stopping = new AbortController().signal }: Begun & Beginning,
  fate: Fate,
): Execution {
  const { store, home, world, script, account } = play;
  const process = startProcess(store.daemon, fate);
  const daemon: Daemon = {
    db: process.db,
    ring: store.ring,
    log: play.log,
    metrics,
    actor: { type: 'daemon', id: `simulated:${nth}`, name: 'sync-daemon' },
    now: () => new Date(world.now() + script.skews[nth]),
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      world.advance(Math.ceil(ms));
      await home.setTime(world.now());
    },
    providers: {
      named: () => simulatedProvider(account),
      open: () =>
        openAccount(account, async () => {
          await process.request();
          await meanwhile.request();
        }),
    },
  };
  const lease = claim(play, runId);
  const ended = lease.then((held) => executeRun(daemon, { workspaceId: home.workspaceId, lease: held, stopping }));
  // Whoever waits for it hears of it; nobody may, for a while.
  ended.catch(() => {});
  return { process, lease, ended };
}

async function claim({ store, home }: Play, runId: RunId): Promise<RunLease> {
  const lease = await inWorkspace(store.daemon, home.workspaceId, (tx) => claimRun(tx, runId));
  if (lease === undefined || lease === 'busy') throw new Violation(`a run could not be claimed: ${lease}`);
  return lease;
}

/** How a process ended that nobody told to stop. Throws `Violation` when it broke off by itself. */
async function endedWell({ ended }: Execution): Promise<'ended' | 'crashed'> {
  try {
    await ended;
    return 'ended';
  } catch (error) {
    if (error instanceof Crash) return 'crashed';
    throw brokeOff(error);
  }
}

function brokeOff(error: unknown): Violation {
  if (error instanceof Violation) return error;
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new Violation(`a run broke off: ${said}`, { cause: error });
}

/** The changes that take place while a run reads. */
interface Meanwhile {
  /** To be awaited before each request: makes those whose turn it is. */
  request(): Promise<void>;
  /** No more of them. */
  end(): void;
}

function changesMeanwhile(play: Play, { meanwhile }: RunStep): Meanwhile {
  const waiting = [...meanwhile];
  let requests = 0;
  return {
    end: () => void waiting.splice(0),
    async request() {
      requests += 1;
      for (let next = waiting[0]; next !== undefined && requests > next.after; next = waiting[0]) {
        waiting.shift();
        requests = 0;
        await makeChange(play, next.change);
        await play.home.setTime(play.world.now());
      }
    },
  };
}

function differenceOf(before: Snapshot, after: Snapshot): string {
  const parts = Object.entries(after).filter(
    ([part, held]) => JSON.stringify(held) !== JSON.stringify(Reflect.get(before, part)),
  );
  return JSON.stringify(Object.fromEntries(parts)).slice(0, 2_000);
}
