import { type AskedBucket, budgetStates, connectionNamed, listConnections } from '@rollcall/db';
import { budgetTermsOf } from '@rollcall/provider-kit';
import { providerNamed } from '@rollcall/provider-registry';
import type { Connection } from '@rollcall/schema';
import { z } from 'zod';
import { procedureFor, router } from '../trpc.ts';

/** What connections may send, and what keeps them from it. */
export const budgets = router({
  list: procedureFor({
    scope: 'inventory:read',
    cost: 'page',
    audit: 'none',
    rest: 'GET /budgets',
    summary: 'Lists what connections may send, and what keeps them from it.',
  })
    .input(z.strictObject({ connection: z.string().optional() }).default({}))
    .query(({ ctx, input }) =>
      ctx.inWorkspace(async (tx) => {
        const connections =
          input.connection === undefined ? await listConnections(tx) : [await connectionNamed(tx, input.connection)];
        return { data: [...(await budgetStates(tx, connections.flatMap(bucketsOf)))], nextCursor: null };
      }),
    ),
});

/** Every bucket of a connection, as its provider declares it and its own rates change it. */
export function bucketsOf({
  id,
  name,
  provider,
  ...sending
}: Pick<Connection, 'id' | 'name' | 'provider' | 'baseUrl' | 'rates'>): readonly AskedBucket[] {
  const { buckets, address } = budgetTermsOf(providerNamed(provider), sending);
  return Object.entries(buckets).map(([bucket, rate]) => ({
    ...rate,
    ...{ connectionId: id, connection: name, provider, name: bucket, address },
  }));
}
