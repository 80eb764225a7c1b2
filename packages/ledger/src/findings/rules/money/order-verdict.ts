import type { FindingRule, FindingSeverity, Money } from '@rollcall/schema';
import type { OrderFacts } from '../../facts/orders.ts';
import type { Judgement, Verdict } from '../../rule.ts';

/** What differs from one verdict about an order to the next. */
interface Said {
  readonly rule: FindingRule;
  readonly severity: FindingSeverity;
  readonly sentence: string;
  readonly remedy: string;
  readonly evidence: readonly string[];
  readonly money: Money | null;
}

/** A finding about an order: of its connection, known by the order. */
export function orderVerdict({ connectionId, connection, externalId, ...facts }: OrderFacts, said: Said): Verdict {
  return {
    ...said,
    fingerprint: fingerprintOf(said.rule, { connectionId, externalId }),
    connectionId,
    subject: { kind: 'order', externalId, name: nameOf({ externalId, ...facts }) },
    operationId: null,
    eventId: null,
  };
}

export function orderUndecided(
  rule: FindingRule,
  order: Pick<OrderFacts, 'connectionId' | 'externalId'>,
  undecided: string,
): Judgement {
  return { fingerprint: fingerprintOf(rule, order), undecided };
}

/** What people know an order by. */
export function orderText({ connection, ...order }: OrderFacts): string {
  const { externalId } = order;
  const name = nameOf(order);
  return `The order ${name === externalId ? externalId : `of ${name} (${externalId})`} at ${connection}`;
}

/** So many of a list are told one by one. */
const toldMax = 50;

/** Evidence of any length, as far as anybody reads it. */
export function told(lines: readonly string[], total = lines.length): readonly string[] {
  const shown = lines.slice(0, toldMax);
  return total > shown.length ? [...shown, `and ${total - shown.length} more`] : shown;
}

function nameOf({ externalId, domains }: Pick<OrderFacts, 'externalId' | 'domains'>): string {
  const [first] = domains;
  if (first === undefined) return externalId;
  return domains.length === 1 ? first.name : `${first.name} and ${domains.length - 1} more`;
}

function fingerprintOf(
  rule: FindingRule,
  { connectionId, externalId }: Pick<OrderFacts, 'connectionId' | 'externalId'>,
): string {
  return `${rule} ${connectionId} ${externalId}`;
}
