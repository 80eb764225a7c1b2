import {
  connectionNamed,
  findResource,
  freshnessOf,
  listResources,
  type ResourcePosition,
  resourceHistory,
  type Tx,
} from '@rollcall/db';
import { type Connection, Kind, Presence, RollcallError } from '@rollcall/schema';
import { z } from 'zod';
import { positionOf } from '../cursor.ts';
import { pageInput, pageOf } from '../page.ts';
import { procedureFor, router } from '../trpc.ts';
import { assertKind } from './kinds.ts';

const Position = z.object({ kind: z.string(), name: z.string(), connectionId: z.uuid(), externalId: z.string() });

const one = z.object({ connection: z.string(), kind: Kind, externalId: z.string().max(1_000) });

/** Reads of the inventory. Each answers with how old and how complete it is. */
export const resources = router({
  list: procedureFor('inventory:read')
    .input(
      z.object({
        connection: z.string().optional(),
        kind: Kind.optional(),
        /** Left out: everything that is not gone. */
        presence: Presence.or(z.literal('any')).optional(),
        /** The beginning of a name. */
        name: z.string().min(1).max(320).optional(),
        ...pageInput,
      }),
    )
    .query(async ({ ctx, input }) => {
      const { cursor, limit, ...filter } = input;
      const after: ResourcePosition | undefined =
        cursor === undefined ? undefined : positionOf(cursor, filter, Position);
      return ctx.inWorkspace(async (tx) => {
        const connection = await connectionOf(tx, input.connection);
        if (input.kind !== undefined) assertKind(input.kind, connection?.provider);
        const scope = { connectionId: connection?.id, kind: input.kind };
        const rows = await listResources(tx, {
          ...scope,
          presence: input.presence,
          namePrefix: input.name,
          after,
          limit: limit + 1,
        });
        const page = pageOf(rows, { limit, filter, position: (row) => row.position });
        return {
          data: page.data.map((row) => row.resource),
          ...(await freshnessOf(tx, scope)),
          nextCursor: page.nextCursor,
        };
      });
    }),

  get: procedureFor('inventory:read')
    .input(one)
    .query(({ ctx, input }) =>
      ctx.inWorkspace(async (tx) => {
        const connectionId = (await connectionNamed(tx, input.connection)).id;
        const resource = await findResource(tx, { ...input, connectionId });
        if (resource === undefined) throw notFound(input);
        return { data: resource, ...(await freshnessOf(tx, { connectionId, kind: input.kind })) };
      }),
    ),

  history: procedureFor('inventory:read')
    .input(one)
    .query(({ ctx, input }) =>
      ctx.inWorkspace(async (tx) => {
        const connectionId = (await connectionNamed(tx, input.connection)).id;
        const versions = await resourceHistory(tx, { ...input, connectionId });
        if (versions.length === 0) throw notFound(input);
        return {
          data: [...versions],
          ...(await freshnessOf(tx, { connectionId, kind: input.kind })),
          nextCursor: null,
        };
      }),
    ),
});

async function connectionOf(tx: Tx, name: string | undefined): Promise<Connection | undefined> {
  return name === undefined ? undefined : connectionNamed(tx, name);
}

function notFound({ connection, kind, externalId }: z.infer<typeof one>): RollcallError {
  return new RollcallError(
    'not_found',
    `The ledger has no ${kind} ${externalId} of ${connection}: "resources --connection ${connection} --kind ${kind}" lists those it has.`,
  );
}
