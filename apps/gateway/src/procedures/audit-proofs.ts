import { checkpointNumbered, growthProof, inclusionProof, leafOf, logKeys, rootAt, type Tx } from '@rollcall/db';
import { EventId, RollcallError } from '@rollcall/schema';
import { z } from 'zod';
import { procedureFor } from '../trpc.ts';
import { newestOf, shownCheckpoint } from './audit-checkpoints.ts';

/** Proves that the log holds an event. Who may not read the event has no proof of it: the proof holds all of it. */
export const auditProof = procedureFor({
  scope: 'audit:read',
  cost: 'read',
  audit: 'none',
  rest: 'GET /audit/proof',
  summary: 'Proves that the audit log, as a checkpoint signed it, holds an event.',
})
  .input(
    z
      .strictObject({
        event: EventId.optional(),
        sequence: z.int().min(1).optional().describe('Instead of `event`: its place in the order.'),
        checkpoint: z.int().min(1).optional().describe('The number of a checkpoint; unless given, the newest.'),
      })
      .refine(({ event, sequence }) => (event === undefined) !== (sequence === undefined), {
        path: ['event'],
        message: 'or "sequence" says which event: give one of them',
      }),
  )
  .query(({ ctx, input: { event, sequence = 0, checkpoint: number } }) =>
    ctx.inWorkspace(async (tx) => {
      const leaf = await leafOf(tx, event === undefined ? { sequence } : { id: event });
      const checkpoint = number === undefined ? await newestOf(tx) : await checkpointNumbered(tx, number);
      if (checkpoint.size < leaf.sequence) throw notSigned(leaf.sequence, checkpoint);
      const place = { index: leaf.sequence - 1, size: checkpoint.size };
      return {
        data: {
          ...{ sequence: leaf.sequence, index: place.index, leaf: leaf.text },
          hashes: (await inclusionProof(tx, place)).map(base64),
          checkpoint: shownCheckpoint(checkpoint, await logKeys(tx)),
        },
      };
    }),
  );

/** Proves that the log only grew between two sizes. */
export const auditGrowth = procedureFor({
  scope: 'audit:read',
  cost: 'read',
  audit: 'none',
  rest: 'GET /audit/growth',
  summary: 'Proves that the audit log only grew between two sizes.',
})
  .input(
    z.strictObject({
      from: z.int().min(0).describe('The smaller size: of a checkpoint that was kept elsewhere, say.'),
      to: z.int().min(0).optional().describe('The larger one; unless given, that of the newest checkpoint.'),
    }),
  )
  .query(({ ctx, input }) =>
    ctx.inWorkspace(async (tx) => {
      const newest = await newestOf(tx);
      const { from, to = newest.size } = input;
      if (to > newest.size) throw beyond('to', to, newest);
      if (from > to) throw beyond('from', from, { size: to });
      const [fromRoot, toRoot] = [await rootOfSize(tx, from), await rootOfSize(tx, to)];
      const hashes = (await growthProof(tx, { from, to })).map(base64);
      return { data: { from: { size: from, root: fromRoot }, to: { size: to, root: toRoot }, hashes } };
    }),
  );

async function rootOfSize(tx: Tx, size: number): Promise<string> {
  return base64(await rootAt(tx, size));
}

function notSigned(
  sequence: number,
  { number, size }: { readonly number: number; readonly size: number },
): RollcallError {
  const message = `The checkpoint ${number} holds ${size} events, and this one is number ${sequence}: ask for a later one, or have one made with "fresh".`;
  return new RollcallError('not_found', message);
}

function beyond(what: string, size: number, { size: end }: { readonly size: number }): RollcallError {
  return new RollcallError('bad_request', `"${what}" is ${size}, and ends beyond ${end}: give a size that was signed.`);
}

function base64(hash: Uint8Array): string {
  return Buffer.from(hash).toString('base64');
}
