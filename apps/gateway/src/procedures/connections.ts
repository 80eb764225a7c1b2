import {
  addConnection,
  appendEvent,
  connectionNamed,
  connectionWithCredential,
  freshnessOf,
  listConnections,
  newConnectionId,
  openBudget,
  openCredential,
  putCredential,
  sealCredential,
  setConnectionState,
  updateConnection,
} from '@rollcall/db';
import { assertSchedule, nextDue } from '@rollcall/ledger';
import { openSession, providerNamed } from '@rollcall/provider-registry';
import { type Connection, ConnectionName, RollcallError, scheduleDefault } from '@rollcall/schema';
import { z } from 'zod';
import { type Account, accountOf, assertShape, baseUrlOf, identified } from '../connections/check.ts';
import { type CallerContext, procedureFor, router } from '../trpc.ts';

const Settings = z.record(z.string(), z.unknown());
const named = z.object({ name: z.string() });

/** The workspace's accounts at providers. */
export const connections = router({
  /** Stores nothing unless the credential opened an account, or `verify` is false. */
  add: procedureFor('connections:admin')
    .input(
      z.object({
        name: ConnectionName,
        provider: z.string(),
        baseUrl: z.string().max(2_000).optional(),
        credential: Settings,
        config: Settings.default({}),
        schedule: z.string().max(200).default(scheduleDefault),
        sandbox: z.boolean().default(false),
        verify: z.boolean().default(true),
      }),
    )
    .mutation(async ({ ctx, input }) => {
      const provider = providerNamed(input.provider);
      assertSchedule(input.schedule);
      const { credential, verify, ...given } = input;
      const stored = { ...given, baseUrl: baseUrlOf(input.baseUrl ?? provider.baseUrl) };
      await assertShape(stored, credential);
      const account = verify ? await accountOf(stored, credential) : null;
      const id = newConnectionId();
      const owner = { workspaceId: ctx.caller.workspaceId, connectionId: id };
      const sealed = await sealCredential(credential, { ring: ctx.gateway.ring, owner });
      const nextDueAt = nextDue(stored.schedule, { after: new Date(), spreadKey: id });
      return ctx.inWorkspace(async (tx) => {
        await addConnection(tx, { ...stored, ...sealed, id, account, nextDueAt }, ctx.caller.actor);
        return { data: await connectionNamed(tx, input.name) };
      });
    }),

  list: procedureFor('inventory:read').query(({ ctx }) =>
    ctx.inWorkspace(async (tx) => ({
      data: [...(await listConnections(tx))],
      ...(await freshnessOf(tx, {})),
      nextCursor: null,
    })),
  ),

  /** Asks the provider, now, whose account the stored credential opens. */
  test: procedureFor('connections:admin')
    .input(named)
    .mutation(async ({ ctx, input }) => {
      const { connection, credential } = await opened(ctx, input.name);
      const owner = { workspaceId: ctx.caller.workspaceId, connectionId: connection.id };
      const budget = openBudget(ctx.gateway.db, owner, providerNamed(connection.provider).buckets);
      const account = await identified(openSession(connection, { credential, budget }));
      assertSameAccount(connection, account);
      return { data: { connection: connection.name, account } };
    }),

  /** Changes settings, the credential, or both. A new credential must open the same account. */
  update: procedureFor('connections:admin')
    .input(
      z.object({
        name: z.string(),
        baseUrl: z.string().max(2_000).optional(),
        config: Settings.optional(),
        schedule: z.string().max(200).optional(),
        credential: Settings.optional(),
        verify: z.boolean().default(true),
      }),
    )
    .mutation(({ ctx, input }) => update(ctx, input)),

  pause: procedureFor('connections:admin')
    .input(named)
    .mutation(({ ctx, input }) => become(ctx, input.name, 'paused')),

  resume: procedureFor('connections:admin')
    .input(named)
    .mutation(({ ctx, input }) => become(ctx, input.name, 'active')),

  /** Destroys the credential and stops syncing; what the ledger knows stays. */
  remove: procedureFor('connections:admin')
    .input(named)
    .mutation(({ ctx, input }) => become(ctx, input.name, 'removed')),
});

