import {
  addConnection,
  appendEvent,
  chargeRequests,
  closeCircuit,
  connectionNamed,
  connectionWithCredential,
  forgetRefusals,
  freshnessOf,
  listConnections,
  newConnectionId,
  openAddressBudget,
  openBudget,
  openCredential,
  putCredential,
  sealCredential,
  setConnectionState,
  updateConnection,
} from '@rollcall/db';
import { budgetTermsOf } from '@rollcall/provider-kit';
import { openSession, providerNamed } from '@rollcall/provider-registry';
import { type Connection, RollcallError, type ScheduledConnection } from '@rollcall/schema';
import { z } from 'zod';
import {
  type Account,
  accountOf,
  assertCredentialStays,
  assertShape,
  baseUrlOf,
  identified,
} from '../connections/check.ts';
import { AddInput, UpdateInput } from '../connections/input.ts';
import { changedRates } from '../connections/rates.ts';
import { changedOverrides, dueTimes, scheduled } from '../connections/schedules.ts';
import { answerOf } from '../operations/provider-failure.ts';
import { type CallerContext, procedureFor, router } from '../trpc.ts';

const named = z.strictObject({ name: z.string() });

/** The workspace's accounts at providers. */
export const connections = router({
  /** Stores nothing unless the credential opened an account, or `verify` is false. */
  add: procedureFor({
    scope: 'connections:admin',
    cost: 'call',
    audit: 'change',
    reach: 'workspace',
    rest: 'POST /connections',
    summary: 'Adds a connection to an account at a provider.',
  })
    .input(AddInput)
    .mutation(async ({ ctx, input }) => {
      const provider = providerNamed(input.provider);
      const { credential, verify, ...given } = input;
      const overrides = changedOverrides({ schedule: null, schedules: {} }, given, provider.name);
      const rates = changedRates({}, given.rates, provider.name);
      const stored = { ...given, rates, baseUrl: baseUrlOf(input.baseUrl ?? provider.baseUrl) };
      await assertShape(stored, credential);
      // Nobody's rate is known yet; what the provider caps for our address counts all the same.
      const terms = budgetTermsOf(provider, stored);
      const budget = openAddressBudget(ctx.gateway.db, terms);
      const account = verify ? await accountOf(stored, { credential, budget }, { areSettingsNew: true }) : null;
      const id = newConnectionId();
      const owner = { workspaceId: ctx.caller.workspaceId, connectionId: id };
      const sealed = await sealCredential(credential, { ring: ctx.gateway.ring, owner });
      const { next: nextDueAt } = dueTimes({ id, provider: provider.name, dueAt: {} }, overrides);
      return ctx.inWorkspace(async (tx) => {
        await addConnection(tx, { ...stored, ...sealed, id, account, nextDueAt }, ctx.caller.actor);
        await chargeRequests(tx, id, { terms, spent: budget.spent });
        return { data: scheduled(await connectionNamed(tx, input.name)) };
      });
    }),

  list: procedureFor({
    scope: 'inventory:read',
    cost: 'page',
    audit: 'none',
    rest: 'GET /connections',
    summary: 'Lists the connections.',
  }).query(({ ctx }) =>
    ctx.inWorkspace(async (tx) => ({
      data: (await listConnections(tx)).map(scheduled),
      ...(await freshnessOf(tx, {})),
      nextCursor: null,
    })),
  ),

  /** Asks the provider, now, whose account the stored credential opens. A circuit that is open closes when it does. */
  test: procedureFor({
    scope: 'connections:admin',
    cost: 'call',
    audit: 'change',
    rest: 'POST /connections/{name}/test',
    summary: 'Asks the provider whose account the stored credential opens.',
  })
    .input(named)
    .mutation(async ({ ctx, input }) => {
      const { connection, credential } = await opened(ctx, input.name);
      const session = openSession(connection, { credential, budget: budgetFor(ctx, connection) });
      const account = await identified(session, connection);
      assertSameAccount(connection, account);
      await ctx.inWorkspace((tx) => closeCircuit(tx, connection, ctx.caller.actor));
      return { data: { connection: connection.name, account } };
    }),

  /** Changes settings, the credential, or both. A new credential must open the same account; another host takes one. */
  update: procedureFor({
    scope: 'connections:admin',
    cost: 'call',
    audit: 'change',
    rest: 'PATCH /connections/{name}',
    summary: 'Changes the settings of a connection, its credential, or both.',
  })
    .input(UpdateInput)
    .mutation(({ ctx, input }) => update(ctx, input)),

  pause: procedureFor({
    scope: 'connections:admin',
    cost: 'change',
    audit: 'change',
    rest: 'POST /connections/{name}/pause',
    summary: 'Pauses a connection: nothing is listed or written.',
  })
    .input(named)
    .mutation(({ ctx, input }) => become(ctx, input.name, 'paused')),

  resume: procedureFor({
    scope: 'connections:admin',
    cost: 'change',
    audit: 'change',
    rest: 'POST /connections/{name}/resume',
    summary: 'Has a paused connection go on.',
  })
    .input(named)
    .mutation(({ ctx, input }) => become(ctx, input.name, 'active')),

  /** Destroys the credential and stops syncing; what the ledger knows stays. */
  remove: procedureFor({
    scope: 'connections:admin',
    cost: 'change',
    audit: 'change',
    rest: 'DELETE /connections/{name}',
    summary: 'Removes a connection with its credential; what the ledger knows stays.',
  })
    .input(named)
    .mutation(({ ctx, input }) => become(ctx, input.name, 'removed')),
});

