import { appendEvent, type Caller } from '@rollcall/db';
import type { OperationSpec, Provider, ProviderError } from '@rollcall/provider-kit';
import type { Connection, EventId } from '@rollcall/schema';
import { hasScope, scopeMissing } from '../keys/scopes.ts';
import type { CallerContext } from '../trpc.ts';

/** A read of secrets that are the provider's to give, over and over: nothing of its answer is stored. */
interface Access {
  readonly provider: Provider;
  readonly spec: OperationSpec;
  readonly connection: Connection;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Whether calling it is an access to secrets: it reads, and answers some. Then it needs `secrets:read` and is on record. */
export function isAccess({ reveals, effect }: OperationSpec): boolean {
  return reveals && effect({}) === 'read';
}

/** Throws `scope_missing` where it is an access to secrets and the key may not read any; also for what is no procedure's call. */
export function assertMaySee(caller: Pick<Caller, 'scopes'>, spec: OperationSpec): void {
  if (isAccess(spec) && !hasScope(caller, 'secrets:read')) throw scopeMissing('secrets:read');
}

/** Records who is about to see which secret; never its value. Throws when it cannot: then nobody may be shown it. */
export function recordAccess(ctx: CallerContext, access: Access): Promise<EventId> {
  const { spec, input } = access;
  return ctx.inWorkspace((tx) =>
    appendEvent(tx, { ...aboutOf(ctx, access), type: 'secret.read', after: { input: spec.redact(input) } }),
  );
}

/** Records that the provider refused, so that nobody was shown anything. What is not recorded so is taken to be shown. */
export async function recordRefusedAccess(
  ctx: CallerContext,
  { about, ...access }: Access & { readonly about: EventId },
  { kind, status }: ProviderError,
): Promise<void> {
  try {
    const refusal = {
      ...aboutOf(ctx, access),
      type: 'secret.not_read',
      about,
      after: { kind, status: status ?? null },
    } as const;
    await ctx.inWorkspace((tx) => appendEvent(tx, refusal));
  } catch (error) {
    ctx.gateway.log.error({ err: error, eventId: about }, 'could not record that a secret was not read');
  }
}

function aboutOf(ctx: CallerContext, { provider, spec, connection, input }: Access) {
  const target = Object.values(spec.request(input).path).map(String).join('/');
  return {
    actor: ctx.caller.actor,
    connectionId: connection.id,
    subject: {
      kind: 'secret',
      externalId: target === '' ? connection.name : target,
      name: `${provider.name}.${spec.operationId}`,
    },
  } as const;
}
