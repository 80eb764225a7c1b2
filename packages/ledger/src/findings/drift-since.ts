import type { FindingRule, FindingSeverity } from '@rollcall/schema';
import type { DriftFacts, OpenChange } from './facts/drift.ts';
import type { Verdict } from './rule.ts';

/** What became of a resource by its open changes together: what is as it was before them is no drift any more. */
type DriftSince =
  | { readonly drift: 'none' }
  | { readonly drift: 'none' | 'came' | 'gone'; readonly newest: OpenChange }
  | { readonly drift: 'changed'; readonly newest: OpenChange; readonly differs: readonly Difference[] };

interface Difference {
  readonly attribute: string;
  readonly before: unknown;
  readonly now: unknown;
}

/** `attributes`: those that are looked at; of others, nothing is said. */
export function driftSince(
  { presence, attributes: present, name, changes }: DriftFacts,
  attributes: readonly string[],
): DriftSince {
  const first = changes[0];
  const newest = changes.at(-1);
  if (first === undefined || newest === undefined || presence === null) return { drift: 'none' };
  const wasThere = first.change !== 'appeared' && first.change !== 'reappeared';
  const isThere = presence === 'live';
  if (!wasThere) return { drift: isThere ? 'came' : 'none', newest };
  // One that somebody changed, and that an operation of ours then deleted, is gone by that.
  if (!isThere) return { drift: changes.some(({ change }) => change === 'vanished') ? 'gone' : 'none', newest };
  const now: Readonly<Record<string, unknown>> = { ...present, name };
  const touched = changes.filter(({ after, before }) => attributes.some((one) => has(after, one) || has(before, one)));
  const differs = attributes.flatMap((attribute) => {
    const told = changes.filter(({ before, after }) => has(before, attribute) || has(after, attribute));
    const [oldest, last] = [told[0], told.at(-1)];
    if (oldest === undefined || last === undefined) return [];
    const before = oldest.before?.[attribute] ?? null;
    // What was set otherwise since, by an operation of ours or the provider, is that one's.
    const isTheirs = isSame(now[attribute] ?? null, last.after?.[attribute] ?? null);
    return isTheirs && !isSame(now[attribute] ?? null, before)
      ? [{ attribute, before, now: now[attribute] ?? null }]
      : [];
  });
  return differs.length === 0 ? { drift: 'none' } : { drift: 'changed', newest: touched.at(-1) ?? newest, differs };
}

function has(side: Readonly<Record<string, unknown>> | null, attribute: string): boolean {
  return side !== null && Object.hasOwn(side, attribute);
}

/** Equal as JSON: the order of an object's keys means nothing. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one, inOrder) === JSON.stringify(other, inOrder);
}

function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Such as `content from "a" to "b"`. */
export function differenceText(differs: readonly Difference[]): string {
  return differs
    .map(({ attribute, before, now }) => `${attribute} from ${valueText(before)} to ${valueText(now)}`)
    .join(', ');
}

/** A sentence is to stay one. */
const valueMax = 120;

function valueText(value: unknown): string {
  const text = JSON.stringify(value ?? null);
  return text.length > valueMax ? `${text.slice(0, valueMax)}…` : text;
}

/** What of a kind is looked at, and whether that one comes or goes is drift as well. */
export interface Looked {
  readonly attributes: readonly string[];
  readonly comes: boolean;
}

/** What somebody did elsewhere with a resource, in words, and what can be done about it; undefined where that is nothing. */
export function doneElsewhere(
  facts: DriftFacts,
  look: Looked | undefined,
): { readonly newest: OpenChange; readonly sentence: string; readonly remedy: string } | undefined {
  if (look === undefined) return undefined;
  const since = driftSince(facts, look.attributes);
  if (since.drift === 'none' || (since.drift !== 'changed' && !look.comes)) return undefined;
  const { kind, name, connection } = facts;
  const done = { came: 'was added', gone: 'was removed', changed: 'was changed' }[since.drift];
  const how = since.drift === 'changed' ? `: ${differenceText(since.differs)}` : '';
  return {
    newest: since.newest,
    sentence: `${kind} ${name} of ${connection} ${done} elsewhere${how}.`,
    remedy: takenBackOrRight(since.newest),
  };
}

/** What can be done about a change that somebody made elsewhere. */
export function takenBackOrRight({ eventId }: OpenChange): string {
  return `"findings revert" plans what takes it back; if it is right, "accept ${eventId}" says so for good.`;
}

/** What a rule about drift says of a resource. */
export function driftVerdict(
  facts: DriftFacts,
  said: { rule: FindingRule; severity: FindingSeverity; newest: OpenChange; sentence: string; remedy: string },
): Verdict {
  const { rule, newest, ...told } = said;
  const { connectionId, kind, externalId, name, changes } = facts;
  return {
    ...{ rule, ...told, fingerprint: `${rule} ${connectionId} ${kind} ${externalId}` },
    evidence: changes.slice(-changesTold).map(({ change, by, evidence }) => `${change} by ${by}: ${evidence}`),
    ...{ money: null, connectionId, subject: { kind, externalId, name }, operationId: null, eventId: newest.eventId },
  };
}

/** Whoever changes one thing again and again is told by the last times. */
const changesTold = 10;
