import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { RollcallError } from '@rollcall/schema';
import { constantHeaders } from './headers.ts';
import type { HttpLimits } from './limits.ts';
import { isWatching } from './observe.ts';
import { refuse } from './refuse.ts';
import { isRest, restRoot } from './rest-path.ts';

/** Stands before everything that is answered. */
export interface Gate {
  /** Lets a request in, or refuses it; says which. Every answer gets its headers here. */
  admit(request: IncomingMessage, response: ServerResponse): boolean;
  /** Counts this one no longer, and sets it no time: it is a stream. */
  release(response: ServerResponse): void;
  /** Whether an answer has begun on this connection, or several wait for each other: nothing else may be written to it. */
  isMidAnswer(socket: object): boolean;
  /** How many requests are being answered, streams apart. */
  underWay(): { readonly reads: number; readonly posts: number };
  /** Looks at no times any more. */
  close(): void;
}

/** Whoever is refused for want of room may come back after this. */
const overloadedRetryMs = 1_000;

interface Admitted {
  /** Whether it may change something: such a one may wait for a provider. */
  readonly post: boolean;
  readonly at: number;
}

/** Opens a gate. From `draining` on, each connection is closed with the answer that it waits for, or with its next one. */
export function createGate(limits: HttpLimits, draining: AbortSignal): Gate {
  const underWay = new Map<ServerResponse, Admitted>();
  const onConnection = new WeakMap<object, Set<ServerResponse>>();
  const ending = new WeakSet<object>();
  let posts = 0;

  const leave = (response: ServerResponse): void => {
    const admitted = underWay.get(response);
    if (admitted === undefined) return;
    underWay.delete(response);
    if (admitted.post) posts -= 1;
  };
  const crowded = (socket: Socket, post: boolean): boolean =>
    (onConnection.get(socket)?.size ?? 0) >= limits.requestsPerConnectionMax ||
    (post ? posts >= limits.postsMax : underWay.size - posts >= limits.readsMax);

  draining.addEventListener('abort', () => {
    for (const response of underWay.keys()) response.shouldKeepAlive = false;
  });
  // What a read has not answered by now is not waited for any more.
  const looking = setInterval(() => {
    const since = performance.now() - limits.readMsMax;
    for (const [response, { post, at }] of underWay) {
      if (!post && at < since && !response.headersSent) refuse(response, tooSlow());
    }
  }, limits.lookMs);
  looking.unref();

  return {
    admit(request, response) {
      const { socket } = request;
      for (const [name, value] of constantHeaders(request)) response.setHeader(name, value);
      if (draining.aborted) response.shouldKeepAlive = false;
      const refused = problemOf(request, limits);
      if (refused !== undefined) {
        // What follows on such a connection may be the rest of it.
        response.shouldKeepAlive = false;
        ending.add(socket);
        if (refused.code === 'method_not_allowed') response.setHeader('allow', methodsAt(request.url).join(', '));
        refuse(response, refused);
        return false;
      }
      const post = request.method !== 'GET' && request.method !== 'HEAD';
      const isCrowded = crowded(socket, post);
      const here = onConnection.get(socket) ?? new Set();
      onConnection.set(socket, here.add(response));
      response.once('close', () => {
        leave(response);
        here.delete(response);
      });
      // Whoever watches the gateway is answered whatever goes on.
      if (isWatching(request)) return true;
      if (isCrowded) {
        response.setHeader('retry-after', String(overloadedRetryMs / 1_000));
        refuse(response, overloaded());
        return false;
      }
      underWay.set(response, { post, at: performance.now() });
      if (post) posts += 1;
      return true;
    },
    release: leave,
    underWay: () => ({ reads: underWay.size - posts, posts }),
    close: () => clearInterval(looking),
    isMidAnswer(socket) {
      const here = [...(onConnection.get(socket) ?? [])];
      return ending.has(socket) || here.length > 1 || here.some(({ headersSent }) => headersSent);
    },
  };
}

const methods = ['GET', 'HEAD', 'POST'];
const methodsOfRest = [...methods, 'PUT', 'PATCH', 'DELETE'];

function methodsAt(url: string | undefined): readonly string[] {
  return isRest(url) ? methodsOfRest : methods;
}

/** What is wrong with a request by its first line; undefined when nothing is. */
function problemOf({ method = '', url = '', headers }: IncomingMessage, limits: HttpLimits): RollcallError | undefined {
  const allowed = methodsAt(url);
  if (!allowed.includes(method)) {
    const message = isRest(url)
      ? `${restRoot}/openapi.json says by which method what is asked for; none is by this one.`
      : 'Queries are asked by GET, mutations by POST, and nothing otherwise.';
    return new RollcallError('method_not_allowed', message, { details: { allowed } });
  }
  if (url.length > limits.addressLengthMax) {
    const message = `The address is too long: at most ${limits.addressLengthMax} characters are read.`;
    return new RollcallError('address_too_long', message);
  }
  const encoding = headers['transfer-encoding'];
  if (encoding !== undefined && encoding !== 'chunked') {
    // Who looked before us may have found another end of the body.
    return new RollcallError('bad_request', 'A body is sent with its length, or chunked.');
  }
  if (!url.startsWith('/')) {
    return new RollcallError('bad_request', 'The gateway is no proxy: ask for a path, such as /trpc/resources.list.');
  }
  return undefined;
}

function overloaded(): RollcallError {
  return new RollcallError(
    'overloaded',
    'The gateway has as many requests under way as it takes: try again in a second.',
    {
      details: { retryAfterMs: overloadedRetryMs },
    },
  );
}

function tooSlow(): RollcallError {
  return new RollcallError(
    'deadline_exceeded',
    'This took too long and was given up: ask for less of it, or try again later.',
  );
}
