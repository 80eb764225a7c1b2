import type { ConnectionId } from '@rollcall/schema';
import type { RuleEntry, Verdict } from './rule.ts';

type Said = Pick<Verdict, 'sentence' | 'remedy' | 'evidence'> & Partial<Pick<Verdict, 'severity'>>;

interface Connected {
  readonly connectionId: ConnectionId;
  readonly connection: string;
}

/** The one verdict that a rule has on a connection, or on a part of it that `part` names. */
export function ofConnection(
  rule: RuleEntry,
  { connectionId, connection }: Connected,
  { part, ...said }: Said & { readonly part?: string },
): readonly Verdict[] {
  const subject = { kind: 'connection', externalId: connectionId, name: connection };
  const fingerprint = `${rule.id} ${connectionId}${part === undefined ? '' : ` ${part}`}`;
  const nothing = { money: null, operationId: null, eventId: null };
  return [{ rule: rule.id, fingerprint, severity: rule.severity, ...said, ...nothing, connectionId, subject }];
}
