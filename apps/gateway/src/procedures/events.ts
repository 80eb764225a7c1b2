import { connectionNamed, freshnessOf, listEvents } from '@rollcall/db';
import { EventId, EventType, Severity } from '@rollcall/schema';
import { z } from 'zod';
import { positionOf } from '../cursor.ts';
import { pageInput, pageOf } from '../page.ts';
import { procedureFor, router } from '../trpc.ts';

/** The audit log, newest first. */
export const events = router({
  list: procedureFor({ scope: 'audit:read', cost: 'page', audit: 'none' })
    .input(
      z.strictObject({
        type: EventType.optional(),
        /** Only events that matter at least so much. */
        severity: Severity.optional(),
        connection: z.string().optional(),
        ...pageInput,
      }),
    )
    .query(({ ctx, input }) => {
      const { cursor, limit, ...filter } = input;
      const before = cursor === undefined ? undefined : positionOf(cursor, filter, EventId);
      return ctx.inWorkspace(async (tx) => {
        const connectionId =
          input.connection === undefined ? undefined : (await connectionNamed(tx, input.connection)).id;
        const { type, severity } = input;
        const rows = await listEvents(tx, { type, severity, connectionId, before, limit: limit + 1 });
        const page = pageOf(rows, { limit, filter, position: (event) => event.id });
        return { data: page.data, ...(await freshnessOf(tx, { connectionId })), nextCursor: page.nextCursor };
      });
    }),
});
