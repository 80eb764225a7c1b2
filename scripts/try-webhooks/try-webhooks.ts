import { setTimeout as sleep } from 'node:timers/promises';
import type { Rollcall } from '@rollcall/client';
import type { AuditEvent, CloudEvent } from '@rollcall/schema';
import type { Installation } from '../installation/start-installation.ts';
import { openAccounts } from '../try-bulk/accounts.ts';
import { startTroubledReceiver, type Trouble, type TroubledReceiver } from './troubled-receiver.ts';

export interface TryWebhooks {
  readonly installation: Installation;
  /** Changes that are made, to as many subjects. */
  readonly changes: number;
  readonly subjects: number;
  readonly say: (line: string) => void;
  /** Ends the leases of a daemon that was killed, where they are not to be waited for. */
  readonly endLeases?: () => Promise<void>;
}

/** What became of a trial. */
export interface Delivered {
  readonly events: number;
  readonly requests: number;
  /** What the delivery log says of the requests: how many came out how. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** What is not as it has to be, in sentences. */
  readonly wrong: readonly string[];
}

/** A schedule of seconds, where the usual one is of days; `ROLLCALL_WEBHOOK_WAITS`. */
export const shortWaits = [0, 0.1, 0.3, ...Array.from({ length: 40 }, () => 0.5)].join(',');

const name = 'try';

/**
 * What an app is sent by a webhook while its receiver and the daemon are in trouble: each sequence once, after those were
 * dropped that came again under the same id, no gap, and each subject in its order.
 */
export async function tryWebhooks(trial: TryWebhooks): Promise<Delivered> {
  const { installation, say } = trial;
  const { rollcall } = installation;
  const receiver = await startTroubledReceiver();
  try {
    const { data } = await rollcall.webhooks.add.mutate({ name, url: receiver.url });
    const { publicKey } = data.secrets[0] ?? {};
    receiver.believe([publicKey ?? '']);
    say(`sent to ${receiver.url}, signed by Ed25519, to be checked with ${publicKey}`);
    const changing = change(trial);
    await trouble(trial, receiver);
    await changing;
    await arrived(rollcall, say);
    return await compare(rollcall, { receiver, from: data.sequence });
  } finally {
    await receiver.stop();
  }
}

/** Has things happen: a whole sync of a sandbox, and changes of keys, whose events are numbered by their names. */
async function change({ installation: { rollcall }, changes, subjects, say }: TryWebhooks): Promise<void> {
  const accounts = await openAccounts(rollcall, 1);
  try {
    await rollcall.sync.request.mutate({ connections: accounts.map(({ connection }) => connection) });
    const ids: string[] = [];
    for (let subject = 0; subject < subjects; subject += 1) {
      const { key } = await rollcall.keys.create.mutate({ name: `app ${subject}`, scopes: ['inventory:read'] });
      ids.push(key.id);
    }
    for (let nth = 0; nth < changes; nth += 1) {
      const id = ids[nth % subjects] ?? '';
      await rollcall.keys.update.mutate({ id, name: `app ${nth % subjects}, change ${nth}` });
    }
    say(`${changes} changes made to ${subjects} keys`);
  } finally {
    for (const { sandbox } of accounts) await sandbox.close();
  }
}

/** Everything goes wrong that may, one after the other. */
async function trouble({ installation, say, endLeases }: TryWebhooks, receiver: TroubledReceiver): Promise<void> {
  await until(() => receiver.handled.length > 10);
  const troubles: readonly (readonly [Trouble, number])[] = [
    ...([
      ['busy', 4],
      ['asks_to_wait', 1],
      ['resets', 3],
      ['loses_its_answer', 4],
    ] as const),
    ...([
      ['redirects', 1],
      ['answers_hugely', 1],
      ['hangs', 1],
    ] as const),
  ];
  for (const [which, count] of troubles) {
    receiver.meet(Array.from({ length: count }, () => which));
    await until(() => receiver.ahead === 0);
    say(`the receiver ${which.replaceAll('_', ' ')}: ${receiver.handled.length} events are handled by now`);
  }
  await receiver.restart(500);
  say('the receiver was away, and is back');
  // Some are under way then, and may have been handled.
  await until(() => receiver.underWay > 0);
  await installation.endDaemon('SIGKILL');
  say(`the daemon was killed: ${receiver.handled.length} events are handled by now`);
  await endLeases?.();
  await installation.startDaemon();
  await sleep(500);
  await installation.endDaemon('SIGTERM');
  await installation.startDaemon();
  say('the daemon was stopped, and runs again');
}

/** Until all that happened has arrived. */
async function arrived(rollcall: Rollcall, say: (line: string) => void): Promise<void> {
  let toldAt = Number.NEGATIVE_INFINITY;
  await until(async () => {
    const { data } = await rollcall.webhooks.get.query({ name });
    const left = data.undelivered + data.behind;
    if (performance.now() - toldAt > tellMs || left === 0) {
      say(`${left} events have not arrived`);
      toldAt = performance.now();
    }
    return left === 0;
  });
}

const lookMs = 100;
const tellMs = 3_000;
/** Longer than a slow machine takes, and than the leases of a killed daemon. */
const waitMsMax = 180_000;

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + waitMsMax;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error('it does not go on: see what is said above');
    await sleep(lookMs);
  }
}

async function compare(
  rollcall: Rollcall,
  { receiver, from }: { readonly receiver: TroubledReceiver; readonly from: number },
): Promise<Delivered> {
  const { handled, store, requests } = receiver;
  const wrong: string[] = [];
  const events: AuditEvent[] = [];
  for (let after = from; ; ) {
    const { data, position, tail } = await rollcall.events.list.query({ after, limit: 500 });
    events.push(...data);
    if (position === null || position >= tail) break;
    after = position;
  }
  const times = new Map<string, number>();
  for (const { id } of handled) times.set(id, (times.get(id) ?? 0) + 1);
  for (const { id, sequence } of events) {
    const count = times.get(id) ?? 0;
    if (count !== 1) wrong.push(`the event of sequence ${sequence} was handled ${count} times`);
  }
  if (handled.length !== events.length)
    wrong.push(`${handled.length} events were handled, and ${events.length} happened`);
  wrong.push(...outOfOrder(handled), ...brokenChain(handled));
  for (const gap of await store.gaps(handled[0]?.source ?? ''))
    wrong.push(`a gap is left from ${gap.from} to ${gap.to}`);
  return { events: events.length, requests, outcomes: await outcomesOf(rollcall), wrong };
}

function outOfOrder(handled: readonly CloudEvent[]): readonly string[] {
  const last = new Map<string, string>();
  return handled.flatMap(({ subject, sequence }) => {
    const before = last.get(subject) ?? '';
    last.set(subject, sequence);
    return before > sequence ? [`${subject}: ${before} was handled before ${sequence}`] : [];
  });
}

/** Each names the one before it. */
function brokenChain(handled: readonly CloudEvent[]): readonly string[] {
  const chain = handled.toSorted((a, b) => (a.sequence < b.sequence ? -1 : 1));
  return chain.flatMap(({ sequence, previoussequence }, nth) =>
    previoussequence === chain[nth - 1]?.sequence ? [] : [`before ${sequence} comes ${previoussequence}`],
  );
}

async function outcomesOf(rollcall: Rollcall): Promise<Record<string, number>> {
  const outcomes: Record<string, number> = {};
  for (let cursor: string | undefined; ; ) {
    const { data, nextCursor } = await rollcall.webhooks.attempts.query({ name, limit: 500, cursor });
    for (const { outcome } of data) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    if (nextCursor === null) return outcomes;
    cursor = nextCursor;
  }
}
