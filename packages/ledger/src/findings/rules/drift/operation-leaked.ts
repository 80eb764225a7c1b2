import type { Instant, Money } from '@rollcall/schema';
import { settleWithinMs } from '../../../settle.ts';
import type { OperationFacts, Trace } from '../../facts/operations.ts';
import type { Rule } from '../../rule.ts';

/** The provider's clock is not ours. */
const clockSkewMs = 60_000;
/** Whoever has not acted on it by then will not. */
const keptMs = 30 * 86_400_000;

/**
 * Something was made, or charged for, that fits an operation which nobody knows to have succeeded: it failed, or was
 * contradicted, or is unknown past its time. What a later operation of ours is known to have made is none.
 */
export const operationLeaked: Rule<OperationFacts> = {
  id: 'operation_leaked',
  family: 'drift',
  severity: 'alarm',
  title: 'Something was made or charged for by an operation that nobody knows to have succeeded.',
  remedy: 'Keep it or take it back at the provider, and ask for no second one before that is decided.',
  judge(operation, now) {
    if (!isGivenUp(operation, now)) return [];
    const made = operation.traces.filter((trace) => isOurs(operation, trace));
    const charged = operation.traces.filter((trace) => isCharge(trace) && isFor(operation, trace, made));
    const traces = [...made, ...charged.filter((trace) => !made.includes(trace))];
    if (traces.length === 0) return [];
    const money = sumOf(charged.length > 0 ? charged : made.filter(({ kind }) => kind === 'order'));
    const { id, connection, connectionId, procedure, dispatchedAt, state } = operation;
    return [
      {
        rule: 'operation_leaked',
        fingerprint: `operation_leaked ${id}`,
        // What costs something goes on doing so.
        severity: charged.length > 0 || money !== null ? 'alarm' : 'notice',
        sentence: `${procedure} on ${connection} ${endings[state]} at ${dispatchedAt}, and yet ${whatOf(traces)} since${money === null ? '' : `, for ${moneyText(money)}`}.`,
        remedy:
          'Keep it or take it back at the provider, and ask for no second one before that is decided: it may be billed already.',
        evidence: traces.map(evidenceOf),
        money,
        connectionId,
        subject: { kind: 'operation', externalId: id, name: procedure },
        operationId: id,
        eventId: null,
      },
    ];
  },
};

const endings: Readonly<Record<OperationFacts['state'], string>> = {
  unknown: 'was sent, and its answer was lost,',
  failed: 'was sent and refused',
  contradicted: 'was sent, and was contradicted by listings,',
};

/** Whether it has ended without a success; what is unknown has its time to be settled. */
function isGivenUp({ state, settleBy, settledAt }: OperationFacts, now: Instant): boolean {
  if (state === 'unknown') return settleBy !== null && settleBy < now;
  return settledAt === null || Date.parse(now) - Date.parse(settledAt) < keptMs;
}

/** Whether a resource may be what the operation made. */
function isOurs(operation: OperationFacts, trace: Trace): boolean {
  if (isCharge(trace)) return false;
  const { cause } = trace;
  if (cause?.kind === 'operation') return cause.operationId === operation.id;
  return cause?.kind === 'out_of_band' && isWithin(operation, trace) && isWanted(operation, trace);
}

function isWanted({ expectations, refusedAs }: OperationFacts, { kind, name, attributes, madeAt }: Trace): boolean {
  // Such a name was taken: whoever was there already is listed late, unless the provider says when it was made.
  const wasThere = refusedAs === 'conflict' && madeAt === null;
  return expectations.some((wanted) => {
    if (wanted.kind !== kind) return false;
    switch (wanted.becomes) {
      case 'present':
        return !wasThere && wanted.name === name && hasAll(attributes, wanted.attributes ?? {});
      // One of many: only the provider's own time can tie it to this one.
      case 'more':
        return madeAt !== null;
      case 'absent':
      case 'changed':
        return false;
      default:
        return wanted satisfies never;
    }
  });
}

