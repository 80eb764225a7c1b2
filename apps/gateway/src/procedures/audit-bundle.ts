import { bundleHead, leavesAfter } from '@rollcall/db';
import { z } from 'zod';
import { procedureFor } from '../trpc.ts';

/** A page of leaves: some megabytes at most. */
const leavesMax = 2_000;

/** What a bundle of events begins with: the proof of all of them together, a checkpoint, and the keys of the log. */
export const auditBundle = procedureFor({
  scope: 'audit:read',
  cost: 'page',
  audit: 'none',
  reach: 'workspace',
  rest: 'GET /audit/bundle',
  summary: 'What proves a range of the audit log: hashes on both sides of it, a checkpoint, and the keys that sign.',
})
  .input(
    z.strictObject({
      from: z.int().min(1).default(1).describe('The first sequence.'),
      to: z.int().min(1).optional().describe('The last sequence; unless given, the newest that was signed for.'),
    }),
  )
  .query(({ ctx, input: { from, to } }) =>
    ctx.inWorkspace(async (tx) => ({ data: await bundleHead(tx, { first: from, last: to }) })),
  );

/** The leaves of the log, page by page: what was hashed of each event, and its hash. */
export const auditLeaves = procedureFor({
  scope: 'audit:read',
  cost: 'page',
  audit: 'none',
  reach: 'workspace',
  rest: 'GET /audit/leaves',
  summary: 'Lists the leaves of the audit log that follow a sequence: what was hashed of each event, and its hash.',
})
  .input(
    z.strictObject({
      after: z.int().min(0).describe('Those that follow this sequence.'),
      limit: z.int().min(1).max(leavesMax).default(500),
    }),
  )
  .query(({ ctx, input: { after, limit } }) =>
    ctx.inWorkspace(async (tx) => ({ data: [...(await leavesAfter(tx, after, limit))] })),
  );