interface Update {
  readonly name: string;
  readonly baseUrl?: string | undefined;
  readonly config?: Readonly<Record<string, unknown>> | undefined;
  readonly schedule?: string | undefined;
  readonly credential?: Readonly<Record<string, unknown>> | undefined;
  readonly verify: boolean;
}

async function update(ctx: CallerContext, input: Update): Promise<{ data: Connection }> {
  const { connection, sealed: sealedBefore } = await withCredential(ctx, input.name);
  const schedule = input.schedule ?? connection.schedule;
  assertSchedule(schedule);
  const baseUrl = baseUrlOf(input.baseUrl ?? connection.baseUrl);
  const config = input.config ?? connection.config;
  const stored = { provider: connection.provider, baseUrl, config };
  const owner = { workspaceId: ctx.caller.workspaceId, connectionId: connection.id };
  // A new credential is the way out when the one before cannot be opened any more, which is then left closed.
  const credential = input.credential ?? (await openCredential(sealedBefore, { ring: ctx.gateway.ring, owner }));
  await assertShape(stored, credential);
  const account = input.verify ? await accountOf(stored, credential) : null;
  assertSameAccount(connection, account);
  const sealed = input.credential && (await sealCredential(input.credential, { ring: ctx.gateway.ring, owner }));
  const due =
    connection.state === 'active'
      ? { nextDueAt: nextDue(schedule, { after: new Date(), spreadKey: connection.id }) }
      : {};
  const { actor } = ctx.caller;
  return ctx.inWorkspace(async (tx) => {
    const change = { baseUrl, config, schedule, ...due, ...(account === null ? {} : { account }) };
    await updateConnection(tx, connection.id, change, actor);
    if (sealed !== undefined) {
      await putCredential(tx, { id: connection.id, ...sealed });
      const subject = { kind: 'credential', externalId: connection.id, name: connection.name };
      await appendEvent(tx, { type: 'credential.replaced', actor, connectionId: connection.id, subject });
    }
    return { data: await connectionNamed(tx, connection.name) };
  });
}

async function become(
  ctx: CallerContext,
  name: string,
  state: Connection['state'],
): Promise<{ data: { name: string; state: Connection['state'] } }> {
  await ctx.inWorkspace(async (tx) => {
    const connection = await connectionNamed(tx, name);
    if (connection.state === state) return;
    const nextDueAt =
      state === 'active' ? nextDue(connection.schedule, { after: new Date(), spreadKey: connection.id }) : null;
    await setConnectionState(tx, connection, { state, nextDueAt, actor: ctx.caller.actor });
  });
  return { data: { name, state } };
}

async function opened(
  ctx: CallerContext,
  name: string,
): Promise<{ connection: Connection; credential: Readonly<Record<string, unknown>> }> {
  const { connection, sealed } = await withCredential(ctx, name);
  const owner = { workspaceId: ctx.caller.workspaceId, connectionId: connection.id };
  return { connection, credential: await openCredential(sealed, { ring: ctx.gateway.ring, owner }) };
}

async function withCredential(ctx: CallerContext, name: string): Promise<{ connection: Connection; sealed: string }> {
  const found = await ctx.inWorkspace(async (tx) => connectionWithCredential(tx, (await connectionNamed(tx, name)).id));
  if (found === undefined) throw new RollcallError('connection_not_found', `The connection "${name}" was removed.`);
  return found;
}

function assertSameAccount(connection: Connection, account: Account | null): void {
  if (connection.account === null || account === null || connection.account.id === account.id) return;
  throw new RollcallError(
    'provider_error',
    `account_changed: the credential opens account ${account.id}, and "${connection.name}" is for ${connection.account.id}: give its own credential, or add another connection.`,
    { details: { kind: 'account_changed' } },
  );
}
