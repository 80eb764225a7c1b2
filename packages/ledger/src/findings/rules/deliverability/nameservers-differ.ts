import type { DnsFacts } from '../../facts/dns.ts';
import { answerTo, isSameSet } from '../../facts/dns-answers.ts';
import { domainRule } from './domain-rule.ts';

/** The zone above delegates the domain elsewhere than the provider says that it must be; or the zone itself says otherwise. */
export const nameserversDiffer = domainRule({
  id: 'nameservers_differ',
  severity: 'alarm',
  title:
    'A domain is not delegated to the servers that its provider assigned: whatever it publishes there is not in force.',
  remedy: 'Set the nameservers at the registrar to those that the provider assigned.',
  find(facts) {
    const { domain, holders } = facts;
    const [holder] = holders.filter(({ nameservers }) => nameservers !== null);
    const assigned = holder?.nameservers ?? null;
    const told = toldOf(facts);
    if (holder === undefined || assigned === null) return insideDiffers(facts);
    if (typeof told === 'string') return { undecided: told };
    if (isSameSet(assigned, told.servers)) return insideDiffers(facts);
    return {
      sentence: `${domain} is delegated to ${list(told.servers)}, and ${holder.connection} assigned ${list(assigned)}.`,
      remedy: `At the registrar of ${domain}, replace its nameservers by ${list(assigned)}; until then nothing that ${holder.connection} publishes is in force.`,
      evidence: [
        `At fault is the delegation: ${told.by} ${told.servers.length === 0 ? 'no servers' : list(told.servers)}.`,
        `${holder.connection} says ${list(assigned)}.`,
      ],
    };
  },
});

function toldOf(facts: DnsFacts): { readonly servers: readonly string[]; readonly by: string } | string {
  const { state, zone, nameservers } = facts.authority.delegation;
  if (state === 'delegated') return { servers: [...nameservers].sort(), by: `the zone above ${zone} names` };
  if (state === 'none') return { servers: [], by: `it is a name inside ${zone}, which names` };
  const own = answerTo(facts, facts.domain, 'NS');
  if (own.is === 'unknown') return own.why;
  return { servers: own.records.map(({ content }) => content).sort(), by: 'a resolver names' };
}

/** Resolvers go by both, one after the other. */
function insideDiffers(facts: DnsFacts) {
  const { state, nameservers } = facts.authority.delegation;
  if (state !== 'delegated') return null;
  const own = answerTo(facts, facts.domain, 'NS');
  if (own.is === 'unknown') return { undecided: own.why };
  const inside = own.records.map(({ content }) => content);
  if (own.by !== 'authority' || inside.length === 0 || isSameSet(inside, nameservers)) return null;
  return {
    severity: 'notice' as const,
    sentence: `${facts.domain} is delegated to ${list(nameservers)}, and its zone names ${list(inside)}.`,
    remedy: `Make both the same: the nameservers of ${facts.domain} at its registrar, and the NS records of its zone.`,
    evidence: ['At fault is the zone or the delegation: resolvers go by both, one after the other.'],
  };
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : [...names].sort().join(' and ');
}
