import { differenceText, driftSince, driftVerdict, takenBackOrRight } from '../../drift-since.ts';
import type { DriftFacts } from '../../facts/drift.ts';
import type { Rule } from '../../rule.ts';

/** What of each kind says who may do what. */
const looked: Readonly<Record<string, readonly string[]>> = {
  api_key: ['accessLevels', 'ipRanges'],
  smtp_credential: ['accessLevel', 'ipRanges'],
  sub_account: ['validSenderDomainOnly', 'privateIpPurchase'],
  inbox: ['roles', 'memberOf'],
};

/** Somebody changed elsewhere what a key, an account or an inbox may do. */
export const permissionsChangedOutOfBand: Rule<DriftFacts> = {
  id: 'permissions_changed_out_of_band',
  family: 'drift',
  severity: 'alarm',
  title: 'What a key, an account or an inbox may do was changed by somebody else than Rollcall.',
  remedy: 'Find out who did it; take it back ("findings revert"), or take it as right ("accept" of its event).',
  judge(facts) {
    const since = driftSince(facts, looked[facts.kind] ?? []);
    if (since.drift !== 'changed') return [];
    return [
      driftVerdict(facts, {
        ...{ rule: 'permissions_changed_out_of_band', severity: 'alarm', newest: since.newest },
        sentence: `What ${facts.kind} ${facts.name} of ${facts.connection} may do was changed elsewhere: ${differenceText(since.differs)}.`,
        remedy: `Find out who did it. ${takenBackOrRight(since.newest)}`,
      }),
    ];
  },
};
