import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import { CloudEvent } from '@rollcall/schema';

/** Why a request is not taken for one of Rollcall's. */
export type WebhookProblem =
  /** Headers of Standard Webhooks are missing, or are not as it says. */
  | 'unsigned'
  /** No signature is by one of the keys. */
  | 'not_by_these_keys'
  /** It was signed too long ago, or in the future: somebody sends it again, or a clock is wrong. */
  | 'not_of_now'
  /** It is signed, and not an event. */
  | 'not_an_event';

/** A request that is not to be believed. */
export class WebhookRejected extends Error {
  override readonly name = 'WebhookRejected';
  readonly kind: WebhookProblem;

  constructor(kind: WebhookProblem, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Headers as `fetch` has them, or as Node has them. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface WebhookRequest {
  readonly headers: WebhookHeaders;
  /** As it came: what was parsed and written again has other bytes, and no signature is good for those. */
  readonly body: Uint8Array | string;
}

export interface Verifying {
  /**
   * Every key that is believed: `whpk_…` of a webhook that signs by Ed25519, `whsec_…` of one that signs by HMAC. While a key is
   * rotated, both.
   */
  readonly keys: readonly string[];
  /** How far the sender's clock may be from this one; 300 unless told. */
  readonly toleranceSeconds?: number;
  /** The time, in ms since 1970. */
  readonly now?: () => number;
}

/**
 * The verifier of a receiver: answers the event of a request that one of the keys has signed, just now. It throws
 * `WebhookRejected`. Making one throws `RangeError` for a key that is none.
 */
export function createWebhookVerifier({
  keys,
  toleranceSeconds = 300,
  now = Date.now,
}: Verifying): (request: WebhookRequest) => CloudEvent {
  if (keys.length === 0) throw new RangeError('Give the keys of the webhook: whpk_… or whsec_….');
  const checks = keys.map(checkBy);
  return ({ headers, body }) => {
    const id = headerOf(headers, 'webhook-id');
    const seconds = headerOf(headers, 'webhook-timestamp');
    const signatures =
      headerOf(headers, 'webhook-signature')
        ?.split(' ')
        .filter((text) => text !== '') ?? [];
    if (id === undefined || seconds === undefined || !/^\d{1,12}$/.test(seconds) || !isCount(signatures.length)) {
      throw new WebhookRejected(
        'unsigned',
        'The headers webhook-id, webhook-timestamp and webhook-signature are not there.',
      );
    }
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    const content = Buffer.concat([Buffer.from(`${id}.${seconds}.`), bytes]);
    const isSigned = checks.map((check) => signatures.map((signature) => check(content, signature)).includes(true));
    if (!isSigned.includes(true)) {
      throw new WebhookRejected('not_by_these_keys', 'No signature is by one of the keys that are believed.');
    }
    const off = Math.abs(now() / 1_000 - Number(seconds));
    if (off > toleranceSeconds) {
      throw new WebhookRejected(
        'not_of_now',
        `It was signed ${Math.round(off)} seconds from now: it is sent again, or a clock is wrong.`,
      );
    }
    return eventOf(id, bytes);
  };
}

/** A sender has one key, or two: many signatures are work that somebody else wants done. */
function isCount(signatures: number): boolean {
  return signatures > 0 && signatures <= 8;
}

function eventOf(id: string, bytes: Uint8Array): CloudEvent {
  const { data: event } = CloudEvent.safeParse(parsed(bytes));
  if (event === undefined) throw new WebhookRejected('not_an_event', 'The body is not a CloudEvent of Rollcall.');
  // The header is what de-duplicates for those who do not look inside.
  if (event.id !== id) throw new WebhookRejected('not_an_event', 'The event is not the one of the header webhook-id.');
  return event;
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function headerOf(headers: WebhookHeaders, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const value = headers[name] ?? Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return typeof value === 'string' ? value : value?.[0];
}

type Check = (content: Buffer, signature: string) => boolean;

/** Each compares in constant time: how long it takes says nothing of how much was right. */
function checkBy(key: string): Check {
  const match = /^(whsec|whpk)_([A-Za-z0-9+/]+={0,2})$/.exec(key);
  const bytes = Buffer.from(match?.[2] ?? '', 'base64');
  if (match?.[1] === 'whsec' && bytes.length >= 24 && bytes.length <= 64) {
    return (content, signature) => {
      const given = signatureOf(signature, 'v1');
      return given.length === 32 && timingSafeEqual(given, createHmac('sha256', bytes).update(content).digest());
    };
  }
  if (match?.[1] === 'whpk' && bytes.length === 32) {
    const publicKey = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') },
      format: 'jwk',
    });
    return (content, signature) => {
      const given = signatureOf(signature, 'v1a');
      return given.length === 64 && verify(null, content, publicKey, given);
    };
  }
  throw new RangeError('This is not a key of a webhook: whpk_…, or whsec_….');
}

function signatureOf(text: string, version: 'v1' | 'v1a'): Buffer {
  return text.startsWith(`${version},`) ? Buffer.from(text.slice(version.length + 1), 'base64') : Buffer.alloc(0);
}
