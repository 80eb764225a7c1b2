import { driftSince, driftVerdict } from '../../drift-since.ts';
import type { DriftFacts } from '../../facts/drift.ts';
import type { Rule } from '../../rule.ts';

/** What opens an account, or sends in its name. */
const keyKinds: readonly string[] = ['api_key', 'smtp_credential', 'sending_tool_credential'];

/** A key of a provider is there that nobody here made. */
export const apiKeyAppeared: Rule<DriftFacts> = {
  id: 'api_key_appeared',
  family: 'drift',
  severity: 'alarm',
  title: 'A key of an account is there that nobody asked Rollcall to make.',
  remedy: 'Find out whose it is; revoke it ("findings revert"), or take it as right ("accept" of its event).',
  judge(facts) {
    if (!keyKinds.includes(facts.kind)) return [];
    const since = driftSince(facts, []);
    if (since.drift !== 'came') return [];
    return [
      driftVerdict(facts, {
        ...{ rule: 'api_key_appeared', severity: 'alarm', newest: since.newest },
        sentence: `${facts.kind} ${facts.name} of ${facts.connection} appeared, and nobody here made it.`,
        remedy: `Find out whose it is. "findings revert" plans its end; "accept ${since.newest.eventId}" says that it is right.`,
      }),
    ];
  },
};
