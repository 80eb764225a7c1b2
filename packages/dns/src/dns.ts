import { dnsName } from '@rollcall/provider-kit';
import type { DnsAnswer } from '@rollcall/schema';
import { guardAddress, type Networks } from '@rollcall/webhooks';
import { createGate, type GateLimits } from './gate.ts';
import { type AskLimits, ask, askLimits, type Question, type Reply, type Server } from './wire/ask.ts';
import type { ReadableType } from './wire/from-answer.ts';
import { type Heard, type Interpreted, interpret, unknown } from './wire/interpret.ts';

export interface DnsOptions {
  /** At least one: who finds names elsewhere for us. */
  readonly resolvers: readonly Server[];
  /** Where servers that are responsible for a zone are asked; 53 everywhere but in a sandbox. */
  readonly authorityPort?: number;
  /** Networks inside that the operator opened: a domain may name any address for its server, and none inside is asked otherwise. */
  readonly networks?: Networks;
  readonly limits?: AskLimits;
  readonly gate?: GateLimits;
  /** How long a server that did not answer several times is left alone, in ms. */
  readonly restMs?: number;
}

/** Asks DNS. Every method answers, whatever servers do, and throws nothing but the signal's reason. */
export interface Dns {
  /** What the resolvers answer: those that answer alike together. */
  resolveEach(name: string, type: ReadableType, signal: AbortSignal): Promise<readonly DnsAnswer[]>;
  /** What the first resolver that knows answers; it is remembered for as long as it may be, and for five minutes at the most. */
  resolve(name: string, type: ReadableType, signal: AbortSignal): Promise<Heard>;
  /** What a server that is responsible for the name answers by itself; of aliases that leave its zone, the resolvers the rest. */
  askAuthority(server: NamedServer, asked: Pick<Question, 'name' | 'type'>, signal: AbortSignal): Promise<Heard>;
  /** The reply as it came, of a server that is asked for what is its own. */
  askPlainly(server: NamedServer, question: Question, signal: AbortSignal): Promise<Reply>;
  readonly authorityPort: number;
  readonly questions: () => number;
}

export interface NamedServer {
  /** The name that the zone gives it, and its address: `ns1.example (192.0.2.1)`. */
  readonly label: string;
  readonly address: string;
}

/** So many questions at once, over all servers; one server answers hundreds a second and may limit who asks for more. */
const gateLimits: GateLimits = { all: 64, perKey: 12 };
const silencesMax = 3;
const restMsUsual = 30_000;
const portUsual = 53;

export function createDns(options: DnsOptions): Dns {
  const { resolvers, authorityPort = portUsual, networks = [], limits = askLimits, restMs = restMsUsual } = options;
  const gate = createGate(options.gate ?? gateLimits);
  const silent = new Map<string, { count: number; until: number }>();
  let asked = 0;
  const exchange = async (server: Server, question: Question, signal: AbortSignal): Promise<Reply> => {
    const key = `${server.address}/${server.port}`;
    return gate.pass(
      key,
      async () => {
        const rest = silent.get(key);
        if (rest !== undefined && rest.until > performance.now()) return { state: 'failed', failure: 'silent' };
        asked += 1;
        const reply = await ask(server, question, { signal, limits });
        if (reply.state === 'answered') silent.delete(key);
        else if (reply.failure === 'silent') {
          const count = (rest?.count ?? 0) + 1;
          silent.set(key, { count, until: count >= silencesMax ? performance.now() + restMs : 0 });
        }
        return reply;
      },
      signal,
    );
  };
  const hear = async (server: Server, question: Question, signal: AbortSignal): Promise<Interpreted> => {
    if (!isName(question.name)) return { heard: unknown('it is no name that DNS can hold'), leadsTo: null };
    return interpret(await exchange(server, question, signal), question);
  };
  const remembered = createMemory();
  const resolve: Dns['resolve'] = async (name, type, signal) => {
    const key = `${dnsName(name)} ${type}`;
    const known = remembered.get(key);
    if (known !== undefined) return known;
    let last = unknown('no resolver is configured');
    for (const server of resolvers) {
      last = (await hear(server, { name, type, recursion: true }, signal)).heard;
      if (last.state !== 'unknown') return remembered.keep(key, last);
    }
    return last;
  };
  const askPlainly: Dns['askPlainly'] = async ({ address }, question, signal) => {
    if ('sort' in guardAddress(address, networks)) return { state: 'failed', failure: 'unreachable' };
    return exchange({ address, port: authorityPort }, question, signal);
  };
  return {
    resolve,
    askPlainly,
    authorityPort,
    questions: () => asked,
    async resolveEach(name, type, signal) {
      const heard = await Promise.all(
        resolvers.map(async (server) => {
          const { heard } = await hear(server, { name, type, recursion: true }, signal);
          return { ...heard, server: labelOf(server) };
        }),
      );
      return alike({ name, type }, heard);
    },
    async askAuthority(server, { name, type }, signal) {
      const question: Question = { name, type, recursion: false };
      if (!isName(name)) return unknown('it is no name that DNS can hold');
      const guarded = guardAddress(server.address, networks);
      if ('sort' in guarded) return unknown(`its address is not one that everybody can reach (${guarded.sort})`);
      const { heard, leadsTo } = interpret(await askPlainly(server, question, signal), question);
      if (leadsTo === null) return heard;
      const rest = await resolve(leadsTo, type, signal);
      return { ...rest, aliases: [...heard.aliases, ...rest.aliases] };
    },
  };
}

const rememberedSecondsMax = 300;
const rememberedMax = 20_000;

/** What thousands of domains have in common, such as an address of their server, is not asked for thousands of times. */
function createMemory() {
  const kept = new Map<string, { readonly heard: Heard; readonly until: number }>();
  return {
    get(key: string): Heard | undefined {
      const known = kept.get(key);
      return known !== undefined && known.until > performance.now() ? known.heard : undefined;
    },
    keep(key: string, heard: Heard): Heard {
      if (kept.size >= rememberedMax) kept.clear();
      const seconds = Math.min(heard.ttl ?? 0, rememberedSecondsMax);
      if (seconds > 0) kept.set(key, { heard, until: performance.now() + seconds * 1_000 });
      return heard;
    },
  };
}

/** Answers that say the same, once each, with all who gave them. */
export function alike(
  { name, type }: { readonly name: string; readonly type: string },
  heard: readonly (Heard & { readonly server: string })[],
): DnsAnswer[] {
  const groups = Map.groupBy(heard, ({ state, records, aliases, reason }) =>
    JSON.stringify([state, records, aliases, reason]),
  );
  return [...groups.values()].map((group) => {
    const [first] = group;
    const { server: _server, ...said } = first ?? { ...unknown(''), server: '' };
    const ttls = group.map(({ ttl }) => ttl).filter((ttl) => ttl !== null);
    const ttl = ttls.length === 0 ? null : Math.max(...ttls);
    return { name: dnsName(name), type, ...said, ttl, servers: group.map(({ server }) => server) };
  });
}

function labelOf({ address, port }: Server): string {
  if (port === portUsual) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

const nameBytesMax = 253;
const labelBytesMax = 63;

function isName(name: string): boolean {
  return name.length <= nameBytesMax && name.split('.').every(({ length }) => length > 0 && length <= labelBytesMax);
}
