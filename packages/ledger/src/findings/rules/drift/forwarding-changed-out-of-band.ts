import { doneElsewhere, driftVerdict, type Looked } from '../../drift-since.ts';
import type { DriftFacts } from '../../facts/drift.ts';
import type { Rule } from '../../rule.ts';

/** What of each kind says where mail, or a visitor, is sent on to; and whether the thing itself is that. */
const looked: Readonly<Record<string, Looked>> = {
  forwarder: { attributes: ['name', 'targets', 'localTargets'], comes: true },
  alias: { attributes: ['name', 'targets'], comes: true },
  inbound_route: { attributes: ['filterType', 'filter', 'actionType', 'target', 'targetDigest'], comes: true },
  domain: { attributes: ['forwardingUrl'], comes: false },
};

/** Somebody has mail, or visitors, sent on to somewhere else. */
export const forwardingChangedOutOfBand: Rule<DriftFacts> = {
  id: 'forwarding_changed_out_of_band',
  family: 'drift',
  severity: 'alarm',
  title: 'Where mail is sent on to was changed by somebody else than Rollcall.',
  remedy:
    'Find out who did it, for mail may go to a stranger; take it back ("findings revert"), or take it as right ("accept" of its event).',
  judge(facts) {
    const done = doneElsewhere(facts, looked[facts.kind]);
    if (done === undefined) return [];
    const remedy = `Find out who did it, for mail may go to a stranger. ${done.remedy}`;
    return [driftVerdict(facts, { rule: 'forwarding_changed_out_of_band', severity: 'alarm', ...done, remedy })];
  },
};
