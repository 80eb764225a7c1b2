import { doneElsewhere, driftVerdict, type Looked } from '../../drift-since.ts';
import type { DriftFacts } from '../../facts/drift.ts';
import type { Rule } from '../../rule.ts';

/** What of each kind says where mail goes and who may send it. Where none is named, that it comes and goes is looked at as well. */
const looked: Readonly<Record<string, Looked>> = {
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
    const done = doneElsewhere(facts, looked[facts.kind]);
    return done === undefined
      ? []
      : [driftVerdict(facts, { rule: 'dns_changed_out_of_band', severity: 'notice', ...done })];
  },
};
