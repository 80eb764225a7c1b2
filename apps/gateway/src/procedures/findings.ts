import {
  acceptFinding,
  acknowledgeFinding,
  assignFinding,
  connectionNamed,
  findingById,
  findingPosition,
  findingToDecide,
  listFindings,
  reopenFinding,
  summariseFindings,
} from '@rollcall/db';
import { catalogue } from '@rollcall/ledger';
import {
  acceptedDaysMax,
  type Finding,
  FindingFamily,
  FindingId,
  FindingRule,
  FindingSeverity,
  FindingState,
  RollcallError,
  rulesOfFamily,
} from '@rollcall/schema';
import { z } from 'zod';
import { positionOf } from '../cursor.ts';
import { pageInput, pageOf } from '../page.ts';
import { revertEvent } from '../revert/revert-event.ts';
import { procedureFor, router } from '../trpc.ts';

const filters = {
  connection: z.string().optional(),
  rule: FindingRule.optional(),
  family: FindingFamily.optional(),
  severity: FindingSeverity.optional(),
  state: FindingState.optional(),
  assigned: z.string().optional().describe('Only those that were given to this name.'),
  every: z.boolean().default(false).describe('Those that are resolved, too.'),
};

const Position = z.object({ weight: z.string().regex(/^\d{1,19}$/), id: FindingId });

const Id = z.strictObject({ id: FindingId });

/** What whoever says something of a finding needs. */
function decision(verb: string, summary: string) {
  const rest = `POST /findings/{id}/${verb}` as const;
  return procedureFor({ scope: 'findings:write', cost: 'change', audit: 'change', rest, summary });
}

