import {
  assertKept,
  connectionNamed,
  countResources,
  freshnessOf,
  JsonText,
  keptFrom,
  pastFreshness,
  readResource,
  readResources,
  resourceHistory,
} from '@rollcall/db';
import { type Freshness, Kind, Presence, type Resource, RollcallError, type UsedResource } from '@rollcall/schema';
import { z } from 'zod';
import { cursorOf, positionOf } from '../cursor.ts';
import { momentInput, momentOf } from '../moment.ts';
import { pageInput } from '../page.ts';
import { procedureFor, router } from '../trpc.ts';
import { explainResource } from './explain.ts';
import { assertKind } from './kinds.ts';
import { countPast, getPast, listPast, scopesOf } from './past.ts';
import { ages, scopes } from './scopes.ts';
import { toldUse } from './told-use.ts';

const Position = z.tuple([z.string(), z.string(), z.uuid(), z.string()]);

const one = z.strictObject({ connection: z.string(), kind: Kind, externalId: z.string().max(1_000), ...momentInput });

/**
 * Reads of the inventory. Each answers with how old and how complete it is; those that take `asOf` and `knownAt` also answer
 * of the past, by other queries than of the present.
 */
export const resources = router({
  ages,
  explain: explainResource,
  scopes,

  list: procedureFor({
    scope: 'inventory:read',
    cost: 'page',
    audit: 'none',
    rest: 'GET /resources',
    summary: 'Lists the resources.',
  })
    .input(
      z.strictObject({
        connection: z.string().optional(),
        kind: Kind.optional(),
        presence: Presence.or(z.literal('any')).optional().describe('Left out: everything that is not gone.'),
        name: z.string().min(1).max(320).optional().describe('The beginning of a name.'),
        ...momentInput,
        ...pageInput,
      }),
    )
    .query(async ({ ctx, input }) => {
      const moment = momentOf(input, new Date());
      if (moment !== undefined) return ctx.inWorkspace((tx) => listPast(tx, input, moment));
      const { cursor, limit, ...filter } = input;
      const after = cursor === undefined ? undefined : positionOf(cursor, filter, Position);
      if (input.kind !== undefined) assertKind(input.kind, undefined);
      const { connection, kind, presence, name } = input;
      const page = await readResources(ctx.gateway.db, ctx.caller.workspaceId, {
        ...{ connection, kind, presence, namePrefix: name, after, limit },
      });
      if (connection !== undefined && page.provider === null) throw noConnection(connection);
      if (kind !== undefined && page.provider !== null) assertKind(kind, page.provider);
      const nextCursor = page.last === null ? null : cursorOf(filter, page.last);
      return answered<{ data: Resource[]; nextCursor: string | null }>(
        page,
        `,"nextCursor":${JSON.stringify(nextCursor)}`,
      );
    }),

  get: procedureFor({
    scope: 'inventory:read',
    cost: 'read',
    audit: 'none',
    rest: 'GET /resources/{connection}/{kind}/{externalId}',
    summary: 'Shows a resource.',
  })
    .input(one)
    .query(async ({ ctx, input }) => {
      const moment = momentOf(input, new Date());
      if (moment !== undefined) {
        const past = await ctx.inWorkspace((tx) => getPast(tx, input, moment));
        if (past === undefined) throw notFound(input);
        return past;
      }
      const { connection, kind, externalId } = input;
      const one = { connection, kind, externalId, told: toldUse(kind) };
      const found = await readResource(ctx.gateway.db, ctx.caller.workspaceId, one);
      if (found.provider === null) throw noConnection(input.connection);
      const { data, freshness } = found;
      if (data === null) throw notFound(input);
      return answered<{ data: UsedResource }>({ data, freshness });
    }),

  history: procedureFor({
    scope: 'inventory:read',
    cost: 'page',
    audit: 'none',
    rest: 'GET /resources/{connection}/{kind}/{externalId}/history',
    summary: 'Lists the versions of a resource, oldest first.',
  })
    .input(one)
    .query(({ ctx, input }) =>
      ctx.inWorkspace(async (tx) => {
        const connectionId = (await connectionNamed(tx, input.connection)).id;
        const moment = momentOf(input, new Date());
        const versions = await resourceHistory(tx, { ...input, connectionId }, moment);
        if (moment !== undefined) await assertKept(tx, moment);
        if (versions.length === 0) throw notFound(input);
        const scopes = { connectionId, kind: input.kind };
        const freshness = await (moment === undefined ? freshnessOf(tx, scopes) : pastFreshness(tx, scopes, moment));
        const { versionsFrom } = await keptFrom(tx);
        return {
          data: [...versions],
          ...freshness,
          /** What was superseded before is not kept; null where everything is. */
          keptFrom: versionsFrom?.toISOString() ?? null,
          nextCursor: null,
        };
      }),
    ),

  counts: procedureFor({
    scope: 'inventory:read',
    cost: 'page',
    audit: 'none',
    rest: 'GET /resources/counts',
    summary: 'Counts the resources by connection, kind and presence.',
  })
    .input(z.strictObject({ connection: z.string().optional(), kind: Kind.optional(), ...momentInput }))
    .query(({ ctx, input }) =>
      ctx.inWorkspace(async (tx) => {
        const moment = momentOf(input, new Date());
        if (moment !== undefined) return countPast(tx, input, moment);
        const scopes = await scopesOf(tx, input);
        const data = await countResources(tx, scopes);
        return { data: [...data], ...(await freshnessOf(tx, scopes)), nextCursor: null };
      }),
    ),
});

/** Joins what PostgreSQL wrote into one answer, without parsing it. */
function answered<T>({ data, freshness }: { data: string; freshness: string }, more = ''): T & Freshness {
  const text = `{"data":${data},${freshness.slice(1, -1)}${more}}`;
  // Serialised, the text is exactly this; in memory nobody looks into it.
  return new JsonText(text) as unknown as T & Freshness;
}

function noConnection(name: string): RollcallError {
  return new RollcallError(
    'connection_not_found',
    `There is no connection named "${name}": "connections list" shows those there are.`,
  );
}

function notFound({ connection, kind, externalId, asOf, knownAt }: z.infer<typeof one>): RollcallError {
  const then = [
    ...(asOf === undefined ? [] : [` --as-of ${asOf}`]),
    ...(knownAt === undefined ? [] : [` --known-at ${knownAt}`]),
  ].join('');
  return new RollcallError(
    'not_found',
    `The ledger ${then === '' ? 'has' : 'had'} no ${kind} ${externalId} of ${connection}: "resources --connection ${connection} --kind ${kind}${then}" lists those it ${then === '' ? 'has' : 'had'}.`,
  );
}
