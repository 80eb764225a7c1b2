import { differenceText, driftSince, driftVerdict } from '../../drift-since.ts';
import type { DriftFacts } from '../../facts/drift.ts';
import type { Rule } from '../../rule.ts';

/** What of each kind says where mail goes and who may send it. Where none is named, that it comes and goes is looked at as well. */
const looked: Readonly<Record<string, { readonly attributes: readonly string[]; readonly comes: boolean }>> = {
  dns_record: { attributes: ['name', 'type', 'content', 'ttl', 'priority', 'proxied'], comes: true },
  dkim: { attributes: ['selector', 'algorithm', 'publicKey'], comes: true },
  nameserver_state: { attributes: ['nameservers'], comes: false },
};

/** Somebody changed DNS elsewhere. */
export const dnsChangedOutOfBand: Rule<DriftFacts> = {
  id: 'dns_changed_out_of_band',
  family: 'drift',
  severity: 'notice',
  title: 'Records of DNS were added, changed or removed by somebody else than Rollcall.',
  remedy: 'Take it back ("findings revert"), or take it as right ("accept" of its event).',
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
        ...{ rule: 'dns_changed_out_of_band', severity: 'notice', newest: since.newest },
        sentence: `${kind} ${name} of ${connection} ${done} elsewhere${how}.`,
        remedy: `"findings revert" plans what takes it back; if it is right, "accept ${since.newest.eventId}" says so for good.`,
      }),
    ];
  },
};
