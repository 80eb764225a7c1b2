import { dnsName } from '@rollcall/provider-kit';
import type { DnsAnswer } from '@rollcall/schema';
import type { Question, Reply } from './ask.ts';
import { recordOf } from './from-answer.ts';
import type { ZoneRecord } from './record.ts';

/** What one server answered, before it is said who that was. */
export type Heard = Omit<DnsAnswer, 'name' | 'type' | 'servers'>;

/** `leadsTo`: the aliases leave what the server knows, and this name is to be asked for elsewhere. */
export interface Interpreted {
  readonly heard: Heard;
  readonly leadsTo: string | null;
}

const noError = 0;
const nameError = 3;

/**
 * What a reply means. A server that was asked for what is its own is believed only where it says that it is responsible (AA): what
 * it remembers of others is nobody's word. Whatever does not settle the question is unknown, with the reason.
 */
export function interpret(reply: Reply, question: Question): Interpreted {
  if (reply.state === 'failed') return whole(unknown(failures[reply.failure]));
  const isBelieved = question.recursion || reply.authoritative;
  if (reply.rcode !== noError && reply.rcode !== nameError) {
    return whole(unknown(`it answered ${rcodeNames[reply.rcode] ?? `with code ${reply.rcode}`}`));
  }
  if (!isBelieved) return whole(unknown('it does not say that it is responsible for the domain'));
  const records = reply.answers.map(recordOf).filter((record) => record !== undefined);
  // Whoever asks for the alias itself does not want what it leads to.
  const passed = question.type === 'CNAME' ? [] : records;
  const chain = follow(passed, dnsName(question.name));
  if (chain === undefined) return whole(unknown('its aliases lead back to themselves'));
  const { aliases, last } = chain;
  const found = records.filter(({ type, name }) => type === question.type && name === last);
  const said = { aliases, reason: null };
  if (found.length > 0) {
    const ttl = Math.min(...found.map((record) => record.ttl));
    return whole({ ...said, state: 'found', records: inOrder(found), ttl });
  }
  const ttl = negativeTtl(reply);
  if (reply.rcode === nameError) return whole({ ...said, state: 'no_name', records: [], ttl });
  const leadsTo = aliases.length > 0 && !question.recursion ? last : null;
  return { heard: { ...said, state: 'no_data', records: [], ttl }, leadsTo };
}

export function unknown(reason: string): Heard {
  return { state: 'unknown', records: [], aliases: [], ttl: null, reason };
}

function whole(heard: Heard): Interpreted {
  return { heard, leadsTo: null };
}

const failures = {
  silent: 'it did not answer in time',
  malformed: 'what it answered is not DNS',
  other: 'it answered to other questions than the one that was asked',
  unreachable: 'it cannot be reached',
} as const;

const rcodeNames: Readonly<Record<number, string>> = {
  1: 'FORMERR',
  2: 'SERVFAIL',
  4: 'NOTIMP',
  5: 'REFUSED',
  9: 'NOTAUTH',
};

/** More aliases than this one behind the other are a mistake: resolvers give up at about as many. */
const aliasesMax = 16;

/** Undefined where the aliases never end. */
function follow(
  records: readonly ZoneRecord[],
  name: string,
): { readonly aliases: string[]; readonly last: string } | undefined {
  const aliases: string[] = [];
  let last = name;
  for (;;) {
    const alias = records.find((record) => record.type === 'CNAME' && record.name === last);
    if (alias === undefined) return { aliases, last };
    if (alias.content === name || aliases.includes(alias.content) || aliases.length === aliasesMax) return undefined;
    aliases.push(alias.content);
    last = alias.content;
  }
}

function inOrder(records: readonly ZoneRecord[]): Heard['records'] {
  return records
    .map(({ content, priority }) => ({ content, priority }))
    .sort((a, b) => (a.priority ?? 0) - (b.priority ?? 0) || compare(a.content, b.content));
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** An absence is remembered for the shorter of two times that the zone's SOA record has (RFC 2308). */
function negativeTtl(reply: Reply & { readonly state: 'answered' }): number | null {
  const soa = reply.authorities.find((record) => record.type === 'SOA');
  return soa?.type === 'SOA' ? Math.min(soa.ttl ?? 0, soa.data.minimum ?? 0) : null;
}
