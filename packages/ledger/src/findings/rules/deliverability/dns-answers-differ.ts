import type { DnsAnswer } from '@rollcall/schema';
import type { DnsFacts } from '../../facts/dns.ts';
import { domainRule } from './domain-rule.ts';

/** Servers are given an hour to pass on to each other what changed. */
const settledSeconds = 3_600;
/** No resolver remembers for longer, whatever it is told (RFC 8767 has seven days; those that everybody asks keep to one). */
const rememberedSecondsMax = 86_400;
/** What is asked of these may differ by where it is asked from, or is compared by another rule. */
const passedOver: ReadonlySet<string> = new Set(['A', 'AAAA', 'NS']);

/** The servers of a domain do not agree, or a resolver says what none of them does, for longer than it may remember. */
export const dnsAnswersDiffer = domainRule({
  id: 'dns_answers_differ',
  severity: 'notice',
  title: 'The servers of a domain do not agree with each other, or a resolver says what none of them says.',
  remedy: 'Have the servers pass the zone on to each other; of a resolver, find out where its answer comes from.',
  find(facts) {
    const servers = groups(facts.authority.answers);
    const apart = [...servers.values()].filter((answers) => answers.length > 1 && answers.some(isTold));
    const seconds = (Date.parse(facts.checkedAt) - Date.parse(facts.authoritySince)) / 1_000;
    const [first] = apart.map((answers) => answers.filter(isTold)).filter((answers) => answers.length > 1);
    if (first !== undefined) {
      if (seconds < settledSeconds) return { undecided: 'its servers may still pass on what changed' };
      return disagreement(facts, first);
    }
    const stale = [...groups(facts.resolver).values()].flatMap((answers) =>
      answers.filter((answer) => isTold(answer) && isUnlike(servers.get(keyOf(answer)) ?? [], answer)),
    );
    const [lie] = stale;
    if (lie === undefined) return null;
    const own = (servers.get(keyOf(lie)) ?? []).find(isTold);
    const ttl = Math.min(Math.max(own?.ttl ?? 0, lie.ttl ?? 0, settledSeconds), rememberedSecondsMax);
    if (own === undefined || seconds < ttl) {
      return { undecided: `${lie.servers.join(', ')} may remember what was true before, as it may` };
    }
    return {
      sentence: `${lie.servers.join(', ')} answers for ${lie.type} ${lie.name} what no server of ${facts.domain} answers.`,
      remedy:
        'Ask another resolver, and find out whether this one is out of order or made to answer so; the zone itself needs no change.',
      evidence: [
        'At fault is the resolver: what it says is older than it may remember.',
        `It says ${textOf(lie)}.`,
        `The servers say ${textOf(own)}.`,
      ],
    };
  },
});

function disagreement({ domain }: DnsFacts, answers: readonly DnsAnswer[]) {
  const [first] = answers;
  return {
    sentence: `The servers of ${domain} do not agree about ${first?.type} ${first?.name}.`,
    remedy: `Have the servers of ${domain} serve the same zone: whoever keeps it must pass it on to ${answers.map(({ servers }) => servers.join(' and ')).join(', or to ')}.`,
    evidence: [
      'At fault is the zone: some of its servers have another copy.',
      ...answers.map((answer) => `${answer.servers.join(', ')}: ${textOf(answer)}.`),
    ],
  };
}

function groups(answers: readonly DnsAnswer[]): Map<string, DnsAnswer[]> {
  return Map.groupBy(
    answers.filter(({ type }) => !passedOver.has(type)),
    keyOf,
  );
}

function keyOf({ type, name }: DnsAnswer): string {
  return `${type} ${name}`;
}

function isTold({ state }: DnsAnswer): boolean {
  return state !== 'unknown';
}

/** Nothing is the same as nothing, whether or not the name exists. */
function isUnlike(own: readonly DnsAnswer[], answer: DnsAnswer): boolean {
  const told = own.filter(isTold);
  const text = JSON.stringify(answer.records);
  return told.length > 0 && told.every(({ records }) => JSON.stringify(records) !== text);
}

function textOf({ records }: DnsAnswer): string {
  return (
    records.map(({ content, priority }) => `${priority === null ? '' : `${priority} `}${content}`).join(' and ') ||
    'nothing'
  );
}
