import type { MadeAttempt } from '@rollcall/db';
import { carriedDocuments } from '@rollcall/db/reports';
import type { DueDelivery, WorkspaceId } from '@rollcall/schema';
import { about, failSpan, inSpan, presentTraceparent } from '@rollcall/telemetry';
import { cloudEventOf, type Sent, type Signer, signedHeaders } from '@rollcall/webhooks';
import type { Delivering } from './delivering.ts';

export interface DeliverySent {
  readonly workspaceId: WorkspaceId;
  readonly url: string;
  readonly signers: readonly Signer[];
  readonly delivery: DueDelivery;
  /** The newest checkpoint of the workspace's log, which the receiver may keep. */
  readonly checkpoint: string | undefined;
}

/**
 * Sends one event to one webhook, once, in the trace that the event belongs to, which the receiver is told. Undefined when it was
 * cut off: nobody knows whether it arrived. Never rejects.
 */
export function sendDelivery(
  delivering: Delivering,
  sent: DeliverySent,
  cutting: AbortSignal,
): Promise<MadeAttempt | undefined> {
  const { event, sequence, nth } = sent.delivery;
  const { id, type, traceparent: from } = event;
  const attributes = {
    ...{ 'http.request.method': 'POST', 'server.address': URL.parse(sent.url)?.hostname, 'rollcall.event.id': id },
    ...{ 'rollcall.event.type': type, 'rollcall.sequence': sequence, 'rollcall.attempt': nth },
  };
  const work = { name: 'webhook delivery', kind: 'CLIENT', attributes, from, begins: true } as const;
  return about({ eventId: id }, () =>
    inSpan(work, async (span) => {
      const made = await attempt(delivering, sent, cutting);
      span.setAttributes({ 'rollcall.outcome': made?.outcome, 'http.response.status_code': made?.status ?? undefined });
      if (made?.outcome !== 'delivered') failSpan(span, made?.outcome ?? 'cut_off');
      return made;
    }),
  );
}

async function attempt(
  { db, sender, log, now }: Delivering,
  { workspaceId, url, signers, delivery, checkpoint }: DeliverySent,
  cutting: AbortSignal,
): Promise<MadeAttempt | undefined> {
  const { sequence, replay, nth, event, previousSequence } = delivery;
  const made = (sent: Omit<MadeAttempt, 'sequence' | 'replay' | 'nth'>) => ({ sequence, replay, nth, ...sent });
  if (signers.length === 0) return made(unsigned);
  try {
    const documents = await carriedDocuments(db, workspaceId, event);
    const told = cloudEventOf({ event, workspaceId, sequence, previousSequence, checkpoint, documents });
    const body = Buffer.from(JSON.stringify(told));
    const timestamp = Math.floor(now().getTime() / 1_000);
    const traceparent = presentTraceparent();
    const headers = {
      ...signedHeaders({ id: event.id, timestamp, body }, signers),
      'content-type': contentType,
      ...(traceparent === undefined ? {} : { traceparent }),
    };
    return made(await sender.send({ url, headers, body }, cutting));
  } catch (error) {
    if (cutting.aborted) return undefined;
    log.error({ err: error }, 'could not send an event to a webhook');
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
