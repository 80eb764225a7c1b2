import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { shownError } from '@rollcall/schema';
import { untraced } from '@rollcall/telemetry';
import { type AnyTRPCRouter, callTRPCProcedure, getTRPCErrorShape } from '@trpc/server';
import { isFault, rollcallErrorOf, trpcErrorFrom } from '../error.ts';
import type { Gateway } from '../gateway.ts';
import type { Context } from '../trpc.ts';
import { createEventStream, type EventStream } from './event-stream.ts';
import type { HttpLimits } from './limits.ts';
import { refuse } from './refuse.ts';
import { requestIdOf } from './request-id.ts';

/** How subscriptions of a router are answered. */
interface Streaming {
  readonly router: AnyTRPCRouter;
  readonly limits: HttpLimits;
  readonly gateway: Pick<Gateway, 'log' | 'stopping'>;
  createContext(request: IncomingMessage, response: ServerResponse): Promise<Context>;
  /** The request counts among those under way no longer. */
  release(response: ServerResponse): void;
}

/** A subscription that was asked for. */
interface AskedStream {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  /** Reads its input. What it throws is the refusal. */
  readonly input: () => unknown;
  /** Where a client that was cut off says to go on, in its address; a header goes before it. */
  readonly lastEventId: string | undefined;
  /** Who hears of a refusal as tRPC tells it, in the stream; or, as far as can be, by the status, and in plain words after that. */
  readonly form: 'tRPC' | 'REST';
}

export type AnswerSubscription = (asked: AskedStream) => Promise<void>;

/**
 * Answers subscriptions with server-sent events in tRPC's wire format. tRPC's own adapter passes each event through six
 * streams, writes it in four pieces and serialises it for every listener; and nothing there ends one that does not read.
 * See docs/decisions/0021.
 */
export function createSubscriptionHandler(streaming: Streaming): AnswerSubscription {
  const { limits, release, gateway } = streaming;
  return async (asked) => {
    const { response } = asked;
    release(response);
    const stream = createEventStream(response, limits);
    const ended = new AbortController();
    const end = (): void => {
      ended.abort();
      stream.giveUp();
    };
    response.once('close', end);
    gateway.stopping.addEventListener('abort', end);
    // Those that came at the same moment, as after a restart, do not come again at the same moment.
    const ending = setTimeout(end, limits.streamMsMax * (0.9 + Math.random() / 10));
    if (gateway.stopping.aborted) end();
    const telling = untraced(() => tellAll(streaming, { asked, stream, ended: ended.signal }));
    const isWhole = await telling.catch((error: unknown) => {
      // Not even a refusal could be told.
      gateway.log.error({ err: error }, 'subscription broke');
      return false;
    });
    clearTimeout(ending);
    gateway.stopping.removeEventListener('abort', end);
    await stream.close(isWhole ? 'patiently' : 'at once');
  };
}

/** Answers whether it came to an end of its own, rather than to be opened anew. */
async function tellAll(
  streaming: Streaming,
  { asked, stream, ended }: { asked: AskedStream; stream: EventStream; ended: AbortSignal },
): Promise<boolean> {
  const { router, gateway, createContext } = streaming;
  const { request, response, path } = asked;
  let ctx: Context | undefined;
  let input: unknown;
  let isAnswered = false;
  let isOpen = false;
  const open = (): void => {
    if (!isOpen) stream.open();
    isOpen = true;
  };
  const pass: EventStream['pass'] = (id, when) => {
    open();
    stream.pass(id, when);
  };
  try {
    ctx = { ...(await createContext(request, response)), pass };
    input = resumed(asked.input(), request.headers['last-event-id'] ?? asked.lastEventId);
    const values: unknown = await callTRPCProcedure({
      ...{ router, path, ctx, type: 'subscription', signal: ended, batchIndex: 0 },
      getRawInput: async () => input,
    });
    if (!isAsyncIterable(values)) throw new Error('a subscription answers an async generator');
    isAnswered = true;
    const told = asked.form === 'REST' ? await unlessRefused(values) : values;
    open();
    for await (const value of told) {
      const room = stream.tell(value);
      if (room !== undefined) await room;
      if (ended.aborted) return false;
    }
    stream.say('return');
  } catch (thrown) {
    // What ended it from outside is told by its end: a client connects again.
    if (ended.aborted || (isAnswered && isAbort(thrown))) return false;
    const error = trpcErrorFrom(thrown);
    if (isAnswered && isFault(error)) {
      gateway.log.error({ err: error.cause ?? error }, 'subscription failed');
    }
    if (asked.form === 'REST') {
      const known = rollcallErrorOf(error, path);
      if (isOpen) stream.say('refused', { error: shownError(known, requestIdOf(response)) });
      else refuse(response, known);
      return true;
    }
    open();
    const { _config: config } = router._def;
    stream.say(
      'serialized-error',
      getTRPCErrorShape({ config, error, type: 'subscription', path, input, ctx: ctx ?? {} }),
    );
  }
  return true;
}

/** What most subscriptions are refused for shows at their first look at the database. */
const refusedMsMax = 1_000;

/** The same values, once the first is there or has been awaited for a while: what is refused by then throws. */
async function unlessRefused(values: AsyncIterable<unknown>): Promise<AsyncIterable<unknown>> {
  const telling = values[Symbol.asyncIterator]();
  const first = telling.next();
  await Promise.race([first, sleep(refusedMsMax, undefined, { ref: false })]);
  return goOn(first, telling);
}

async function* goOn(
  first: Promise<IteratorResult<unknown>>,
  telling: AsyncIterator<unknown>,
): AsyncGenerator<unknown, void> {
  try {
    for (let next = await first; next.done !== true; next = await telling.next()) yield next.value;
  } finally {
    await telling.return?.();
  }
}

/** Says in the input where to go on, as tRPC does. */
function resumed(input: unknown, lastEventId: string | readonly string[] | undefined): unknown {
  if (lastEventId === undefined || lastEventId === '') return input;
  if (input === undefined) return { lastEventId };
  return typeof input === 'object' && input !== null ? { ...input, lastEventId } : input;
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

function isAbort(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'AbortError';
}
