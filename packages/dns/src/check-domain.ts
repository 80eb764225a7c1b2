import { dnsName } from '@rollcall/provider-kit';
import type { DnsAnswer, DnsObservation } from '@rollcall/schema';
import type { Authority, Delegations } from './delegation.ts';
import { alike, type Dns, type NamedServer } from './dns.ts';
import type { Lookup } from './mail-resolver.ts';
import { readDkim } from './read-dkim.ts';
import { readDmarc } from './read-dmarc.ts';
import { readSpf } from './read-spf.ts';
import { isReadable, type ReadableType } from './wire/from-answer.ts';
import { type Heard, unknown } from './wire/interpret.ts';

/** What is asked about a domain, beside what is asked about every one. */
export interface DomainQuestions {
  readonly domain: string;
  /** Names and types of the records that a provider published or expects. */
  readonly records: readonly { readonly name: string; readonly type: string }[];
  /** Whole names of DKIM keys: `SELECTOR._domainkey.DOMAIN`. */
  readonly dkimNames: readonly string[];
}

export interface Checking {
  readonly dns: Dns;
  readonly delegations: Delegations;
}

/** A zone has some twenty names; who has hundreds has them for something else than mail. */
const questionsMax = 60;

interface Question {
  readonly name: string;
  readonly type: ReadableType;
}

/** Asks all sides about one domain. Answers whatever servers do; throws the signal's reason only. */
export async function checkDomain(
  { dns, delegations }: Checking,
  asked: DomainQuestions,
  signal: AbortSignal,
): Promise<DnsObservation> {
  const domain = dnsName(asked.domain);
  const found = await delegations.find(domain, signal);
  const questions = questionsOf(domain, asked);
  const isNowhere = found.delegation.state === 'no_name';
  const [authority, resolver] = await Promise.all([
    isNowhere ? [nowhere(domain, found)] : askServers(dns, { found, questions }, signal),
    askResolvers(dns, isNowhere ? questions.slice(0, 1) : questions, signal),
  ]);
  const lookup = lookupIn({ authority, resolver, dns }, signal);
  const dkimNames = [...new Set(asked.dkimNames.map(dnsName))];
  return {
    ...{ domain, delegation: found.delegation, authority, resolver },
    spf: await readSpf(domain, lookup),
    dkim: await Promise.all(dkimNames.map((name) => readDkim(name, lookup))),
    dmarc: await readDmarc(domain, lookup),
  };
}

function questionsOf(domain: string, { records, dkimNames }: DomainQuestions): readonly Question[] {
  const all: { readonly name: string; readonly type: string }[] = [
    { name: domain, type: 'NS' },
    { name: domain, type: 'MX' },
    { name: domain, type: 'TXT' },
    { name: `_dmarc.${domain}`, type: 'TXT' },
    ...dkimNames.map((name) => ({ name: dnsName(name), type: 'TXT' })),
    ...records,
  ];
  const unlike = new Map(all.map((question) => [`${question.name} ${question.type}`, question]));
  const readable = [...unlike.values()].flatMap(({ name, type }) => (isReadable(type) ? [{ name, type }] : []));
  return readable.slice(0, questionsMax);
}

/** What the zone above said, as the one answer that there is. */
function nowhere(domain: string, { delegation }: Authority): DnsAnswer {
  const servers = [`the servers of ${delegation.zone}`];
  return { name: domain, type: 'NS', state: 'no_name', records: [], aliases: [], ttl: null, reason: null, servers };
}

async function askServers(
  dns: Dns,
  { found, questions }: { readonly found: Authority; readonly questions: readonly Question[] },
  signal: AbortSignal,
): Promise<DnsAnswer[]> {
  const told = await Promise.all(
    found.servers.map(async (server) => ({
      server: server.label,
      heard: await askAll(dns, { server, questions }, signal),
    })),
  );
  return questions.flatMap(({ name, type }, index) =>
    alike({ name, type }, [
      ...told.map(({ server, heard }) => ({ server, ...(heard[index] ?? unknown('it was not asked')) })),
      ...found.unreachable.map(({ server, reason }) => ({ server, ...unknown(reason) })),
    ]),
  );
}

/** One that does not answer the first question is not waited for at each of the others. */
async function askAll(
  dns: Dns,
  { server, questions }: { readonly server: NamedServer; readonly questions: readonly Question[] },
  signal: AbortSignal,
): Promise<readonly Heard[]> {
  const [first, ...others] = questions;
  if (first === undefined) return [];
  const heard = await dns.askAuthority(server, first, signal);
  if (heard.state === 'unknown') return questions.map(() => heard);
  return [heard, ...(await Promise.all(others.map((question) => dns.askAuthority(server, question, signal))))];
}

async function askResolvers(dns: Dns, questions: readonly Question[], signal: AbortSignal): Promise<DnsAnswer[]> {
  return (await Promise.all(questions.map(({ name, type }) => dns.resolveEach(name, type, signal)))).flat();
}

interface Sides {
  readonly authority: readonly DnsAnswer[];
  readonly resolver: readonly DnsAnswer[];
  readonly dns: Dns;
}

/** What was asked is not asked again: readings are of the same answers as what is compared. */
function lookupIn({ authority, resolver, dns }: Sides, signal: AbortSignal): Lookup {
  return async (name, type) => {
    const of = (answers: readonly DnsAnswer[]): readonly DnsAnswer[] =>
      answers.filter((answer) => answer.name === dnsName(name) && answer.type === type);
    return agreed(of(authority)) ?? agreed(of(resolver)) ?? dns.resolve(name, type, signal);
  };
}

/** What those say who know; unknown where they say different things; undefined where nobody knows. */
function agreed(answers: readonly DnsAnswer[]): Heard | undefined {
  const known = answers.filter(({ state }) => state !== 'unknown');
  return known.length > 1 ? unknown('its servers do not agree') : known[0];
}
