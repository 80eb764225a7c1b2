import { z } from 'zod';
import { EventType, LastingEvent, Severity, Subject } from './event.ts';
import { EventId, Instant, WebhookId, WebhookSecretId } from './ids.ts';

/**
 * How a webhook's requests are signed, in the words of Standard Webhooks: `ed25519` is its `v1a`, whose key to check with may
 * be seen by everybody; `hmac` is its `v1`, whose secret both sides hold.
 */
export const SigningScheme = z.enum(['ed25519', 'hmac']);
export type SigningScheme = z.infer<typeof SigningScheme>;

/**
 * What waits for what. `subject`: an event for every earlier one of the same subject; `strict`: for every earlier one;
 * `none`: for nothing.
 */
export const WebhookOrder = z.enum(['subject', 'strict', 'none']);
export type WebhookOrder = z.infer<typeof WebhookOrder>;

/** Which events a webhook is sent, beside those about itself: what all four allow. Null allows everything. */
export const WebhookFilter = z.object({
  types: z.array(EventType).nullable(),
  /** Of what the event tells: `inbox`, `dns_record`, `run`. */
  kinds: z.array(Subject.shape.kind).nullable(),
  /** Names. Events of no connection are left out where these are given. */
  connections: z.array(z.string()).nullable(),
  /** Only events that matter at least so much. */
  severity: Severity,
});
export type WebhookFilter = z.infer<typeof WebhookFilter>;

/** `paused` until somebody resumes it; `disabled`: its receiver said that it is gone, and so until somebody resumes it. */
export const WebhookState = z.enum(['active', 'paused', 'disabled']);
export type WebhookState = z.infer<typeof WebhookState>;

/** Why one is not active: somebody asked; nothing arrived for days; what must be first can no longer be tried; status 410. */
export const WebhookStop = z.enum(['asked', 'failing', 'dead', 'gone']);
export type WebhookStop = z.infer<typeof WebhookStop>;

/** One of the secrets that a webhook signs with: one, and while it is rotated the one before. */
export const SigningSecret = z.object({
  id: WebhookSecretId,
  scheme: SigningScheme,
  /** What to check with (`whpk_…`); null for `hmac`, whose secret was shown once. */
  publicKey: z.string().nullable(),
  createdAt: Instant,
  /** Until when it still signs beside its successor; null for the newest. */
  retiresAt: Instant.nullable(),
});
export type SigningSecret = z.infer<typeof SigningSecret>;

/** An address that is sent the workspace's events, in their one order. */
export const Webhook = z.object({
  id: WebhookId,
  name: z.string(),
  url: z.string(),
  filter: WebhookFilter,
  order: WebhookOrder,
  scheme: SigningScheme,
  secrets: z.array(SigningSecret),
  state: WebhookState,
  stopped: z.object({ at: Instant, reason: WebhookStop }).nullable(),
  createdAt: Instant,
  /** The last sequence that was looked at for it: what was to be sent up to there is queued. */
  sequence: z.int(),
  /** How many sealed events were not looked at yet. They wait while it is stopped, or too much is undelivered. */
  behind: z.int(),
  /** How many queued events have not arrived: those that can no longer be tried are among them. */
  undelivered: z.int(),
  dead: z.int(),
  /** When the event was queued that has waited longest; null when none waits. */
  waitingSince: Instant.nullable(),
  /** Since when nothing has arrived any more, though it was tried; null when the last one arrived. */
  failingSince: Instant.nullable(),
  deliveredAt: Instant.nullable(),
});
export type Webhook = z.infer<typeof Webhook>;

/**
 * `queued`: behind another, which it must not overtake. `waiting`: for its time. `sending`: under way. `dead`: tried as often
 * as it may be, and in the way of what must not overtake it. `skipped`: somebody gave it up.
 */
export const DeliveryState = z.enum(['queued', 'waiting', 'sending', 'delivered', 'dead', 'skipped']);
export type DeliveryState = z.infer<typeof DeliveryState>;

/** What came of one request, told apart by what there is to do about it. */
export const AttemptOutcome = z.enum([
  /** A status of 200 to 299. */
  'delivered',
  /** Any other status that is not one of the next two. */
  'refused',
  /** 410: the receiver wants no more of it. */
  'gone',
  /** A redirect, which is not followed. */
  'redirected',
  /** The answer was larger than is read. */
  'too_large',
  'timed_out',
  /** No such host, or nobody who answers. */
  'unreachable',
  /** The URL, or an address of its host, is none that may be connected to. */
  'not_allowed',
  /** The certificate is not good, or no encryption was agreed on. */
  'tls',
  /** What came is no answer of HTTP, or broke off. */
  'broken_answer',
  /** No secret could be opened to sign with: nothing was sent. */
  'unsigned',
  /** The daemon ended while it was under way: it may have arrived. */
  'lost',
]);
export type AttemptOutcome = z.infer<typeof AttemptOutcome>;

/** One line of the delivery log. */
export const Attempt = z.object({
  id: z.uuid(),
  sequence: z.int(),
  /** Which replay of the sequence; 0 for when it was first sent. */
  replay: z.int(),
  /** Counted from 1, for each replay anew. */
  nth: z.int(),
  at: Instant,
  outcome: AttemptOutcome,
  status: z.int().nullable(),
  /** How long it took. */
  ms: z.int(),
  /** What it was connected to. */
  address: z.string().nullable(),
  /** The beginning of the answer, or what is wrong, as far as it can be printed. */
  snippet: z.string().nullable(),
});
export type Attempt = z.infer<typeof Attempt>;

/** One event on its way to one webhook. */
export const Delivery = z.object({
  sequence: z.int(),
  replay: z.int(),
  eventId: EventId,
  type: EventType,
  subject: Subject,
  /** The sequence that was queued for the webhook before this one; null where a chain begins. */
  previousSequence: z.int().nullable(),
  state: DeliveryState,
  attempts: z.int(),
  queuedAt: Instant,
  /** When it is tried next, at the earliest; null unless it is `waiting`. */
  nextAt: Instant.nullable(),
  /** When it arrived, or was given up. */
  endedAt: Instant.nullable(),
  lastOutcome: AttemptOutcome.nullable(),
  lastStatus: z.int().nullable(),
});
export type Delivery = z.infer<typeof Delivery>;

/** A delivery whose turn it is, with all that there is to send. */
export const DueDelivery = z.object({
  sequence: z.int(),
  replay: z.int(),
  /** The one before on the webhook; null where a chain begins. */
  previousSequence: z.int().nullable(),
  /** Which lease this is: what comes of another is not what this one is judged by. */
  nth: z.int(),
  event: LastingEvent,
});
export type DueDelivery = z.infer<typeof DueDelivery>;
