import { z } from 'zod';
import { FindingId, Instant, OperationId } from './ids.ts';

/** The rules that there are: what each looks for stands in its file, `packages/ledger/src/findings/rules`. */
export const FindingRule = z.enum(['operation_unsettled', 'operation_contradicted', 'operation_leaked']);
export type FindingRule = z.infer<typeof FindingRule>;

/** `notice`: to be looked at some time. `alarm`: it costs something while nobody looks. */
export const FindingSeverity = z.enum(['notice', 'alarm']);
export type FindingSeverity = z.infer<typeof FindingSeverity>;

/** Opened and resolved by its rule alone: what is resolved and found again is open again, as the same finding. */
export const FindingState = z.enum(['open', 'resolved']);
export type FindingState = z.infer<typeof FindingState>;

/** An exact sum of money: whole minor units, as decimal digits of any length, of a currency (ISO 4217). */
export const Money = z.object({ minor: z.string().regex(/^-?\d+$/), currency: z.string() });
export type Money = z.infer<typeof Money>;

/** What a rule says of what the ledger holds. */
export const Finding = z.object({
  id: FindingId,
  rule: FindingRule,
  severity: FindingSeverity,
  state: FindingState,
  connection: z.string(),
  /** What is wrong, as one sentence. */
  sentence: z.string(),
  /** What to do. */
  remedy: z.string(),
  /** What was seen that says so, one sentence each. */
  evidence: z.array(z.string()),
  /** What it has cost, where that is known to the last unit. */
  money: Money.nullable(),
  operationId: OperationId.nullable(),
  openedAt: Instant,
  updatedAt: Instant,
  resolvedAt: Instant.nullable(),
});
export type Finding = z.infer<typeof Finding>;
