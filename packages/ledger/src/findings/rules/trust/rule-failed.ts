import type { RuleFailedFacts } from '../../facts/rule-failed.ts';
import type { Rule } from '../../rule.ts';

/** What was thrown may quote all that it was shown. */
const messageMax = 500;

/** A rule broke: what it found before stands as it is, however it is by now. */
export const ruleFailed: Rule<RuleFailedFacts> = {
  id: 'rule_failed',
  family: 'trust',
  severity: 'notice',
  title: 'A rule failed, so that nobody knows what it would have found.',
  remedy: 'Report it with its evidence: this is a fault of Rollcall. What the rule found before stays as it is.',
  judge({ rule, message }) {
    return [
      {
        rule: 'rule_failed',
        fingerprint: `rule_failed ${rule}`,
        severity: 'notice',
        sentence: `The rule ${rule} failed: what it found before may be over by now, and what came since it did not find.`,
        remedy: 'Report it with its evidence: this is a fault of Rollcall. It is asked again with every round.',
        evidence: [message.length > messageMax ? `${message.slice(0, messageMax)} …` : message],
        money: null,
        connectionId: null,
        subject: null,
        operationId: null,
        eventId: null,
      },
    ];
  },
};
