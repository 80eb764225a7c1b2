import {
  completenessChecks,
  logKeys,
  lookForCompleteness,
  newestCheckpoint,
  readState,
  stateText,
  type VerifyState,
  verifyLog,
} from '@rollcall/db';
import { collectProblems, formatVerifierKey, type LogProblem } from '@rollcall/ledger';
import { z } from 'zod';
import { type CallerContext, procedureFor } from '../trpc.ts';

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
  .query(({ ctx, input: { state, sizes } }) => {
    const from = readState(state);
    return from.check === null ? verifyEvents(ctx, from, sizes) : verifyCompleteness(ctx, from);
  });

interface Verified {
  readonly data: {
    readonly state: string | null;
    readonly doing: string;
    readonly looked: number;
    readonly through: number;
    readonly size: number;
    readonly problems: LogProblem[];
    readonly counted: number;
    readonly roots: { readonly size: number; readonly root: string | null }[];
    readonly keys: string[];
    readonly checkpoint: string | null;
  };
}

async function verifyEvents(
  { inWorkspace }: CallerContext,
  from: VerifyState,
  sizes: readonly number[],
): Promise<Verified> {
  const problems = collectProblems();
  const roots: { size: number; root: string | null }[] = [];
  const tell = (size: number, root: Uint8Array | null): number =>
    roots.push({ size, root: root === null ? null : Buffer.from(root).toString('base64') });
  const { looked, keys, newest } = await inWorkspace(async (tx) => ({
    looked: await verifyLog(tx, from.log, {
      most: eventsAtOnce,
      add: problems.add,
      rootAt: { sizes: new Set(sizes), tell },
    }),
    keys: (await logKeys(tx)).map(({ key }) => formatVerifierKey(key)),
    newest: await newestCheckpoint(tx),
  }));
  const [first] = completenessChecks;
  const next = { ...from, log: looked.verified, check: looked.isWhole ? (first?.name ?? null) : null };
  return {
    data: {
      ...{ state: stateText(next), doing: 'the log', looked: looked.verified.size - from.log.size },
      ...{ through: looked.verified.size, size: looked.size, ...told(problems), roots, keys },
      checkpoint: newest === undefined ? null : newest.note,
    },
  };
}

async function verifyCompleteness({ inWorkspace }: CallerContext, from: VerifyState): Promise<Verified> {
  const { log, after } = from;
  const check = from.check ?? '';
  const look = await inWorkspace((tx) => lookForCompleteness(tx, { check, after }));
  const nth = completenessChecks.findIndex(({ name }) => name === check);
  const following = look.next === undefined ? completenessChecks[nth + 1]?.name : check;
  const named = look.named.map(
    (lack): LogProblem => ({ kind: 'change_without_event', sequence: null, sentence: `${lack}.` }),
  );
  return {
    data: {
      state: following === undefined ? null : stateText({ log, check: following, after: look.next?.after ?? [] }),
      ...{ doing: check, looked: look.looked, through: log.size, size: log.size },
      ...{ problems: named, counted: look.lacking, roots: [], keys: [], checkpoint: null },
    },
  };
}

function told({ named, counted }: { readonly named: readonly LogProblem[]; readonly counted: number }) {
  return { problems: [...named], counted };
}
