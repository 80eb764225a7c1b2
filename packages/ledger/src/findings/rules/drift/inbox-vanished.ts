import { driftSince, driftVerdict } from '../../drift-since.ts';
import type { DriftFacts } from '../../facts/drift.ts';
import type { Rule } from '../../rule.ts';

/** An inbox is not there any more, and nobody here took it away. */
export const inboxVanished: Rule<DriftFacts> = {
  id: 'inbox_vanished',
  family: 'drift',
  severity: 'alarm',
  title: 'An inbox is not there any more, and nobody asked Rollcall to delete it.',
  remedy:
    'Ask the provider or whoever may have deleted it; an empty one of the same address can be made ("findings revert --nearest").',
  judge(facts) {
    if (facts.kind !== 'inbox') return [];
    const since = driftSince(facts, []);
    if (since.drift !== 'gone') return [];
    return [
      driftVerdict(facts, {
        ...{ rule: 'inbox_vanished', severity: 'alarm', newest: since.newest },
        sentence: `The inbox ${facts.name} of ${facts.connection} vanished: what is sent to it does not arrive.`,
        remedy: `Ask the provider or whoever may have deleted it. "findings revert --nearest" plans an empty one of the same address; "accept ${since.newest.eventId}" says that it may be gone.`,
      }),
    ];
  },
};
