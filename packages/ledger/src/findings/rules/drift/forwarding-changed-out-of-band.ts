import { differenceText, driftSince, driftVerdict } from '../../drift-since.ts';
import type { DriftFacts } from '../../facts/drift.ts';
import type { Rule } from '../../rule.ts';

/** What of each kind says where mail, or a visitor, is sent on to; and whether the thing itself is that. */
const looked: Readonly<Record<string, { readonly attributes: readonly string[]; readonly comes: boolean }>> = {
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
    const { kind, name, connection } = facts;
    const look = looked[kind];
    if (look === undefined) return [];
    const since = driftSince(facts, look.attributes);
    if (since.drift === 'none' || (since.drift !== 'changed' && !look.comes)) return [];
    const done = { came: 'was added', gone: 'was removed', changed: 'was changed' }[since.drift];
    const how = since.drift === 'changed' ? `: ${differenceText(since.differs)}` : '';
    return [
      driftVerdict(facts, {
        ...{ rule: 'forwarding_changed_out_of_band', severity: 'alarm', newest: since.newest },
        sentence: `${kind} ${name} of ${connection} ${done} elsewhere${how}.`,
        remedy: `Find out who did it, for mail may go to a stranger. "findings revert" plans what takes it back; if it is right, "accept ${since.newest.eventId}" says so for good.`,
      }),
    ];
  },
};
