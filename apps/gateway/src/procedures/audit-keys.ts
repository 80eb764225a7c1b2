import { type LogKeySpan, logKeySpans, rotateLogKey } from '@rollcall/db';
import { formatVerifierKey } from '@rollcall/ledger';
import type { LogKey } from '@rollcall/schema';
import { z } from 'zod';
import { procedureFor } from '../trpc.ts';

/** The keys that the log was and is signed with. */
export const auditKeys = procedureFor({
  scope: 'audit:read',
  cost: 'page',
  audit: 'none',
  rest: 'GET /audit/keys',
  summary: 'Lists the public keys that the checkpoints of the audit log are verified with.',
}).query(({ ctx }) => ctx.inWorkspace(async (tx) => ({ data: shownKeys(await logKeySpans(tx)), nextCursor: null })));

/** Has checkpoints signed by another key: the next one by both, and those after it by the new one. */
export const auditRotateKey = procedureFor({
  scope: 'keys:admin',
  cost: 'change',
  audit: 'change',
  reach: 'workspace',
  rest: 'POST /audit/keys/rotate',
  summary: 'Has checkpoints of the audit log signed by a new key.',
})
  .input(
    z.strictObject({
      lost: z
        .boolean()
        .default(false)
        .describe('The present key cannot sign any more: the new one follows it without its signature.'),
    }),
  )
  .mutation(({ ctx, input: { lost } }) =>
    ctx.inWorkspace(async (tx) => {
      const { ring } = ctx.gateway;
      const made = await rotateLogKey(tx, { ring, actor: ctx.caller.actor, lost });
      return { data: shownKey({ ...made, since: null, until: null }, 'waits') };
    }),
  );

function shownKeys(spans: readonly LogKeySpan[]): LogKey[] {
  const signs = spans.findLast(({ since }) => since !== null)?.nth;
  return spans.map((span) => shownKey(span, span.since === null ? 'waits' : span.nth === signs ? 'signs' : 'retired'));
}

function shownKey({ key, createdAt, since, until, eventId, afterLost }: LogKeySpan, state: LogKey['state']): LogKey {
  return {
    ...{ id: key.id, verifierKey: formatVerifierKey(key), state, createdAt, since, eventId, afterLost },
    until: state === 'retired' ? until : null,
  };
}
