import { answerShapeFacts, answersLookedAt, connectionNamed } from '@rollcall/db';
import { differencesOf } from '@rollcall/ledger';
import { type DocumentDifference, documentDiff } from '@rollcall/provider-kit';
import { providerNamed } from '@rollcall/provider-registry';
import { z } from 'zod';
import { procedureFor, router } from '../trpc.ts';

/** What providers' documents say, beside what providers answer. */
export const documents = router({
  /** All that differs now, of all operations that were answered. */
  diff: procedureFor({
    scope: 'inventory:read',
    cost: 'page',
    audit: 'none',
    rest: 'GET /documents/{connection}/diff',
    summary: "Shows how a connection's answers differ from its provider's document.",
  })
    .input(z.strictObject({ connection: z.string() }))
    .query(async ({ ctx, input }) => {
      const { connection, differences, lookedAt } = await ctx.inWorkspace(async (tx) => {
        const found = await connectionNamed(tx, input.connection);
        const differing: DocumentDifference[] = [];
        for await (const page of answerShapeFacts(tx, { connectionId: found.id })) {
          for (const facts of page) {
            for (const { place, what } of differencesOf(facts)) {
              differing.push({ ...place, what, operation: facts.operation });
            }
          }
        }
        return { connection: found, differences: differing, lookedAt: await answersLookedAt(tx, found.id) };
      });
      const { document } = providerNamed(connection.provider);
      const { name, provider } = connection;
      const documentVersion = document.info.version;
      const hunks = [...documentDiff(document, differences)];
      return { data: { connection: name, provider, documentVersion, lookedAt, hunks } };
    }),
});
