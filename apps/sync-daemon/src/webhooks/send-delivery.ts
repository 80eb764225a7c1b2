import type { MadeAttempt } from '@rollcall/db';
import type { DueDelivery, WorkspaceId } from '@rollcall/schema';
import { cloudEventOf, type Sent, type Signer, signedHeaders } from '@rollcall/webhooks';
import type { Delivering } from './delivering.ts';

export interface DeliverySent {
  readonly workspaceId: WorkspaceId;
  readonly url: string;
  readonly signers: readonly Signer[];
  readonly delivery: DueDelivery;
}

/** Sends one event to one webhook, once. Undefined when it was cut off: nobody knows whether it arrived. Never rejects. */
export async function sendDelivery(
  { sender, log, now }: Delivering,
  { workspaceId, url, signers, delivery }: DeliverySent,
  cutting: AbortSignal,
): Promise<MadeAttempt | undefined> {
  const { sequence, replay, nth, event, previousSequence } = delivery;
  const made = (sent: Omit<MadeAttempt, 'sequence' | 'replay' | 'nth'>) => ({ sequence, replay, nth, ...sent });
  if (signers.length === 0) return made(unsigned);
  try {
    const told = cloudEventOf({ event, workspaceId, sequence, previousSequence });
    const body = Buffer.from(JSON.stringify(told));
    const timestamp = Math.floor(now().getTime() / 1_000);
    const headers = { ...signedHeaders({ id: event.id, timestamp, body }, signers), 'content-type': contentType };
    return made(await sender.send({ url, headers, body }, cutting));
  } catch (error) {
    if (cutting.aborted) return undefined;
    log.error({ err: error, eventId: event.id }, 'could not send an event to a webhook');
    return made(broken);
  }
}

const contentType = 'application/cloudevents+json; charset=utf-8';

const unsigned = {
  ...({ outcome: 'unsigned', status: null, retryAfterMs: null, ms: 0, address: null } as const),
  snippet: 'no secret could be opened to sign with: restore the master key, or rotate the secret',
};

/** A fault of ours, which another attempt may not meet. */
const broken: Sent = {
  ...{ outcome: 'unreachable', status: null, retryAfterMs: null, ms: 0, address: null },
  snippet: 'a fault of ours: see the log of the daemon',
};
