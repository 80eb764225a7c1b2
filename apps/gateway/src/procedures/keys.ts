import {
  cancelBulksOfKey,
  connectionNamed,
  createApiKey,
  keyById,
  listApiKeys,
  revokeApiKey,
  rotateApiKey,
  type Tx,
  updateApiKey,
} from '@rollcall/db';
import {
  type ApiKey,
  ApiKeyId,
  type ConnectionId,
  GrantedScope,
  keyDaysDefault,
  keyDaysMax,
  overlapHoursDefault,
  overlapHoursMax,
  RollcallError,
  unitsPerMinuteDefault,
  unitsPerMinuteMax,
  unitsPerMinuteMin,
} from '@rollcall/schema';
import { z } from 'zod';
import { Network } from '../keys/networks.ts';
import { kindOfScope } from '../keys/scopes.ts';
import { assertWithin } from '../keys/within.ts';
import { type CallerContext, procedureFor, router } from '../trpc.ts';
import { assertKind } from './kinds.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const Name = z.string().min(1).max(100);
const Networks = z.array(Network).max(100);
const UnitsPerMinute = z.int().min(unitsPerMinuteMin).max(unitsPerMinuteMax);
const ExpiresAt = z.iso.datetime({ offset: true });

/** The gateway's own API keys. */
export const keys = router({
  /**
   * The token is in this answer and nowhere else. Nobody gives what they do not have: what is left out is as far as the
   * caller's own key reaches, but for a rate of the default at the most.
   */
  create: procedureFor({
    scope: 'keys:admin',
    cost: 'change',
    audit: 'change',
    rest: 'POST /keys',
    summary: 'Makes a key; its token is in this answer and nowhere else.',
  })
    .input(
      z.strictObject({
        name: Name,
        scopes: z.array(GrantedScope).min(1),
        connections: z
          .array(z.string())
          .min(1)
          .max(1_000)
          .optional()
          .describe('The names of the only connections that are to exist for it.'),
        networks: Networks.optional(),
        unitsPerMinute: UnitsPerMinute.optional(),
        expiresAt: ExpiresAt.optional(),
      }),
    )
    .mutation(({ ctx, input }) => {
      const { caller, gateway } = ctx;
      const { name, networks = caller.networks } = input;
      const { unitsPerMinute = Math.min(unitsPerMinuteDefault, caller.unitsPerMinute) } = input;
      const scopes = [...new Set(input.scopes)];
      assertKinds(scopes);
      assertWithin(caller, { scopes, networks, unitsPerMinute });
      const expiresAt = endOf(input.expiresAt);
      return ctx.inWorkspace(async (tx) => {
        const connections = await connectionsOf(tx, input.connections ?? null, caller);
        const limits = { connections, networks, unitsPerMinute, expiresAt };
        return createApiKey(tx, { name, scopes, ...limits, actor: caller.actor, pepper: gateway.pepper });
      });
    }),

  list: procedureFor({
    scope: 'keys:admin',
    cost: 'page',
    audit: 'none',
    rest: 'GET /keys',
    summary: 'Lists the keys.',
  }).query(({ ctx }) => ctx.inWorkspace(async (tx) => ({ data: [...(await listApiKeys(tx))], nextCursor: null }))),

  /** Changes how a key is called and how far it is limited. What it may do never changes: that is another key. */
  update: procedureFor({
    scope: 'keys:admin',
    cost: 'change',
    audit: 'change',
    rest: 'PATCH /keys/{id}',
    summary: 'Changes what a key is called, from where it works, and its rate.',
  })
    .input(
      z.strictObject({
        id: ApiKeyId,
        name: Name.optional(),
        networks: Networks.optional(),
        unitsPerMinute: UnitsPerMinute.optional(),
      }),
    )
    .mutation(async ({ ctx, input: { id, ...change } }) => {
      const { caller } = ctx;
      const data = await ctx.inWorkspace(async (tx) => {
        const before = await keyNamed(tx, id);
        const { networks = before.networks, unitsPerMinute = before.unitsPerMinute } = change;
        assertWithin(caller, { scopes: before.scopes, networks, unitsPerMinute });
        return updateApiKey(tx, before, { ...change, actor: caller.actor });
      });
      ctx.forgetCallers();
      return { data };
    }),

  /**
   * Makes a key's successor, which may do the same and is limited alike. Its token is in this answer and nowhere else; the
   * key works beside it for `overlapHours`, so that nobody is cut off who has not switched over yet.
   */
  rotate: procedureFor({
    scope: 'keys:admin',
    cost: 'change',
    audit: 'change',
    rest: 'POST /keys/{id}/rotate',
    summary: 'Makes the successor of a key; both work for a while.',
  })
    .input(
      z.strictObject({
        id: ApiKeyId,
        overlapHours: z.number().min(0).max(overlapHoursMax).default(overlapHoursDefault),
        expiresAt: ExpiresAt.optional(),
      }),
    )
    .mutation(async ({ ctx, input: { id, overlapHours, ...input } }) => {
      const { caller, gateway } = ctx;
      const expiresAt = endOf(input.expiresAt);
      const graceUntil = new Date(Date.now() + overlapHours * hourMs);
      const made = await ctx.inWorkspace(async (tx) => {
        const before = await keyNamed(tx, id);
        assertWithin(caller, before);
        const rotation = { graceUntil, expiresAt, actor: caller.actor, pepper: gateway.pepper };
        const { token, key } = await rotateApiKey(tx, before, rotation);
        return { token, key, replaced: await keyNamed(tx, id) };
      });
      ctx.forgetCallers();
      return made;
    }),

  revoke: procedureFor({
    scope: 'keys:admin',
    cost: 'change',
    audit: 'change',
    rest: 'DELETE /keys/{id}',
    summary: 'Revokes a key.',
  })
    .input(z.strictObject({ id: ApiKeyId }))
    .mutation(async ({ ctx, input }) => {
      const { actor } = ctx.caller;
      const key = await ctx.inWorkspace(async (tx) => {
        const revoked = await revokeApiKey(tx, input.id, actor);
        await cancelBulksOfKey(tx, input.id, actor);
        return revoked;
      });
      if (key === undefined) throw noKey(input.id);
      ctx.forgetCallers();
      return { data: key };
    }),
});

