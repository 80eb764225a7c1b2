import { connectionNamed, findingById, listFindings } from '@rollcall/db';
import { type Finding, FindingId, FindingRule } from '@rollcall/schema';
import { z } from 'zod';
import { positionOf } from '../cursor.ts';
import { pageInput, pageOf } from '../page.ts';
import { procedureFor, router } from '../trpc.ts';

const filters = { connection: z.string().optional(), rule: FindingRule.optional(), every: z.boolean().default(false) };

/** What the rules say of what the ledger holds. */
export const findings = router({
  /** Unless `every` one is wanted, those that are open. */
  list: procedureFor({
    scope: 'inventory:read',
    cost: 'page',
    audit: 'none',
    rest: 'GET /findings',
    summary: 'Lists what the rules say of what the ledger holds.',
  })
    .input(z.strictObject({ ...filters, ...pageInput }))
    .query(({ ctx, input }) => {
      const { cursor, limit, ...filter } = input;
      const before = cursor === undefined ? undefined : positionOf(cursor, filter, FindingId);
      return ctx.inWorkspace(async (tx) => {
        const { connection, rule, every } = filter;
        const connectionId = connection === undefined ? undefined : (await connectionNamed(tx, connection)).id;
        const rows = await listFindings(tx, { connectionId, rule, every, before, limit: limit + 1 });
        return pageOf<Finding>(rows, { limit, filter, position: ({ id }) => id });
      });
    }),

  get: procedureFor({
    scope: 'inventory:read',
    cost: 'read',
    audit: 'none',
    rest: 'GET /findings/{id}',
    summary: 'Shows a finding.',
  })
    .input(z.strictObject({ id: FindingId }))
    .query(({ ctx, input }) => ctx.inWorkspace(async (tx) => ({ data: await findingById(tx, input.id) }))),
});
