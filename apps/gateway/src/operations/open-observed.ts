import { recordShapes } from '@rollcall/db';
import { type Budget, createShapeMemory, createShapeObserver, type Session } from '@rollcall/provider-kit';
import { openSession, providerNamed } from '@rollcall/provider-registry';
import type { Connection } from '@rollcall/schema';
import type { CallerContext } from '../trpc.ts';

/** What this process has told of whose answers. */
const memory = createShapeMemory();

interface Access {
  readonly credential: Readonly<Record<string, unknown>>;
  readonly budget: Budget;
}

/**
 * Opens a connection, and keeps what its answers look like, as far as that is news, when the session is closed. What its
 * caller is answered is not lost to that. Throws as `openSession` does.
 */
export function openObserved(ctx: CallerContext, connection: Connection, access: Access): Session {
  const { document } = providerNamed(connection.provider);
  const shapes = createShapeObserver(document);
  const session = openSession(connection, { ...access, shapes });
  return {
    ...session,
    async close() {
      await session.close();
      const worth = memory.worthTelling(connection.id, shapes.take(), performance.now());
      if (worth.length === 0) return;
      const of = { connectionId: connection.id, documentVersion: document.info.version };
      try {
        await ctx.inWorkspace((tx) => recordShapes(tx, of, worth));
      } catch (error) {
        ctx.gateway.log.error({ err: error }, 'could not keep what an answer looked like');
      }
    },
  };
}
