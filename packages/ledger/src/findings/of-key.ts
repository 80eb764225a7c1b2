import type { KeyFacts } from './facts/keys.ts';
import { verdictOf } from './of-resource.ts';
import type { Judgement, RuleEntry, Verdict } from './rule.ts';

type Said = Pick<Verdict, 'sentence' | 'remedy' | 'evidence'> & Partial<Pick<Verdict, 'severity'>>;

/** The one verdict that a rule has on a key. One of Rollcall's own belongs to the whole workspace. */
export function verdictOfKey(rule: RuleEntry, key: KeyFacts, said: Said): readonly Judgement[] {
  if (key.of === 'provider') return verdictOf(rule, key, said);
  const { id, name } = key;
  const subject = { kind: 'gateway_key', externalId: id, name };
  const nothing = { money: null, operationId: null, eventId: null, connectionId: null };
  const fingerprint = `${rule.id} gateway_key ${id}`;
  return [{ rule: rule.id, fingerprint, severity: rule.severity, ...said, ...nothing, subject }];
}

/** How a key is called in a sentence. */
export function named(key: KeyFacts): string {
  if (key.of === 'gateway') return `The gateway key ${key.name} (${key.id})`;
  const account = key.account === null ? '' : ` of ${key.account}`;
  return `The ${key.kind} ${key.name}${account} at ${key.connection}`;
}

/** How a key is taken away. */
export function revoking(key: KeyFacts): string {
  return key.of === 'gateway' ? `"keys revoke ${key.id}"` : `revoke it ("call" on ${key.connection}, or its dashboard)`;
}
