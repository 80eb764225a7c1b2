import type { OrphanFacts } from '../../facts/identity.ts';
import type { Judgement, Rule } from '../../rule.ts';

const rule = 'inbox_without_domain';

/** An orphan: inboxes on a domain that has ended, or that no connection holds, though it is the only such domain of its connection. */
export const inboxWithoutDomain: Rule<OrphanFacts> = {
  id: rule,
  family: 'identity',
  severity: 'alarm',
  title: 'Inboxes are on a domain that nobody holds: whoever registers it gets their mail.',
  remedy: 'Find out who holds the domain: renew it, connect the account that it is in, or let go of its inboxes.',
  judge(facts) {
    const { domain, connection, inboxes, ended, siblings, knownSince, newestSeenAt } = facts;
    if (ended.length > 0) {
      const words = ended.map(({ status, connection: at }) => `${status} at ${at}`).join(', ');
      return [verdict(facts, `${domain} is ${words}, and ${countText(inboxes)} on it at ${connection}.`)];
    }
    // Where domains are held elsewhere altogether, nothing is known of one; where nearly all of an account's are held, of the others.
    if (siblings.held * 2 <= siblings.all) return [];
    if (knownSince === null || knownSince < newestSeenAt) {
      return [
        { fingerprint: fingerprintOf(facts), undecided: 'the listings of domains are not all believed, or older' },
      ];
    }
    return [
      verdict(
        facts,
        `No connection holds ${domain}, and ${countText(inboxes)} on it at ${connection}.`,
        `${siblings.held} of the ${siblings.all} domains with inboxes at ${connection} are held by some connection`,
      ),
    ];
  },
};

function verdict(facts: OrphanFacts, sentence: string, ...why: readonly string[]): Judgement {
  const { domain, inboxes, listed } = facts;
  const more = inboxes - listed.length;
  return {
    rule,
    fingerprint: fingerprintOf(facts),
    severity: 'alarm',
    sentence,
    remedy:
      'Renew the domain, connect the account that it is in, or let go of its inboxes: whoever registers it gets their mail.',
    evidence: [...why, ...listed, ...(more > 0 ? [`and ${more} more`] : [])],
    money: null,
    // It tells of other connections.
    connectionId: null,
    subject: { kind: 'domain', externalId: domain, name: domain },
    operationId: null,
    eventId: null,
  };
}

function fingerprintOf({ connectionId, domain }: OrphanFacts): string {
  return `${rule} ${connectionId} ${domain}`;
}

function countText(inboxes: number): string {
  return inboxes === 1 ? '1 inbox is' : `${inboxes} inboxes are`;
}
