import { whereabouts } from '../../facts/dns-answers.ts';
import { domainRule } from './domain-rule.ts';

/** The zone above does not know the domain: it expired, or was never bought. */
export const domainUnresolvable = domainRule({
  id: 'domain_unresolvable',
  severity: 'alarm',
  title: 'A domain that a connection has does not exist in DNS: it expired, is on hold, or was never registered.',
  remedy: 'Renew or register the domain, or remove it from the connections that have it.',
  wholly: true,
  find(facts) {
    if (whereabouts(facts) !== 'nowhere') return null;
    const { domain, holders, authority } = facts;
    const { zone } = authority.delegation;
    const connections = holders.map(({ connection }) => connection).join(', ');
    return {
      sentence: `${domain} does not exist in DNS, and ${connections} has it.`,
      remedy: `Renew or register ${domain}, or remove it from ${connections}: no mail reaches it, and none that it sends is taken.`,
      evidence: [
        zone === null
          ? 'At fault is the delegation: every resolver that answered says so (NXDOMAIN); the zone above could not be asked.'
          : `At fault is the delegation: the servers of ${zone} say so (NXDOMAIN).`,
      ],
    };
  },
});
