import { ConnectionId } from '@rollcall/schema';
import type { Judgement, Rule } from '../../src/index.ts';

export const now = '2026-06-01T00:00:00.000Z';
const connectionId = ConnectionId.parse('018f0000-0000-7000-8000-000000000001');
export const place = { connectionId, connection: 'si', kind: 'wallet_transaction', doubt: null };
export const usd = { currency: 'USD', unit: 'confirmed' } as const;
export const dayMs = 86_400_000;

/** What rules say: which, of what, for how much; or that they cannot tell. */
function said(judgements: readonly Judgement[]): readonly string[] {
  return judgements.map((one) =>
    'undecided' in one
      ? `${one.fingerprint.split(' ')[0]}?`
      : `${one.rule} ${one.subject?.externalId} ${one.money?.minor ?? '-'}`,
  );
}

export function judged<Facts>(rules: readonly Rule<Facts>[], facts: Facts, at = now): readonly string[] {
  return said(rules.flatMap((rule) => rule.judge(facts, at)));
}
