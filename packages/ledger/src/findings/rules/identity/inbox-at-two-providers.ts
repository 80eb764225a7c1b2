import type { TwinFacts } from '../../facts/identity.ts';
import type { Rule } from '../../rule.ts';

const rule = 'inbox_at_two_providers';

/** A twin: one address is a live inbox at two accounts, and mail for it comes to one of them alone. */
export const inboxAtTwoProviders: Rule<TwinFacts> = {
  id: rule,
  family: 'identity',
  severity: 'notice',
  title: 'An address is a live inbox at two accounts: mail for it comes to one of them alone.',
  remedy: 'Find out where its mail is to go, as the MX records of its domain say, and delete the other inbox.',
  judge({ address, places }) {
    if (places.length < 2) return [];
    const names = places.map(({ connection }) => connection);
    return [
      {
        rule,
        fingerprint: `${rule} ${address}`,
        severity: 'notice',
        sentence: `${address} is a live inbox at ${names.slice(0, -1).join(', ')} and ${names.at(-1)}: mail for it comes to one of them alone.`,
        remedy:
          'Find out where its mail is to go, as the MX records of its domain say, and delete the inbox elsewhere.',
        evidence: places.map(
          ({ connection, provider, externalId, firstSeenAt }) =>
            `at ${connection} (${provider}) as ${externalId}, seen since ${firstSeenAt}`,
        ),
        money: null,
        // It tells of several.
        connectionId: null,
        subject: { kind: 'inbox', externalId: address, name: address },
        operationId: null,
        eventId: null,
      },
    ];
  },
};
