import { connectionNamed, operationById, ownedBy } from '@rollcall/db';
import {
  assertPossible,
  type CommonName,
  type CommonOperation,
  commonCall,
  commonOperation,
  listedName,
  type Provider,
  type Target,
} from '@rollcall/provider-kit';
import { providerNamed } from '@rollcall/provider-registry';
import { type CommonPerformed, type Connection, type Expectation, RollcallError } from '@rollcall/schema';
import { assertMayWrite } from '../keys/scopes.ts';
import type { CallerContext } from '../trpc.ts';
import { assertListedSince } from './assert-listed-since.ts';
import { findTarget } from './find-target.ts';
import { kindOf, takenKinds, writtenKinds } from './kinds-written.ts';
import { type CallOptions, perform } from './perform.ts';
import { earlierAnswer } from './replay.ts';

type Input = Readonly<Record<string, unknown>>;

export interface CommonRequest extends CallOptions {
  readonly name: CommonName;
  readonly connection: string;
  /** Parsed by the operation's schema. */
  readonly input: Input;
}

/**
 * Carries out an operation that means the same at every provider: finds in the ledger what it is about, has the provider
 * say which of its documented operations that is, and takes the one path there is for those. Before any request it throws
 * `not_supported` with the provider's reason, `ambiguous_name`, `not_found`, `not_listed_yet` and `invalid_input`.
 */
export async function performCommon(ctx: CallerContext, request: CommonRequest): Promise<CommonPerformed> {
  const { name, input, connection: connectionName, ...options } = request;
  const common = commonOperation(name);
  const next = common.next ?? null;
  const via = { procedure: name, input };
  assertMayWrite(ctx.caller, [kindOf(common, input)]);
  const earlier = await earlierCommon(ctx, request);
  if (earlier !== undefined) return { ...earlier, next };
  const connection = await ctx.inWorkspace((tx) => connectionNamed(tx, connectionName));
  const provider = providerNamed(connection.provider);
  assertPossible(provider, name);
  const kinds = writtenKinds(provider, { common, input });
  assertMayWrite(ctx.caller, kinds);
  const target = await targetOf(ctx, { provider, connection, common, input });
  const { operationId, input: own } = commonCall(provider, { name, input, target });
  const spec = provider.operations[operationId];
  if (spec === undefined) throw new Error(`${name} is ${operationId} at ${provider.name}, which is not documented`);
  const expects = ending(common, target);
  const call = { ...options, provider, spec, connection: connectionName, input: own, via, target, kinds, expects };
  return { ...(await perform(ctx, call)), procedure: `${provider.name}.${operationId}`, next };
}

/**
 * What an earlier call with the same key was answered. Looked for before anything is asked of the ledger: what that call was
 * about may be gone by now, or be called otherwise, and its connection may be paused or removed.
 */
async function earlierCommon(
  ctx: CallerContext,
  { name, input, connection, idempotencyKey }: CommonRequest,
): Promise<Omit<CommonPerformed, 'next'> | undefined> {
  if (idempotencyKey === undefined) return undefined;
  return ctx.inWorkspace(async (tx) => {
    const asked = { procedure: name, input };
    const earlier = await earlierAnswer(tx, ctx, { idempotencyKey, connection, asked });
    if (earlier?.operation == null) return undefined;
    const operation = await operationById(tx, earlier.operation.id);
    return { ...earlier, procedure: operation?.operation ?? name };
  });
}

/** A provider that ends by an id what it lists by a name cannot tell by its own call what will be absent. */
export function ending({ verb }: CommonOperation, target: Target | undefined): readonly Expectation[] {
  if (verb !== 'delete' || target === undefined) return [];
  return [{ becomes: 'absent', kind: target.kind, externalId: target.externalId }];
}

interface About {
  readonly provider: Provider;
  readonly connection: Connection;
  readonly common: CommonOperation;
  readonly input: Input;
}

async function targetOf(ctx: CallerContext, about: About): Promise<Target | undefined> {
  const { provider, connection, common, input } = about;
  if (common.target === undefined) return undefined;
  const { field } = common.target;
  const kind = kindOf(common.target, input);
  const text = String(input[field]);
  const otherwise = `Or use an operation of ${provider.title}'s own, which takes the id as it is.`;
  const target = await ctx.inWorkspace(async (tx) => {
    const found = await findTarget(tx, { connection, kind, text, otherwise });
    if (common.repeats === true) await assertListedSince(tx, connection, found);
    return found;
  });
  if (common.confirms === true) {
    requireConfirmation(target, input['confirm']);
    if (input['cascade'] !== true) await refuseTaking(ctx, about, target);
  }
  return target;
}

export function requireConfirmation({ kind, name }: Target, confirm: unknown): void {
  const given = String(confirm);
  if (given === name || listedName(given) === name) return;
  throw new RollcallError(
    'invalid_input',
    `"confirm" must repeat the name of the ${kind} that is deleted, ${name}: it cannot be brought back.`,
    { details: { issues: [{ path: 'confirm', message: `must be ${name}` }] } },
  );
}

/** What a deletion takes along is said before it is done, as far as the ledger knows. */
async function refuseTaking(ctx: CallerContext, { provider, connection }: About, target: Target): Promise<void> {
  const kinds = takenKinds(provider, target.kind);
  if (kinds.length === 0) return;
  const owned = await ctx.inWorkspace((tx) => ownedBy(tx, { connectionId: connection.id, name: target.name, kinds }));
  if (owned.length === 0) return;
  const what = owned.map(({ kind, count, names }) => {
    const more = count > names.length ? ` and ${count - names.length} more` : '';
    return `${count} of kind ${kind} (${names.join(', ')}${more})`;
  });
  throw new RollcallError(
    'invalid_input',
    `The ${target.kind} ${target.name} takes along ${what.join(', ')}, for good: delete those first, or pass "cascade": true.`,
    { details: { issues: [{ path: 'cascade', message: 'must be true to delete all of it' }], takes: owned } },
  );
}
