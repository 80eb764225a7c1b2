import { connectionNamed, freshnessOf, listScopes, scopeAges, type Tx } from '@rollcall/db';
import { type ConnectionId, Kind, resourcePageMax } from '@rollcall/schema';
import { z } from 'zod';
import { positionOf } from '../cursor.ts';
import { pageInput, pageOf } from '../page.ts';
import { procedureFor } from '../trpc.ts';
import { assertKind, parentKinds } from './kinds.ts';

const Position = z.tuple([z.uuid(), z.string(), z.string()]);

const filters = { connection: z.string().optional(), kind: Kind.optional() };

/** Each scope by itself: how old what the ledger says of it is, and when it is listed next. */
export const scopes = procedureFor({
  scope: 'inventory:read',
  cost: 'page',
  audit: 'none',
  rest: 'GET /resources/scopes',
  summary: 'Lists the scopes: how old what is known of each is, and when it is listed next.',
})
  .input(z.strictObject({ ...filters, ...pageInput }))
  .query(({ ctx, input }) => {
    const { cursor, limit, ...filter } = input;
    const after = cursor === undefined ? undefined : positionOf(cursor, filter, Position);
    return ctx.inWorkspace(async (tx) => {
      const question = await questionOf(tx, filter);
      const rows = await listScopes(tx, { ...question, after, limit: limit + 1, parentKinds });
      const page = pageOf(rows, { limit, filter, position: ({ position }) => position });
      const data = page.data.map(({ scope }) => scope);
      return { data, ...(await freshnessOf(tx, question)), nextCursor: page.nextCursor };
    });
  });

/** Each kind of each connection, the oldest first, and how many were left out: what a list of resources stands on. */
export const ages = procedureFor({
  scope: 'inventory:read',
  cost: 'page',
  audit: 'none',
  rest: 'GET /resources/ages',
  summary: 'Says how old the listings are, by connection and kind, the oldest first.',
})
  .input(z.strictObject({ ...filters, limit: z.int().min(1).max(resourcePageMax).default(resourcePageMax) }))
  .query(({ ctx, input }) => {
    const { limit, ...filter } = input;
    return ctx.inWorkspace(async (tx) => {
      const { data, more } = await scopeAges(tx, { ...(await questionOf(tx, filter)), limit });
      return { data: [...data], more };
    });
  });

/** Throws `connection_not_found` or `unknown_kind`. */
async function questionOf(
  tx: Tx,
  { connection: name, kind }: { connection?: string | undefined; kind?: string | undefined },
): Promise<{ connectionId: ConnectionId | undefined; kind: string | undefined }> {
  const connection = name === undefined ? undefined : await connectionNamed(tx, name);
  if (kind !== undefined) assertKind(kind, connection?.provider);
  return { connectionId: connection?.id, kind };
}
