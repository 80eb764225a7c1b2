import {
  assertCircuitClosed,
  connectionNamed,
  freshnessOf,
  listConnections,
  listRuns,
  requestRun,
  runsById,
  type Tx,
} from '@rollcall/db';
import {
  type Connection,
  Kind,
  type RequestedRun,
  RollcallError,
  RunId,
  type SkippedConnection,
} from '@rollcall/schema';
import { z } from 'zod';
import { positionOf } from '../cursor.ts';
import { pageInput, pageOf } from '../page.ts';
import { procedureFor, router } from '../trpc.ts';
import { assertKind } from './kinds.ts';
import { watch } from './watch.ts';

/** Connections that one request may sync. */
const connectionsMax = 1_000;

/** Asking for runs and following them. */
export const sync = router({
  request: procedureFor({
    scope: 'connections:admin',
    cost: 'change',
    audit: 'change',
    rest: 'POST /sync',
    summary: 'Asks for runs.',
  })
    .input(
      z.strictObject({
        connections: z
          .array(z.string())
          .max(connectionsMax)
          .nullable()
          .describe('Null for every active connection; those whose circuit is open are left out, and said to be.'),
        kinds: z.array(Kind).nullable().default(null),
        plan: z.boolean().default(false),
        full: z
          .boolean()
          .default(false)
          .describe('Lists everything in full, also where the newest part of it would do.'),
      }),
    )
    .mutation(({ ctx, input }) =>
      ctx.inWorkspace(async (tx) => {
        const data: RequestedRun[] = [];
        const { connections, skipped } = await wanted(tx, input.connections);
        for (const connection of connections) {
          for (const kind of input.kinds ?? []) assertKind(kind, connection.provider);
          const runId = await requestRun(tx, ctx.gateway.queue, {
            connection,
            trigger: 'caller',
            plan: input.plan,
            full: input.full,
            kinds: input.kinds,
            actor: ctx.caller.actor,
          });
          data.push({ connection: connection.name, runId });
        }
        return { data, skipped };
      }),
    ),

  /** The runs of these ids, as far as they are this workspace's. */
  get: procedureFor({
    scope: 'inventory:read',
    cost: 'read',
    audit: 'none',
    rest: 'GET /sync',
    summary: 'Shows the runs of these ids.',
  })
    .input(z.strictObject({ runIds: z.array(RunId).max(connectionsMax) }))
    .query(({ ctx, input }) => ctx.inWorkspace(async (tx) => ({ data: [...(await runsById(tx, input.runIds))] }))),
});

/** Past runs, and present ones. */
export const runs = router({
  watch,
  list: procedureFor({
    scope: 'inventory:read',
    cost: 'page',
    audit: 'none',
    rest: 'GET /runs',
    summary: 'Lists the runs, newest first.',
  })
    .input(z.strictObject({ connection: z.string().optional(), ...pageInput }))
    .query(({ ctx, input }) => {
      const { cursor, limit, ...filter } = input;
      const before = cursor === undefined ? undefined : positionOf(cursor, filter, RunId);
      return ctx.inWorkspace(async (tx) => {
        const connectionId =
          input.connection === undefined ? undefined : (await connectionNamed(tx, input.connection)).id;
        const rows = await listRuns(tx, { connectionId, before, limit: limit + 1 });
        const page = pageOf(rows, { limit, filter, position: (run) => run.runId });
        return { data: page.data, ...(await freshnessOf(tx, { connectionId })), nextCursor: page.nextCursor };
      });
    }),
});

async function wanted(
  tx: Tx,
  names: readonly string[] | null,
): Promise<{ connections: readonly Connection[]; skipped: SkippedConnection[] }> {
  if (names === null) {
    const active = (await listConnections(tx)).filter(({ state }) => state === 'active');
    const skipped = active.flatMap(({ name, circuit }) =>
      circuit === null ? [] : [{ connection: name, code: 'circuit_open', ...circuit } as const],
    );
    return { connections: active.filter(({ circuit }) => circuit === null), skipped };
  }
  const connections: Connection[] = [];
  for (const name of new Set(names)) connections.push(await connectionNamed(tx, name));
  const idle = connections.find(({ state }) => state !== 'active');
  if (idle !== undefined) {
    throw new RollcallError(
      'connection_not_active',
      `The connection "${idle.name}" is ${idle.state}: "connections resume ${idle.name}" wakes it.`,
    );
  }
  for (const connection of connections) assertCircuitClosed(connection);
  return { connections, skipped: [] };
}
