import type { AppRouter } from '@rollcall/gateway/router';
import { createTRPCClient, httpBatchLink, httpLink, splitLink, type TRPCClient } from '@trpc/client';
import type { Agent } from 'undici';
import { eventLink } from './event-link.ts';

/** Everything that can be asked of a gateway, with full types. */
export type Rollcall = TRPCClient<AppRouter>;

export interface RollcallOptions {
  /** The gateway's URL, such as `http://127.0.0.1:4400`. */
  readonly url: string;
  /** A key of the gateway (`rc_live_…`). */
  readonly apiKey: string;
  /**
   * Where the trace goes on that a call belongs to, as a W3C `traceparent`: asked for each request. Of a process whose `fetch` is
   * instrumented by OpenTelemetry, it need not be told.
   */
  readonly traceparent?: () => string | undefined;
}

/** The gateway refuses more calls than this in one request. */
const batchItemsMax = 20;
/** Nor does it read a longer address: what would not fit travels in several. */
const addressLengthMax = 48_000;

/**
 * The slowest provider takes 10 minutes over a request, and the gateway waits for its rate budget before: its answer is
 * waited for longer than the gateway waits. Unless told, fetch gives up after 5 minutes.
 */
const answerMsMax = 900_000;

/**
 * A typed client of a gateway. Queries made at once travel together; every mutation travels alone, so that none waits
 * for another or shares its fate. A call that fails rejects with a `TRPCClientError`; `gatewayErrorOf` reads it.
 */
export function createRollcall({ url, apiKey, traceparent = () => undefined }: RollcallOptions): Rollcall {
  const headers = (): Record<string, string> => {
    const told = traceparent();
    return { authorization: `Bearer ${apiKey}`, ...(told === undefined ? {} : { traceparent: told }) };
  };
  const options = { url: `${url.replace(/\/+$/, '')}/trpc`, headers };
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'query',
        true: httpBatchLink({ ...options, maxItems: batchItemsMax, maxURLLength: addressLengthMax }),
        false: splitLink({
          condition: ({ type }) => type === 'subscription',
          true: eventLink(options),
          false: httpLink({ ...options, fetch: patientFetch() }),
        }),
      }),
    ],
  });
}

/** Fetch with that patience. Bodies of mutations are JSON text. */
function patientFetch(): LinkFetch {
  let dispatcher: Agent | undefined;
  return async (url, { method = 'POST', headers, body, signal } = {}) => {
    // Loaded with the first mutation: a command that reads, or shows its help, need not wait for it.
    const undici = await import('undici');
    dispatcher ??= new undici.Agent({ headersTimeout: answerMsMax });
    return undici.fetch(url instanceof Request ? url.url : url, {
      method,
      headers: Object.fromEntries(new Headers(headers)),
      ...(typeof body === 'string' ? { body } : {}),
      ...(signal ? { signal } : {}),
      dispatcher,
    });
  };
}

type LinkFetch = NonNullable<Parameters<typeof httpLink>[0]['fetch']>;