/** Whether it came about while the operation may have been carried out, by the provider's own time where there is one. */
function isWithin({ dispatchedAt, answeredAt }: OperationFacts, trace: Trace): boolean {
  const from = Date.parse(dispatchedAt);
  if (trace.madeAt !== null) {
    const made = Date.parse(trace.madeAt);
    return made >= from - clockSkewMs && made <= Date.parse(answeredAt) + clockSkewMs;
  }
  const until = Date.parse(answeredAt) + settleWithinMs;
  return (
    Date.parse(trace.appearedBy) >= from && (trace.appearedAfter === null || Date.parse(trace.appearedAfter) <= until)
  );
}

function isCharge({ kind }: Trace): boolean {
  return kind === 'wallet_transaction';
}

/** Whether a charge is for what the operation made, or names what it was to make. */
function isFor(operation: OperationFacts, charge: Trace, made: readonly Trace[]): boolean {
  if (!isDebit(charge)) return false;
  const { cause } = charge;
  if (cause?.kind === 'operation' && cause.operationId !== operation.id) return false;
  const { orderId } = charge.attributes;
  if (made.some(({ kind, externalId }) => kind === 'order' && externalId === orderId)) return true;
  if (!isWithin(operation, charge)) return false;
  const names = operation.expectations.flatMap((wanted) => (wanted.becomes === 'present' ? [wanted.name] : []));
  if (names.some((name) => isNamedIn(charge.name, name))) return true;
  const sums = made.filter(({ kind }) => kind === 'order').map(moneyOf);
  const own = moneyOf(charge);
  return own !== null && sums.some((sum) => sum !== null && sum.minor === own.minor && sum.currency === own.currency);
}

/** A whole name in a description, not a part of a longer one. */
function isNamedIn(description: string, name: string): boolean {
  return description
    .toLowerCase()
    .split(/[\s,;()"']+/)
    .some((word) => word.replace(/[.:]+$/, '') === name.toLowerCase());
}

function isDebit({ attributes: { type, amountMinor } }: Trace): boolean {
  return type === 'debit' || String(amountMinor).startsWith('-');
}

/** The sum that a resource states, without its sign; null where its unit is not known, and the sum so not exact. */
function moneyOf({ attributes: { amountMinor, currency, unit = 'confirmed' } }: Trace): Money | null {
  const digits = /^-?(\d+)$/.exec(String(amountMinor))?.[1];
  if (digits === undefined || typeof currency !== 'string' || unit !== 'confirmed') return null;
  return { minor: digits, currency };
}

/** Null unless each states an exact sum, all of one currency. */
function sumOf(traces: readonly Trace[]): Money | null {
  const sums = traces.map(moneyOf);
  const [first = null] = sums;
  if (first === null) return null;
  let minor = 0n;
  for (const sum of sums) {
    if (sum === null || sum.currency !== first.currency) return null;
    minor += BigInt(sum.minor);
  }
  return { minor: String(minor), currency: first.currency };
}

function moneyText({ minor, currency }: Money): string {
  return `${minor} minor units of ${currency}`;
}

function whatOf(traces: readonly Trace[]): string {
  const [first] = traces;
  if (first === undefined) return 'nothing appeared';
  const more = traces.length - 1;
  return `${first.kind} ${first.name} appeared${more === 0 ? '' : ` and ${more} more`}`;
}

function evidenceOf(trace: Trace): string {
  const { kind, name, externalId, madeAt, appearedAfter, appearedBy } = trace;
  const money = moneyOf(trace);
  const made = madeAt === null ? '' : `, made at ${madeAt} as the provider says`;
  const sum = money === null ? '' : `, for ${moneyText(money)}`;
  return `${kind} ${name} (${externalId}) appeared between ${appearedAfter ?? 'the beginning'} and ${appearedBy}${made}${sum}`;
}

function hasAll(attributes: Trace['attributes'], wanted: Trace['attributes']): boolean {
  return Object.entries(wanted).every(([key, value]) => JSON.stringify(attributes[key]) === JSON.stringify(value));
}
