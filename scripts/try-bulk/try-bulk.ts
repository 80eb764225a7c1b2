import { setTimeout as sleep } from 'node:timers/promises';
import { type Rollcall, watchBulk } from '@rollcall/client';
import type { BulkId, BulkItem, BulkProgress } from '@rollcall/schema';
import type { Installation } from '../installation/start-installation.ts';
import { type Account, inboxesAt, openAccounts } from './accounts.ts';

export interface TryBulk {
  readonly installation: Installation;
  readonly inboxes: number;
  readonly say: (line: string) => void;
}

/** What became of a trial. */
export interface Tried {
  readonly counts: BulkProgress['counts'];
  /** Items of which what Rollcall says is not what the sandbox shows. */
  readonly untrue: readonly string[];
  /** Inboxes that were asked for once and are there more than once. */
  readonly twice: readonly string[];
  readonly stopped: Ended;
  readonly killed: Ended;
}

/** What a gateway left behind that ended in the middle, and how the next one went on. */
interface Ended {
  /** Items of which nobody knew what became of them, when the next gateway began. */
  readonly unknown: number;
  /** From the start of the next gateway until it went on, in ms. */
  readonly goneOnAfterMs: number;
}

/** Accounts that the inboxes are spread over. */
const accountsMax = 3;
/** The parts of the items after which the gateway is stopped, and the next one killed. */
const stoppedAfter = 0.2;
const killedAfter = 0.5;

/**
 * What an internal app does with the typed client: makes inboxes in bulk at three providers, while the gateway is stopped
 * once and killed once in the middle, and started again; then asks what became of each, and compares that with what the sandboxes hold.
 */
export async function tryBulk({ installation, inboxes, say }: TryBulk): Promise<Tried> {
  const { rollcall } = installation;
  const accounts = await openAccounts(rollcall, accountsMax);
  try {
    const id = await applyPlan({ rollcall, accounts, inboxes, say });
    const stopped = await endInBetween(installation, { id, signal: 'SIGTERM', after: inboxes * stoppedAfter, say });
    const killed = await endInBetween(installation, { id, signal: 'SIGKILL', after: inboxes * killedAfter, say });
    for await (const { counts } of watchBulk(rollcall, { id, until: 'sent' }, AbortSignal.timeout(workMsMax))) {
      say(countsText(counts));
    }
    await settle(rollcall, { id, say });
    const compared = await compare(rollcall, id, { accounts, inboxes });
    return { ...compared, stopped, killed };
  } finally {
    for (const { sandbox } of accounts) await sandbox.close();
  }
}

/** Longer than a slow machine takes for all of it. */
const workMsMax = 600_000;

async function applyPlan(of: {
  readonly rollcall: Rollcall;
  readonly accounts: readonly Account[];
  readonly inboxes: number;
  readonly say: (line: string) => void;
}): Promise<BulkId> {
  const groups = of.accounts.map((account, index) => {
    const share = Math.ceil((of.inboxes - index) / of.accounts.length);
    const items = Array.from({ length: share }, (_, n) => ({
      address: `bulk-${n}@${account.domain}`,
      ...(account.givesPassword ? { password: `pass word ${index}-${n}` } : {}),
    }));
    return { connection: account.connection, procedure: 'inboxes.create', items };
  });
  const { data: plan } = await of.rollcall.operations.plan.mutate({ groups });
  of.say(`planned: ${plan.title}, hash ${plan.hash.slice(0, 12)}`);
  const { data: bulk } = await of.rollcall.operations.applyPlan.mutate({ planId: plan.id, hash: plan.hash });
  return bulk.id;
}

/** Ends the gateway when so many are done, and starts the next one. */
async function endInBetween(
  installation: Installation,
  { id, signal, after, say }: { id: BulkId; signal: 'SIGTERM' | 'SIGKILL'; after: number; say: (line: string) => void },
): Promise<Ended> {
  const { rollcall } = installation;
  const look = async () => {
    const { counts } = (await rollcall.operations.bulk.get.query({ id })).data;
    const { waiting = 0, running = 0, unknown = 0 } = counts;
    const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
    return { counts, done: all - waiting - running, unknown };
  };
  while ((await look()).done < after) await sleep(lookMs);
  await installation.endGateway(signal);
  await installation.startGateway();
  const startedAt = performance.now();
  const left = await look();
  say(`the gateway was ended by ${signal}, and runs again: ${countsText(left.counts)}`);
  while ((await look()).done <= left.done) await sleep(lookMs);
  return { unknown: left.unknown, goneOnAfterMs: Math.round(performance.now() - startedAt) };
}

const lookMs = 20;

/** Has listings say what became of what was sent and never answered. */
async function settle(rollcall: Rollcall, { id, say }: { id: BulkId; say: (line: string) => void }): Promise<void> {
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const { data: bulk } = await rollcall.operations.bulk.get.query({ id });
    if (bulk.finishedAt !== null || (bulk.counts.unknown ?? 0) === 0) return;
    say(`${bulk.counts.unknown} unknown: a sync settles them`);
    const { data } = await rollcall.sync.request.mutate({ connections: null });
    const runIds = data.map(({ runId }) => runId);
    for (;;) {
      const { data: runs } = await rollcall.sync.get.query({ runIds });
      if (runs.every(({ state }) => state === 'finished')) break;
      await sleep(100);
    }
  }
}

/** What a listing does not show now, none shows for a quarter of an hour: until then it is unknown, and that is true. */
const attemptsMax = 2;

async function compare(
  rollcall: Rollcall,
  id: BulkId,
  { accounts, inboxes }: { readonly accounts: readonly Account[]; readonly inboxes: number },
): Promise<Omit<Tried, 'stopped' | 'killed'>> {
  const held = new Map<string, readonly string[]>();
  for (const { connection, sandbox } of accounts) held.set(connection, await inboxesAt(sandbox));
  const untrue: string[] = [];
  const twice: string[] = [];
  let items = 0;
  for await (const { connection, input, state } of itemsOf(rollcall, id)) {
    items += 1;
    const address = String(input['address']);
    const there = (held.get(connection) ?? []).filter((name) => name === address).length;
    if (!isTrue(state, there)) untrue.push(`${connection} ${address} is ${state}, and ${there} are there`);
    if (there > 1) twice.push(`${connection} ${address}`);
  }
  if (items !== inboxes) untrue.push(`${inboxes} were asked for, and ${items} are on record`);
  const { data } = await rollcall.operations.bulk.get.query({ id });
  return { counts: data.counts, untrue, twice };
}

function isTrue(state: BulkItem['state'], there: number): boolean {
  switch (state) {
    case 'succeeded':
    case 'confirmed':
      return there === 1;
    case 'failed':
    case 'contradicted':
    case 'cancelled':
      return there === 0;
    case 'unknown':
      // By now a listing has shown whatever came of it.
      return there === 0;
    default:
      return false;
  }
}

async function* itemsOf(rollcall: Rollcall, id: BulkId): AsyncGenerator<BulkItem, void> {
  for (let cursor: string | undefined; ; ) {
    const page = await rollcall.operations.bulk.items.query({ id, limit: 500, cursor });
    yield* page.data;
    if (page.nextCursor === null) return;
    cursor = page.nextCursor;
  }
}

function countsText(counts: BulkProgress['counts']): string {
  return Object.entries(counts)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');
}
