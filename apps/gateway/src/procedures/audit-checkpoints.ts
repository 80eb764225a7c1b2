import { setTimeout as sleep } from 'node:timers/promises';
import {
  type LogKeySpan,
  listCheckpoints,
  logKeys,
  newestCheckpoint,
  requestCheckpoint,
  type Tx,
  tailOf,
} from '@rollcall/db';
import { type Checkpoint, RollcallError } from '@rollcall/schema';
import { z } from 'zod';
import { positionOf } from '../cursor.ts';
import { pageInput, pageOf } from '../page.ts';
import { type CallerContext, procedureFor } from '../trpc.ts';

/** How long a checkpoint on demand is waited for: a daemon makes one within a second. */
const freshMsMax = 10_000;
const lookMs = 200;

/** The newest checkpoint, or one that is made now. */
export const auditCheckpoint = procedureFor({
  scope: 'audit:read',
  cost: 'page',
  audit: 'none',
  rest: 'GET /audit/checkpoint',
  summary: 'Answers the newest signed checkpoint of the audit log, or has one made.',
})
  .input(
    z.strictObject({
      fresh: z.boolean().default(false).describe('Has one made of all that is sealed now, and waits for it.'),
    }),
  )
  .query(async ({ ctx, input: { fresh }, signal }) => ({
    data: fresh ? await freshOne(ctx, signal) : await newest(ctx),
  }));

/** Every checkpoint, page by page. */
export const auditCheckpoints = procedureFor({
  scope: 'audit:read',
  cost: 'page',
  audit: 'none',
  rest: 'GET /audit/checkpoints',
  summary: 'Lists the signed checkpoints of the audit log, the newest first.',
})
  .input(z.strictObject(pageInput))
  .query(({ ctx, input: { limit, cursor } }) => {
    const before = cursor === undefined ? undefined : positionOf(cursor, {}, z.int().positive());
    return ctx.inWorkspace(async (tx) => {
      const rows = await listCheckpoints(tx, { before, limit: limit + 1 });
      const { data, nextCursor } = pageOf(rows, { limit, filter: {}, position: ({ number }) => number });
      const keys = await logKeys(tx);
      return { data: data.map((row) => shownCheckpoint(row, keys)), nextCursor };
    });
  });

type Stored = Awaited<ReturnType<typeof listCheckpoints>>[number];

/** A checkpoint as callers see it. */
export function shownCheckpoint(
  { number, size, root, at, note, firstKey, lastKey }: Stored,
  keys: readonly Pick<LogKeySpan, 'nth' | 'key'>[],
): Checkpoint {
  const signers = keys.filter(({ nth }) => nth >= firstKey && nth <= lastKey);
  const keyIds = signers.map(({ key }) => key.id);
  return { number, size, root: Buffer.from(root).toString('base64'), at, keyIds, note };
}

/** The newest checkpoint of the workspace. Throws `not_found` while there is none. */
export async function newestOf(tx: Tx): Promise<Stored> {
  const found = await newestCheckpoint(tx);
  if (found !== undefined) return found;
  const message = 'The log of this workspace has no checkpoint yet: a sync daemon makes the first within seconds.';
  throw new RollcallError('not_found', message);
}

function newest(ctx: CallerContext): Promise<Checkpoint> {
  return ctx.inWorkspace(async (tx) => shownCheckpoint(await newestOf(tx), await logKeys(tx)));
}

async function freshOne(ctx: CallerContext, signal: AbortSignal | undefined): Promise<Checkpoint> {
  const deadline = performance.now() + freshMsMax;
  const asked = await ctx.inWorkspace(async (tx) => {
    const tail = await tailOf(tx);
    return { tail, at: await requestCheckpoint(tx, tail) };
  });
  while (performance.now() < deadline) {
    await sleep(lookMs, undefined, { signal });
    const found = await ctx.inWorkspace(async (tx) => {
      const row = await newestCheckpoint(tx);
      if (row === undefined || row.size < asked.tail || row.at < asked.at) return undefined;
      return shownCheckpoint(row, await logKeys(tx));
    });
    if (found !== undefined) return found;
  }
  throw new RollcallError(
    'deadline_exceeded',
    'No sync daemon made a checkpoint within 10 s: "doctor" says whether one runs, and whether it refuses to sign.',
  );
}
