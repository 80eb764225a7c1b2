import type { EmptyDomainFacts } from '../../facts/identity.ts';
import { daysSince } from '../../facts/use.ts';
import type { Rule } from '../../rule.ts';

const rule = 'domain_without_inbox';
/** Inboxes are ordered for a new domain, and provisioned, by then. */
const graceDays = 14;

/** A domain is there for inboxes, and has none: no alias and no forwarder either, and no mail is sent by it. */
export const domainWithoutInbox: Rule<EmptyDomainFacts> = {
  id: rule,
  family: 'identity',
  severity: 'notice',
  title: 'A domain is there for inboxes and has none.',
  remedy: 'Order inboxes for it, or let it go before it renews.',
  judge({ domain, places, newestAt, knownSince }, now) {
    if (daysSince(newestAt, now) < graceDays) return [];
    const fingerprint = `${rule} ${domain}`;
    if (knownSince === null || knownSince < newestAt) {
      return [
        { fingerprint, undecided: 'the listings of inboxes, aliases and forwarders are not all believed, or older' },
      ];
    }
    const [only, ...others] = places;
    if (only === undefined) return [];
    return [
      {
        rule,
        fingerprint,
        severity: 'notice',
        sentence: `${domain} is there since ${newestAt}, and no inbox, alias or forwarder is on it at any connection.`,
        remedy: 'Order inboxes for it, or let it go before it renews.',
        evidence: places.map(({ connection }) => `it is live at ${connection}`),
        money: null,
        connectionId: others.length === 0 ? only.connectionId : null,
        subject: { kind: 'domain', externalId: others.length === 0 ? only.externalId : domain, name: domain },
        operationId: null,
        eventId: null,
      },
    ];
  },
};