async function update(ctx: CallerContext, input: UpdateInput): Promise<{ data: ScheduledConnection }> {
  const { connection, sealed: sealedBefore } = await withCredential(ctx, input.name);
  if (input.provider !== undefined && input.provider !== connection.provider) {
    throw new RollcallError(
      'bad_request',
      `"${connection.name}" is a connection to ${connection.provider}: name that provider, or none.`,
    );
  }
  const overrides = changedOverrides(connection, input, connection.provider);
  const rates = changedRates(connection.rates, input.rates, connection.provider);
  const baseUrl = baseUrlOf(input.baseUrl ?? connection.baseUrl);
  if (input.credential === undefined) assertCredentialStays(connection.baseUrl, baseUrl);
  const config = input.config ?? connection.config;
  const stored = { provider: connection.provider, baseUrl, config };
  const owner = { workspaceId: ctx.caller.workspaceId, connectionId: connection.id };
  // A new credential is the way out when the one before cannot be opened any more, which is then left closed.
  const credential = input.credential ?? (await openCredential(sealedBefore, { ring: ctx.gateway.ring, owner }));
  await assertShape(stored, credential);
  const budget = budgetFor(ctx, { ...connection, baseUrl, rates });
  const areSettingsNew = input.config !== undefined;
  const account = input.verify ? await accountOf(stored, { credential, budget }, { areSettingsNew }) : null;
  assertSameAccount(connection, account);
  const sealed = input.credential && (await sealCredential(input.credential, { ring: ctx.gateway.ring, owner }));
  // Through another door, what was listed before is as though it never was: all of it is due with what is due next.
  const sameAccess = [input.baseUrl, input.config, input.credential].every((given) => given === undefined);
  const due = dueTimes({ ...connection, ...(sameAccess ? {} : { dueAt: {} }) }, overrides);
  const { actor } = ctx.caller;
  return ctx.inWorkspace(async (tx) => {
    // What was not given may have been changed by somebody else while the provider was asked.
    const change = {
      ...(input.baseUrl === undefined ? {} : { baseUrl }),
      ...(input.config === undefined ? {} : { config }),
      ...(input.rates === undefined ? {} : { rates }),
      ...(input.schedule === undefined && input.schedules === undefined ? {} : overrides),
      ...(account === null ? {} : { account }),
      due,
    };
    await updateConnection(tx, connection.id, change, actor);
    if (sealed !== undefined) {
      await putCredential(tx, { id: connection.id, ...sealed });
      const subject = { kind: 'credential', externalId: connection.id, name: connection.name };
      await appendEvent(tx, { type: 'credential.replaced', actor, connectionId: connection.id, subject });
    }
    // What was not tried opens nothing; it begins with a count of its own.
    if (input.verify) await closeCircuit(tx, connection, actor);
    else if (sealed !== undefined) await forgetRefusals(tx, connection);
    return { data: scheduled(await connectionNamed(tx, connection.name)) };
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
    const nextDueAt = state === 'active' ? dueTimes({ ...connection, dueAt: {} }, connection).next : null;
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

function budgetFor(
  ctx: CallerContext,
  { id, provider, ...sending }: Pick<Connection, 'id' | 'provider' | 'baseUrl' | 'rates'>,
) {
  const owner = { workspaceId: ctx.caller.workspaceId, connectionId: id };
  const terms = budgetTermsOf(providerNamed(provider), sending);
  return openBudget(ctx.gateway.db, owner, { ...terms, priority: 'caller' });
}

async function withCredential(ctx: CallerContext, name: string): Promise<{ connection: Connection; sealed: string }> {
  const found = await ctx.inWorkspace(async (tx) => connectionWithCredential(tx, (await connectionNamed(tx, name)).id));
  if (found === undefined) throw new RollcallError('connection_not_found', `The connection "${name}" was removed.`);
  return found;
}

function assertSameAccount(connection: Connection, account: Account | null): void {
  if (connection.account === null || account === null || connection.account.id === account.id) return;
  throw new RollcallError(
    'provider_refused',
    `account_changed: the credential opens account ${account.id}, and "${connection.name}" is for ${connection.account.id}: give its own credential, or add another connection.`,
    { details: { provider: answerOf({ kind: 'account_changed', providerCode: null, details: {} }) } },
  );
}
