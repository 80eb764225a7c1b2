import { firstSealedSince, tailOf } from '@rollcall/db';
import { Instant, RollcallError } from '@rollcall/schema';
import { z } from 'zod';
import { procedureFor } from '../trpc.ts';

const AskedRange = z
  .strictObject({
    from: z.int().min(1).optional().describe('The first sequence; unless given, 1.'),
    since: Instant.optional().describe('Instead of `from`: the first event that was sealed then or later.'),
    to: z.int().min(1).optional().describe('The last sequence; unless given, the newest.'),
    until: Instant.optional().describe('Instead of `to`: the last event that was sealed before.'),
  })
  .refine(({ from, since }) => from === undefined || since === undefined, {
    path: ['since'],
    message: 'stands for "from": give one of them',
  })
  .refine(({ to, until }) => to === undefined || until === undefined, {
    path: ['until'],
    message: 'stands for "to": give one of them',
  });

/** Which sequences a range of the audit log has; a time stands for the place that the order had then. Throws `bad_request`. */
export const auditRange = procedureFor({
  scope: 'audit:read',
  cost: 'read',
  audit: 'none',
  rest: 'GET /audit/range',
  summary: 'Says which sequences a range of the audit log has, by sequences or times.',
})
  .input(AskedRange)
  .query(({ ctx, input: { from, since, to, until } }) =>
    ctx.inWorkspace(async (tx) => {
      const tail = await tailOf(tx);
      const first = since === undefined ? (from ?? 1) : await firstSealedSince(tx, new Date(since));
      const last = until === undefined ? (to ?? tail) : (await firstSealedSince(tx, new Date(until))) - 1;
      if (last > tail) throw nothingThere(`The audit log ends with sequence ${tail}, and "to" is ${last}`);
      if (first > last) throw nothingThere(`There is no event from ${since ?? first} to ${until ?? last}`);
      return { data: { workspace: tx.workspaceId, from: first, to: last, tail } };
    }),
  );

function nothingThere(why: string): RollcallError {
  return new RollcallError('bad_request', `${why}: "events" lists those there are, with their sequences.`);
}
