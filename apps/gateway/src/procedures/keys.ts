import { createApiKey, listApiKeys, revokeApiKey } from '@rollcall/db';
import { ApiKeyId, KeyScope, RollcallError } from '@rollcall/schema';
import { z } from 'zod';
import { procedureFor, router, scopeMissing } from '../trpc.ts';

/** The gateway's own API keys. */
export const keys = router({
  /** The token is in this answer and nowhere else. Nobody gives a scope that they do not have. */
  create: procedureFor({ scope: 'keys:admin', cost: 'change', audit: 'change' })
    .input(z.object({ name: z.string().min(1).max(100), scopes: z.array(KeyScope).min(1) }))
    .mutation(({ ctx, input }) => {
      const beyond = input.scopes.find((scope) => !ctx.caller.scopes.includes(scope));
      if (beyond !== undefined) throw scopeMissing(beyond);
      const { actor } = ctx.caller;
      const { pepper } = ctx.gateway;
      return ctx.inWorkspace((tx) => createApiKey(tx, { ...input, scopes: [...new Set(input.scopes)], actor, pepper }));
    }),

  list: procedureFor({ scope: 'keys:admin', cost: 'page', audit: 'none' }).query(({ ctx }) =>
    ctx.inWorkspace(async (tx) => ({ data: [...(await listApiKeys(tx))], nextCursor: null })),
  ),

  revoke: procedureFor({ scope: 'keys:admin', cost: 'change', audit: 'change' })
    .input(z.object({ id: ApiKeyId }))
    .mutation(async ({ ctx, input }) => {
      const key = await ctx.inWorkspace((tx) => revokeApiKey(tx, input.id, ctx.caller.actor));
      if (key === undefined) {
        throw new RollcallError('not_found', `There is no key ${input.id}: "keys list" shows those there are.`);
      }
      ctx.forgetCallers();
      return { data: key };
    }),
});