async function keyNamed(tx: Tx, id: ApiKeyId): Promise<ApiKey> {
  const key = await keyById(tx, id);
  if (key === undefined) throw noKey(id);
  return key;
}

function noKey(id: ApiKeyId): RollcallError {
  return new RollcallError('not_found', `There is no key ${id}: "keys list" shows those there are.`);
}

/** The ids of these connections, which must exist for the caller; the caller's own where none is named. */
async function connectionsOf(
  tx: Tx,
  names: readonly string[] | null,
  { connections }: CallerContext['caller'],
): Promise<readonly ConnectionId[] | null> {
  if (names === null) return connections;
  const ids: ConnectionId[] = [];
  for (const name of names) ids.push((await connectionNamed(tx, name)).id);
  return ids;
}

/** A misspelt kind would make a key that may do nothing. */
function assertKinds(scopes: readonly GrantedScope[]): void {
  for (const scope of scopes) {
    const kind = kindOfScope(scope);
    if (kind !== undefined) assertKind(kind, undefined);
  }
}

/** Every key that is made here ends. */
function endOf(expiresAt: string | undefined): Date {
  const [now, end] = [Date.now(), expiresAt === undefined ? undefined : Date.parse(expiresAt)];
  if (end === undefined) return new Date(now + keyDaysDefault * dayMs);
  if (end > now && end <= now + keyDaysMax * dayMs) return new Date(end);
  const message = `must lie ahead, and ${keyDaysMax} days at the most`;
  throw new RollcallError('invalid_input', `The input is not valid: expiresAt: ${message}.`, {
    details: { issues: [{ path: 'expiresAt', message }] },
  });
}
