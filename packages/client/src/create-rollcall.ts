import type { AppRouter } from '@rollcall/gateway/router';
import { createTRPCClient, httpBatchLink, httpLink, splitLink, type TRPCClient } from '@trpc/client';

/** Everything that can be asked of a gateway, with full types. */
export type Rollcall = TRPCClient<AppRouter>;

export interface RollcallOptions {
  /** The gateway's URL, such as `http://127.0.0.1:4400`. */
  readonly url: string;
  /** A key of the gateway (`rc_live_…`). */
  readonly apiKey: string;
}

/** The gateway refuses more calls than this in one request. */
const batchItemsMax = 20;

/**
 * A typed client of a gateway. Queries made at once travel together; every mutation travels alone, so that none waits
 * for another or shares its fate. A call that fails rejects with a `TRPCClientError`; `gatewayErrorOf` reads it.
 */
export function createRollcall({ url, apiKey }: RollcallOptions): Rollcall {
  const options = { url: `${url.replace(/\/+$/, '')}/trpc`, headers: { authorization: `Bearer ${apiKey}` } };
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'query',
        true: httpBatchLink({ ...options, maxItems: batchItemsMax }),
        false: httpLink(options),
      }),
    ],
  });
}
