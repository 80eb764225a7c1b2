import type { Provider } from '@rollcall/provider-kit';
import { type ProviderCalls, providers as registry } from '@rollcall/provider-registry';
import type { TRPCMutationProcedure } from '@trpc/server';
import { z } from 'zod';
import { type Performed, perform } from '../operations/perform.ts';
import { type Meta, procedureFor } from '../trpc.ts';

/** What every provider call takes beside the operation's own input. */
interface CallInput<Input> {
  /** The connection's name. */
  connection: string;
  input: Input;
  /** Makes a write safe to repeat: same key and input, same answer. */
  idempotencyKey?: string | undefined;
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

const CallInput = z.object({
  connection: z.string(),
  input: z.record(z.string(), z.unknown()).default({}),
  idempotencyKey: z.string().min(1).max(200).optional(),
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
      // By what it does at the least; a read that its input makes a write asks for more in `perform`.
      procedureFor(
        spec.effect({}) === 'read'
          ? { scope: 'inventory:read', cost: 'call', audit: 'none' }
          : { scope: 'operations:write', cost: 'call', audit: 'change', narrows: 'kinds' },
      )
        .input(CallInput)
        .mutation(({ ctx, input }) => perform(ctx, { provider, spec, ...input, idempotencyKey: input.idempotencyKey })),
    ]),
  );
}
