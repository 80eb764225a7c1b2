import type { OperationSpec, Provider } from '@rollcall/provider-kit';
import { type ProviderCalls, providers as registry } from '@rollcall/provider-registry';
import type { Performed } from '@rollcall/schema';
import type { TRPCMutationProcedure } from '@trpc/server';
import { z } from 'zod';
import { isAccess } from '../operations/access.ts';
import { perform } from '../operations/perform.ts';
import { type Meta, procedureFor } from '../trpc.ts';
import { callOptions, optionsOf } from './call-options.ts';

/** What every provider call takes beside the operation's own input. */
interface CallInput<Input> {
  /** The connection's name. */
  connection: string;
  input: Input;
  /** Makes a write safe to repeat: same key and input, same answer. */
  idempotencyKey?: string | undefined;
  /** Of the resource that is changed: refused (`version_moved`) where the ledger holds another one by now. */
  expectedVersion?: number | undefined;
  /** Has the secrets in the answer wait to be taken, once (`operations.takeSecrets`), instead of being in it. */
  sealSecrets?: { ttlSeconds?: number | undefined } | undefined;
}

/** One typed procedure for every documented operation of a provider, from its generated types. */
type ProceduresOf<Calls> = {
  [Name in keyof Calls]: Calls[Name] extends { input: infer Input; output: infer Output }
    ? TRPCMutationProcedure<{
        input: CallInput<Input>;
        output: Omit<Performed, 'result'> & { readonly result: Output };
        meta: Meta;
      }>
    : never;
};

const CallInput = z.strictObject({
  connection: z.string(),
  input: z.record(z.string(), z.unknown()).default({}),
  ...callOptions,
});

/**
 * `providers.<name>.<operationId>` for every operation in the registry. All are mutations on the wire, reads too: each
 * spends from a rate budget, so none may be batched, cached or sent twice by a transport.
 */
export const providers = Object.fromEntries(
  Object.values(registry).map((provider) => [provider.name, proceduresOf(provider)]),
  // Built from the same documents that the types were generated from; a test walks both.
) as unknown as { [Name in keyof ProviderCalls]: ProceduresOf<ProviderCalls[Name]> };

function proceduresOf(provider: Provider) {
  return Object.fromEntries(
    Object.entries(provider.operations).map(([name, spec]) => [
      name,
      procedureFor({ ...metaOf(spec), rest: `POST /providers/${provider.name}/${name}`, summary: spec.summary })
        .input(CallInput)
        .mutation(({ ctx, input: { input, ...call }, signal }) =>
          perform(ctx, { provider, spec, input, ...optionsOf(call, signal) }),
        ),
    ]),
  );
}

/** By what it does at the least; a read that its input makes a write asks for more in `perform`. */
function metaOf(spec: OperationSpec): Omit<Meta, 'rest' | 'summary'> {
  if (isAccess(spec)) return { scope: 'secrets:read', cost: 'call', audit: 'access' };
  if (spec.effect({}) === 'read') return { scope: 'inventory:read', cost: 'call', audit: 'none' };
  return { scope: 'operations:write', cost: 'call', audit: 'change', narrows: 'kinds' };
}
