import { once } from 'node:events';
import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** How often it looks for connections whose call has ended. */
const closeIdleMs = 50;

export interface Drain {
  /** Aborted at once: answers say that they are the last of their connection, and the gateway that it is not ready. */
  readonly draining: AbortController;
  /** Aborted when nobody can ask any more: subscriptions end. */
  readonly stopping: AbortController;
  /** For so long it can still be asked: whoever watches it looks elsewhere meanwhile, and so do those it answers. */
  readonly graceMs: number;
  /** For so long the calls under way are waited for then. */
  readonly callsMsMax: number;
}

/** Ends a server that listens, so that no call fails: answers whether every call was answered. */
export async function drain(server: Server, { draining, stopping, graceMs, callsMsMax }: Drain): Promise<boolean> {
  const closed = once(server, 'close');
  draining.abort();
  await sleep(graceMs);
  stopping.abort();
  server.close();
  // Whoever was answered last keeps its connection, and would ask again on it.
  const closing = setInterval(() => server.closeIdleConnections(), closeIdleMs);
  let isInTime = true;
  const force = setTimeout(() => {
    isInTime = false;
    server.closeAllConnections();
  }, callsMsMax);
  await closed;
  clearInterval(closing);
  clearTimeout(force);
  return isInTime;
}
