import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CloudEvent } from '@rollcall/schema';
import { createWebhookVerifier, type Verifying, WebhookRejected, type WebhookRequest } from './webhook-signature.ts';
import { memoryWebhookStore, type ReceivedEvent, type WebhookStore } from './webhook-store.ts';

export interface WebhookReceiverOptions extends Verifying {
  /** Does what the event is for. When it throws, the event is sent again later. */
  readonly handle: (event: CloudEvent) => Promise<void> | void;
  /** Where is noted what came; in memory unless told. */
  readonly store?: WebhookStore;
  /** Is told of what is not taken and of what `handle` or the store throws, which the sender is not. */
  readonly onError?: (error: unknown) => void;
}

/** What a request is answered with. */
export interface WebhookAnswer {
  readonly status: 204 | 400 | 401 | 413 | 500 | 503;
  /** A sentence; empty when all is well. */
  readonly text: string;
}

/** Takes in what Rollcall sends: each event is handled once, whatever is sent again. */
export interface WebhookReceiver {
  /** For any server: the headers, and the body as it came. Never throws. */
  receive(request: WebhookRequest): Promise<WebhookAnswer>;
  /** For a server that is asked with `Request`: Hono, Bun, Deno, Next. */
  fetch(request: Request): Promise<Response>;
  /** For Express and `node:http`. Stands before whatever parses bodies, or behind `express.raw({ type: '*\/*' })`. */
  node(request: IncomingMessage & { body?: unknown }, response: ServerResponse): Promise<void>;
}

/** An event is some kilobytes. */
const bodyBytesMax = 1_048_576;

/** A receiver. Throws `RangeError` for keys that are none. */
export function createWebhookReceiver(options: WebhookReceiverOptions): WebhookReceiver {
  const verify = createWebhookVerifier(options);
  const store = options.store ?? memoryWebhookStore();
  const receiving: Receiving = { ...options, verify, store };
  const receive = (request: WebhookRequest) => receiveOne(receiving, request);
  const receiveBody = async (headers: WebhookRequest['headers'], chunks: AsyncIterable<Uint8Array>) => {
    const body = await bodyOf(chunks);
    return body === undefined ? tooLarge : receive({ headers, body });
  };
  return {
    receive,
    async fetch({ headers, body }) {
      const { status, text } = await receiveBody(headers, body ?? nothing());
      return new Response(status === 204 ? null : text, { status, headers: textHeaders });
    },
    async node(request, response) {
      const { status, text } = await (request.body === undefined && !request.readableEnded
        ? receiveBody(request.headers, request)
        : receiveParsed(receiving, request));
      response.writeHead(status, textHeaders).end(text);
    },
  };
}

const tooLarge: WebhookAnswer = { status: 413, text: 'This is larger than any event.' };
const textHeaders = { 'content-type': 'text/plain; charset=utf-8' };

interface Receiving extends WebhookReceiverOptions {
  readonly verify: (request: WebhookRequest) => CloudEvent;
  readonly store: WebhookStore;
}

async function receiveOne(
  { verify, store, handle, onError }: Receiving,
  request: WebhookRequest,
): Promise<WebhookAnswer> {
  try {
    const event = verify(request);
    const received = receivedOf(event);
    const begun = await store.begin(received);
    if (begun === 'handled') return { status: 204, text: '' };
    if (begun === 'busy') return { status: 503, text: 'The same event is being handled: send it again.' };
    let isHandled = false;
    try {
      await handle(event);
      isHandled = true;
    } finally {
      await store.settle(received, isHandled);
    }
    return { status: 204, text: '' };
  } catch (error) {
    onError?.(error);
    if (!(error instanceof WebhookRejected)) return { status: 500, text: 'It was not handled: send it again.' };
    return { status: error.kind === 'not_an_event' ? 400 : 401, text: error.message };
  }
}

function receivedOf({ source, id, sequence, previoussequence: previous }: CloudEvent): ReceivedEvent {
  return { source, id, sequence: Number(sequence), previousSequence: previous === undefined ? null : Number(previous) };
}

/** Something has read the body before. */
async function receiveParsed(
  receiving: Receiving,
  { headers, body }: IncomingMessage & { body?: unknown },
): Promise<WebhookAnswer> {
  if (body instanceof Uint8Array || typeof body === 'string') return receiveOne(receiving, { headers, body });
  receiving.onError?.(
    new TypeError('The body was parsed before the receiver had it: mount the receiver before express.json().'),
  );
  return { status: 500, text: 'The receiver is set up wrongly.' };
}

/** Undefined for one that is too large, which is read no further. */
async function bodyOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer | undefined> {
  const read: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > bodyBytesMax) return undefined;
    read.push(chunk);
  }
  return Buffer.concat(read);
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
