import { logKeys, newestCheckpoint, readState, stateText, type Tx, verifyNext } from '@rollcall/db';
import { formatVerifierKey } from '@rollcall/ledger';
import { z } from 'zod';
import { procedureFor } from '../trpc.ts';

/** What one call looks at: a second or so. */
const eventsAtOnce = 10_000;

/**
 * Verifies the next part of the log, then of what the ledger and its events must agree on; `state` goes on from where the call
 * before ended, null once all is looked at. Events are read as they stand and hashed here: no hash that the database made counts.
 */
export const auditVerify = procedureFor({
  scope: 'audit:read',
  cost: 'call',
  audit: 'none',
  reach: 'workspace',
  rest: 'GET /audit/verify',
  summary: 'Verifies the audit log part by part: that it is what was signed, and that the ledger agrees with it.',
})
  .input(
    z.strictObject({
      state: z.string().max(20_000).optional().describe('Of the answer before; none begins anew.'),
      sizes: z
        .array(z.int().min(0))
        .max(500)
        .default([])
        .describe('Sizes of the log whose roots are to be told, for who has checkpoints of their own.'),
    }),
  )
  .query(async ({ ctx, input: { state, sizes } }) => {
    const from = readState(state);
    const roots: { size: number; root: string | null }[] = [];
    const tell = (size: number, root: Uint8Array | null): number =>
      roots.push({ size, root: root === null ? null : Buffer.from(root).toString('base64') });
    const verifying = { most: eventsAtOnce, rootAt: { sizes: new Set(sizes), tell } };
    const { part, signed } = await ctx.inWorkspace(async (tx) => ({
      part: await verifyNext(tx, from, verifying),
      signed: from.check === null ? await signedBy(tx) : { keys: [], checkpoint: null },
    }));
    const { next, problems, ...told } = part;
    return {
      data: { ...told, state: next === undefined ? null : stateText(next), problems: [...problems], roots, ...signed },
    };
  });

async function signedBy(tx: Tx): Promise<{ readonly keys: string[]; readonly checkpoint: string | null }> {
  const keys = (await logKeys(tx)).map(({ key }) => formatVerifierKey(key));
  return { keys, checkpoint: (await newestCheckpoint(tx))?.note ?? null };
}
