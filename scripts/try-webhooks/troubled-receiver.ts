import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createWebhookReceiver, memoryWebhookStore, type WebhookReceiver, type WebhookStore } from '@rollcall/client';
import type { CloudEvent } from '@rollcall/schema';

/** What the receiver is in trouble with, request by request. */
export type Trouble =
  | 'busy'
  | 'asks_to_wait'
  | 'resets'
  | 'loses_its_answer'
  | 'redirects'
  | 'answers_hugely'
  | 'hangs';

/** A receiver as an app has one, and its troubles. */
export interface TroubledReceiver {
  readonly url: string;
  /** The events that were handled, each once, in the order in which they were. */
  readonly handled: readonly CloudEvent[];
  readonly store: WebhookStore;
  /** Requests that came so far, and how many are not answered yet. */
  readonly requests: number;
  readonly underWay: number;
  /** The keys that it believes from now on. Until then nothing is. */
  believe(keys: readonly string[]): void;
  /** What the next requests meet, one each. */
  meet(troubles: readonly Trouble[]): void;
  /** How many of these are still ahead. */
  readonly ahead: number;
  /** Is not there for so long. */
  restart(awayMs: number): Promise<void>;
  stop(): Promise<void>;
}

/** How long it takes over an event: so some are under way whenever a daemon is killed. */
const handlingMs = 20;

/** Starts a receiver on this machine. */
export async function startTroubledReceiver(): Promise<TroubledReceiver> {
  const handled: CloudEvent[] = [];
  const store = memoryWebhookStore();
  const troubles: Trouble[] = [];
  let [requests, underWay] = [0, 0];
  let receiver: WebhookReceiver | undefined;
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    requests += 1;
    underWay += 1;
    response.on('close', () => {
      underWay -= 1;
    });
    const trouble = troubles.shift();
    if (receiver === undefined) response.writeHead(503).end();
    else if (trouble === undefined) await receiver.node(request, response);
    else await meetTrouble(trouble, { receiver, request, response });
  };
  const listen = async (port: number): Promise<Server> => {
    // Who hangs up in the middle is met so as well.
    const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };
  let server = await listen(0);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return {
    ...{ url: `http://127.0.0.1:${port}/rollcall`, handled, store, stop },
    get requests() {
      return requests;
    },
    get underWay() {
      return underWay;
    },
    get ahead() {
      return troubles.length;
    },
    believe(keys) {
      const handle = async (event: CloudEvent): Promise<void> => {
        await sleep(handlingMs);
        handled.push(event);
      };
      receiver = createWebhookReceiver({ keys, store, handle });
    },
    meet: (more) => void troubles.push(...more),
    async restart(awayMs) {
      await stop();
      await sleep(awayMs);
      server = await listen(port);
    },
  };
}

interface Met {
  readonly receiver: WebhookReceiver;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function meetTrouble(trouble: Trouble, { receiver, request, response }: Met): Promise<void> {
  switch (trouble) {
    case 'busy':
      response.writeHead(503).end('come back later');
      return;
    case 'asks_to_wait':
      response.writeHead(429, { 'retry-after': '1' }).end();
      return;
    case 'resets':
      request.socket.resetAndDestroy();
      return;
    case 'redirects':
      response.writeHead(307, { location: '/elsewhere' }).end();
      return;
    case 'answers_hugely':
      response.writeHead(200).end(Buffer.alloc(1_000_000, '.'));
      return;
    case 'hangs':
      return;
    case 'loses_its_answer': {
      // It did what there was to do, and the sender is not told.
      const chunks: Uint8Array[] = [];
      for await (const chunk of request) chunks.push(chunk);
      await receiver.receive({ headers: request.headers, body: Buffer.concat(chunks) });
      response.writeHead(200, { 'content-length': 100 }).write('half of', () => request.socket.resetAndDestroy());
      return;
    }
    default:
      trouble satisfies never;
  }
}
