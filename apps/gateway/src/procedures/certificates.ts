import { listCertificates, runsById } from '@rollcall/db';
import { Kind, RollcallError, RunId } from '@rollcall/schema';
import { z } from 'zod';
import { positionOf } from '../cursor.ts';
import { pageInput, pageOf } from '../page.ts';
import { procedureFor, router } from '../trpc.ts';
import { parentKinds } from './kinds.ts';

const Position = z.tuple([z.int(), z.string(), z.string()]);

/** Why each listing of a run is believed or not. */
export const certificates = router({
  /** The worst first: what failed, what was refused, and so on. */
  list: procedureFor({
    scope: 'inventory:read',
    cost: 'page',
    audit: 'none',
    rest: 'GET /runs/{runId}/certificates',
    summary: 'Says why each listing of a run is believed or not.',
  })
    .input(
      z.strictObject({
        runId: RunId,
        kind: Kind.optional(),
        parent: z.string().min(1).max(1_000).optional().describe('The external id or the name of a parent.'),
        ...pageInput,
      }),
    )
    .query(({ ctx, input }) => {
      const { cursor, limit, ...filter } = input;
      const after = cursor === undefined ? undefined : positionOf(cursor, filter, Position);
      return ctx.inWorkspace(async (tx) => {
        const [run] = await runsById(tx, [input.runId]);
        if (run === undefined) throw noRun(input.runId);
        const rows = await listCertificates(tx, { ...filter, parentKinds, after, limit: limit + 1 });
        const page = pageOf(rows, { limit, filter, position: ({ position }) => position });
        return { run, data: page.data.map(({ listing }) => listing), nextCursor: page.nextCursor };
      });
    }),
});

function noRun(runId: string): RollcallError {
  return new RollcallError('not_found', `There is no run ${runId}: "runs --json" lists those there are.`);
}