/** What the rules say of what the ledger holds. */
export const findings = router({
  /** The worst first: alarms, and what costs most. Unless `every` one or a `state` is wanted, those that are not resolved. */
  list: procedureFor({
    scope: 'inventory:read',
    cost: 'page',
    audit: 'none',
    rest: 'GET /findings',
    summary: 'Lists what the rules say of what the ledger holds, the worst and costliest first.',
  })
    .input(z.strictObject({ ...filters, ...pageInput }))
    .query(({ ctx, input }) => {
      const { cursor, limit, ...filter } = input;
      const after = cursor === undefined ? undefined : positionOf(cursor, filter, Position);
      return ctx.inWorkspace(async (tx) => {
        const { connection, severity, state, every, assigned: assignedTo } = filter;
        const states = state === undefined ? undefined : [state];
        const connectionId = connection === undefined ? undefined : (await connectionNamed(tx, connection)).id;
        const meant = { connectionId, rules: rulesMeant(filter), severity, states, every, assignedTo };
        const rows = await listFindings(tx, { ...meant, after, limit: limit + 1 });
        return pageOf<Finding>(rows, { limit, filter, position: findingPosition });
      });
    }),

  get: procedureFor({
    scope: 'inventory:read',
    cost: 'read',
    audit: 'none',
    rest: 'GET /findings/{id}',
    summary: 'Shows a finding.',
  })
    .input(Id)
    .query(({ ctx, input }) => ctx.inWorkspace(async (tx) => ({ data: await findingById(tx, input.id) }))),

  /** All that is not resolved, in figures. */
  summary: procedureFor({
    scope: 'inventory:read',
    cost: 'page',
    audit: 'none',
    rest: 'GET /finding-summary',
    summary: 'Counts what the rules found, by rule, severity, state and age, with what it costs.',
  })
    .input(z.strictObject({ connection: z.string().optional() }))
    .query(({ ctx, input: { connection } }) =>
      ctx.inWorkspace(async (tx) => {
        const connectionId = connection === undefined ? undefined : (await connectionNamed(tx, connection)).id;
        return { data: await summariseFindings(tx, connectionId) };
      }),
    ),

  /** The catalogue: every rule that there is, found or not. */
  rules: procedureFor({
    scope: 'inventory:read',
    cost: 'read',
    audit: 'none',
    rest: 'GET /finding-rules',
    summary: 'Lists every rule: what is wrong where it finds something, and what to do.',
  })
    .input(z.strictObject({ family: FindingFamily.optional() }))
    .query(({ input: { family } }) => ({
      data: catalogue
        .filter((rule) => family === undefined || rule.family === family)
        .map(({ id: rule, family: of, severity, title, remedy }) => ({ rule, family: of, severity, title, remedy })),
      nextCursor: null,
    })),

  acknowledge: decision('acknowledge', 'Says that somebody has seen a finding.')
    .input(Id)
    .mutation(({ ctx, input: { id } }) =>
      ctx.inWorkspace(async (tx) => ({ data: await acknowledgeFinding(tx, { id, actor: ctx.caller.actor }) })),
    ),

  assign: decision('assign', 'Gives a finding to somebody, by a name that means something to its readers.')
    .input(
      z.strictObject({
        id: FindingId,
        to: z.string().trim().min(1).max(200).nullable().describe('Whom; null for nobody any more.'),
      }),
    )
    .mutation(({ ctx, input: { id, to } }) =>
      ctx.inWorkspace(async (tx) => ({ data: await assignFinding(tx, { id, to, actor: ctx.caller.actor }) })),
    ),

  accept: decision('accept', 'Takes what a finding says as right, for a reason and until a time.')
    .input(
      z.strictObject({
        id: FindingId,
        reason: z.string().trim().min(1).max(1_000),
        until: z.iso
          .datetime({ offset: true })
          .describe(`When it is open again, if it is found then; ${acceptedDaysMax} days from now at most.`),
      }),
    )
    .mutation(({ ctx, input: { id, reason, until } }) =>
      ctx.inWorkspace(async (tx) => {
        const accepted = { id, reason, until: timeAhead(until), actor: ctx.caller.actor };
        return { data: await acceptFinding(tx, accepted) };
      }),
    ),

  reopen: decision('reopen', 'Takes back that a finding was acknowledged or accepted.')
    .input(Id)
    .mutation(({ ctx, input: { id } }) =>
      ctx.inWorkspace(async (tx) => ({ data: await reopenFinding(tx, { id, actor: ctx.caller.actor }) })),
    ),

  /** Answers the plan that takes back the change that a finding is about. Nothing is done before it is applied by its hash. */
  revert: procedureFor({
    scope: 'operations:write',
    cost: 'change',
    audit: 'change',
    narrows: 'kinds',
    rest: 'POST /findings/{id}/revert',
    summary: 'Plans what takes back the change that a finding is about.',
  })
    .input(
      z.strictObject({
        id: FindingId,
        nearest: z.boolean().default(false).describe('Also what comes only near to what was.'),
        password: z
          .string()
          .min(1)
          .max(400)
          .optional()
          .describe('For what must have a new one; one is made where none is given.'),
      }),
    )
    .mutation(async ({ ctx, input: { id, nearest, password } }) => {
      const { eventId, rule } = await ctx.inWorkspace((tx) => findingToDecide(tx, id));
      if (eventId !== null) return { data: await revertEvent(ctx, { id: eventId, nearest, password }) };
      const message = `The finding ${id} (${rule}) is about no one change that could be taken back: do what its remedy says.`;
      throw new RollcallError('finding_not_revertible', message);
    }),
});

type Filter = z.output<z.ZodObject<typeof filters>>;

function rulesMeant({ rule, family }: Filter): readonly FindingRule[] | undefined {
  const ofFamily = family === undefined ? undefined : rulesOfFamily[family];
  if (rule === undefined) return ofFamily;
  return ofFamily === undefined || ofFamily.includes(rule) ? [rule] : [];
}

const dayMs = 86_400_000;

function timeAhead(until: string): Date {
  const at = new Date(until);
  const aheadMs = at.getTime() - Date.now();
  if (aheadMs > 0 && aheadMs <= acceptedDaysMax * dayMs) return at;
  const why = aheadMs <= 0 ? 'is over' : `is further away than ${acceptedDaysMax} days`;
  const message = `until: ${until} ${why}. Give a time within ${acceptedDaysMax} days: what may stay for longer is looked at again.`;
  const issues = [{ path: 'until', message: `must be within ${acceptedDaysMax} days from now` }];
  throw new RollcallError('invalid_input', message, { details: { issues } });
}
