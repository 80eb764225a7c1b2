import type { DnsAnswer, DnsContent } from '@rollcall/schema';
import type { DnsFacts, DnsHolder, SaidRecord } from './dns.ts';

/** What was answered about a domain. */
type Answered = Pick<DnsFacts, 'domain' | 'authority' | 'resolver'>;

/** What is to be held true of one name and type; or why nobody knows. */
export type Told =
  | { readonly is: 'known'; readonly records: readonly DnsContent[]; readonly by: string; readonly answer: DnsAnswer }
  | { readonly is: 'unknown'; readonly why: string };

/**
 * What the servers of the domain say where they agree. Where none of them answers, what a resolver has found is taken; that it
 * found nothing is taken only where no server could be asked at all, since a resolver may say so of servers that are down.
 */
export function answerTo(facts: Answered, name: string, type: string): Told {
  const authority = facts.authority.answers.filter((answer) => answer.name === name && answer.type === type);
  const resolver = facts.resolver.filter((answer) => answer.name === name && answer.type === type);
  const known = authority.filter(({ state }) => state !== 'unknown');
  if (known.length > 1)
    return { is: 'unknown', why: `the servers of ${facts.domain} do not agree about ${name} (${type})` };
  const [own] = known;
  if (own !== undefined) return { is: 'known', records: own.records, by: 'authority', answer: own };
  const others = resolver.filter(({ state }) => state === 'found' || (state !== 'unknown' && cannotAsk(facts)));
  const [other] = others;
  if (other !== undefined && others.length === 1)
    return { is: 'known', records: other.records, by: 'resolver', answer: other };
  const silent = [...authority, ...resolver].find(({ state }) => state === 'unknown');
  const why = silent === undefined ? `${name} (${type}) was not asked for` : silentSentence(silent);
  return { is: 'unknown', why };
}

/** Whether the zone above could not be asked either: then no server can be, from here. */
function cannotAsk({ authority }: Answered): boolean {
  return authority.delegation.state === 'unknown';
}

function silentSentence({ servers, name, type, reason }: DnsAnswer): string {
  return `${servers.join(', ')} was asked for ${name} (${type}): ${reason ?? 'nothing came'}`;
}

/** Whether the domain is there at all. */
export function whereabouts(facts: Answered): 'there' | 'nowhere' | { readonly why: string } {
  const { delegation, answers } = facts.authority;
  if (delegation.state === 'no_name') return 'nowhere';
  if (answers.some(({ state }) => state !== 'unknown')) return 'there';
  const told = facts.resolver.filter(({ state }) => state !== 'unknown');
  if (told.some(({ state }) => state !== 'no_name')) return 'there';
  if (told.length > 0 && cannotAsk(facts)) return 'nowhere';
  const silent = [...answers, ...facts.resolver].find(({ state }) => state === 'unknown');
  return { why: silent === undefined ? (delegation.reason ?? 'nobody answers') : silentSentence(silent) };
}

/** The names of the servers that answer for the domain, as far as they are known. */
function serversOf(facts: DnsFacts): readonly string[] {
  const { nameservers } = facts.authority.delegation;
  if (nameservers.length > 0) return [...nameservers].sort();
  const told = answerTo(facts, facts.domain, 'NS');
  return told.is === 'known' ? told.records.map(({ content }) => content).sort() : [];
}

/** The connection at which the records of the domain are kept, and whether the domain is delegated to its servers. */
export function keeperOf(facts: DnsFacts): { readonly holder: DnsHolder; readonly isDelegated: boolean } | undefined {
  const holder = facts.holders.find(({ published }) => published !== null);
  if (holder === undefined) return undefined;
  const servers = serversOf(facts);
  const { nameservers } = holder;
  const isDelegated = nameservers === null || servers.length === 0 || isSameSet(nameservers, servers);
  return { holder, isDelegated };
}

/** Who is at fault that this is not what the servers answer: the first thing that a finding tells of what was seen. */
export function faultOf(
  facts: DnsFacts,
  record: SaidRecord | { readonly name: string; readonly type: string },
): string {
  const keeper = keeperOf(facts);
  if (keeper === undefined)
    return `At fault is the zone, which is kept where no connection reaches${byServers(facts)}.`;
  const { holder, isDelegated } = keeper;
  if (!isDelegated)
    return `At fault is the delegation: ${facts.domain} does not ask the servers of ${holder.connection}.`;
  if ('content' in record && holder.published?.some((own) => isSame(own, record))) {
    return `At fault is ${holder.connection}, which says that it published it, and its servers do not answer so.`;
  }
  return `At fault is the zone as ${holder.connection} keeps it.`;
}

/** Where records of the domain are changed. */
export function placeOf(facts: DnsFacts): string {
  const keeper = keeperOf(facts);
  if (keeper?.isDelegated) return `at ${keeper.holder.connection}`;
  return `where the DNS of ${facts.domain} is kept${byServers(facts)}`;
}

function byServers(facts: DnsFacts): string {
  const servers = serversOf(facts);
  return servers.length === 0 ? '' : ` (${servers.join(', ')})`;
}

function isSame(one: SaidRecord, other: SaidRecord): boolean {
  return one.type === other.type && one.name === other.name && hasSame([one], other);
}

/** Whether the content is among these; a priority that is not said may be any. */
export function hasSame(records: readonly DnsContent[], { content, priority }: DnsContent): boolean {
  return records.some(
    (record) =>
      record.content === content && (priority === null || record.priority === null || record.priority === priority),
  );
}

export function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name) => other.includes(name));
}

/** A record as somebody would write it down. */
export function recordText({ type, name, content, priority }: SaidRecord): string {
  return `${type} ${name} ${priority === null ? '' : `${priority} `}${type === 'TXT' ? `"${content}"` : content}`;
}
