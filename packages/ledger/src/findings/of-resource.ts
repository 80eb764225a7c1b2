import type { HeldResource } from './facts/held.ts';
import type { Judgement, RuleEntry, Verdict } from './rule.ts';

type Said = Pick<Verdict, 'sentence' | 'remedy' | 'evidence'> & Partial<Pick<Verdict, 'severity'>>;

/** What is known of the scope that a resource stands in. */
type Held = Pick<HeldResource, 'connectionId' | 'connection' | 'kind' | 'externalId' | 'name' | 'trouble'>;

/**
 * The one verdict that a rule has on a resource; undecided where the newest listing of its scope was not believed, for what it is
 * now is then not known.
 */
export function verdictOf(rule: RuleEntry, held: Held, said: Said): readonly Judgement[] {
  const { connectionId, kind, externalId, name, trouble } = held;
  const fingerprint = `${rule.id} ${connectionId} ${kind} ${externalId}`;
  if (trouble !== null) return [{ fingerprint, undecided: `its listing is not believed: ${trouble}` }];
  const subject = { kind, externalId, name };
  const nothing = { money: null, operationId: null, eventId: null };
  return [{ rule: rule.id, fingerprint, severity: rule.severity, ...said, ...nothing, connectionId, subject }];
}
