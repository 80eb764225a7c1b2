import { setTimeout as sleep } from 'node:timers/promises';
import {
  attemptsAtOnce,
  expandDeliveries,
  inWorkspace,
  type Leased,
  leaseDeliveries,
  type MadeAttempt,
  newestCheckpoint,
  recordAttempts,
  releaseDeliveries,
  type WebhookWithWork,
} from '@rollcall/db';
import type { DueDelivery, WebhookId, WorkspaceId } from '@rollcall/schema';
import { about } from '@rollcall/telemetry';
import type { Delivering } from './delivering.ts';
import { sendDelivery } from './send-delivery.ts';
import { createSignerRing, type SignerRing } from './signer-ring.ts';
import type { Slots } from './slots.ts';

/** What carries the events of one webhook, for as long as there are some. */
export interface Courier {
  /** That there is something to do. */
  notice(work: Pick<WebhookWithWork, 'isBehind' | 'isDue'>): void;
  /** When nothing is left to do, of what it was told; how long the last answer took, for the next courier. Never rejects. */
  readonly ended: Promise<number>;
}

export interface CourierTerms {
  readonly slots: Slots;
  /** How long the receiver's last answer took; Infinity when nothing is known of it. */
  readonly lastMs: number;
  /** Aborted when nothing more is to be begun. */
  readonly stopping: AbortSignal;
  /** Aborted when nothing more is to be waited for. */
  readonly cutting: AbortSignal;
}

/** After a failure of the database. What came of requests is kept until then. */
const againMs = 1_000;

/**
 * Carries what there is for a webhook: queues new events, leases what may be sent, sends it, and records what came of it as it
 * comes, however long others take. Recording and the next lease are one transaction.
 */
export function startCourier(
  delivering: Delivering,
  { workspaceId, webhookId }: Pick<WebhookWithWork, 'workspaceId' | 'webhookId'>,
  terms: CourierTerms,
): Courier {
  const rounds: Rounds = {
    ...{ delivering, workspaceId, webhookId, terms, signers: createSignerRing(delivering, { workspaceId, webhookId }) },
    ...{ isBehind: false, isDue: false, underWay: 0, lastMs: terms.lastMs, made: [], unsent: [] },
    wake: () => {},
  };
  return {
    notice({ isBehind, isDue }) {
      rounds.isBehind ||= isBehind;
      rounds.isDue ||= isDue;
      rounds.wake();
    },
    ended: about({ workspaceId, webhookId }, () => carry(rounds)).then(() => rounds.lastMs),
  };
}

interface Rounds {
  readonly delivering: Delivering;
  readonly workspaceId: WorkspaceId;
  readonly webhookId: WebhookId;
  readonly terms: CourierTerms;
  readonly signers: SignerRing;
  isBehind: boolean;
  isDue: boolean;
  underWay: number;
  /** How long the last answer took. */
  lastMs: number;
  /** What came of requests, to be recorded. */
  made: MadeAttempt[];
  /** What was cut off, to be given back. */
  unsent: DueDelivery[];
  wake: () => void;
}

async function carry(rounds: Rounds): Promise<void> {
  // Whoever starts it tells it first what there is to do.
  await Promise.resolve();
  for (;;) {
    const woken = new Promise<void>((resolve) => (rounds.wake = resolve));
    const hasFailed = await round(rounds).then(
      () => false,
      (error: unknown) => {
        rounds.delivering.log.error({ err: error }, 'could not carry what a webhook is sent');
        return true;
      },
    );
    // What could not be recorded by a daemon that stops is sent once more when its lease is over.
    if (isDone(rounds) || (hasFailed && rounds.terms.cutting.aborted)) return;
    if (hasFailed) await sleep(againMs);
    else if (!hasMore(rounds)) await woken;
  }
}

/** Nothing to wait for: what is due and finds no free slot is found again by the next look. */
function isDone(rounds: Rounds): boolean {
  return rounds.underWay === 0 && !hasMore(rounds);
}

function hasMore(rounds: Rounds): boolean {
  const { made, unsent, isBehind, isDue, terms } = rounds;
  if (made.length + unsent.length > 0) return true;
  return !terms.stopping.aborted && (isBehind || (isDue && terms.slots.free(rounds) > 0));
}

async function round(rounds: Rounds): Promise<void> {
  const { delivering, workspaceId, webhookId, terms } = rounds;
  if (rounds.isBehind && !terms.stopping.aborted) {
    const { lookedAt, queued } = await inWorkspace(delivering.db, workspaceId, (tx) => expandDeliveries(tx, webhookId));
    rounds.isBehind = lookedAt > 0;
    rounds.isDue ||= queued > 0;
  }
  const made = rounds.made.splice(0, attemptsAtOnce);
  const unsent = rounds.unsent.splice(0, attemptsAtOnce);
  const most = terms.stopping.aborted ? 0 : terms.slots.free(rounds);
  const isDue = rounds.isDue || made.length > 0;
  if (made.length + unsent.length === 0 && !(isDue && most > 0)) return;
  rounds.isDue = false;
  try {
    const leased = await inWorkspace(delivering.db, workspaceId, async (tx) => {
      await recordAttempts(tx, webhookId, { attempts: made, actor: delivering.actor, waitsMs: delivering.waitsMs });
      await releaseDeliveries(tx, webhookId, unsent);
      if (!isDue || most === 0) return undefined;
      const some = await leaseDeliveries(tx, webhookId, { most, waitsMs: delivering.waitsMs });
      return some && { ...some, checkpoint: (await newestCheckpoint(tx))?.note };
    });
    // As many as were asked for: then there may be more.
    rounds.isDue ||= isDue && (most === 0 || leased?.deliveries.length === most);
    if (leased !== undefined) await send(rounds, leased);
  } catch (error) {
    rounds.made.unshift(...made);
    rounds.unsent.unshift(...unsent);
    rounds.isDue = isDue;
    throw error;
  }
}

/** Begins to send what was leased; does not wait for what comes of it. */
async function send(
  rounds: Rounds,
  { webhook, secrets, deliveries, checkpoint }: Leased & { readonly checkpoint: string | undefined },
): Promise<void> {
  if (deliveries.length === 0) return;
  const { delivering, workspaceId, terms } = rounds;
  const signers = await rounds.signers.open(secrets);
  for (const delivery of deliveries) {
    terms.slots.take();
    rounds.underWay += 1;
    const sent = { workspaceId, url: webhook.url, signers, delivery, checkpoint };
    const sending = sendDelivery(delivering, sent, terms.cutting);
    void sending.then((made) => {
      terms.slots.giveBack();
      rounds.underWay -= 1;
      if (made === undefined) rounds.unsent.push(delivery);
      else {
        delivering.metrics.attempted(made);
        rounds.made.push(made);
        rounds.lastMs = made.ms;
      }
      rounds.wake();
    });
  }
}
