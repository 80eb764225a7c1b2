import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import { type Answer, type DecodedPacket, decode, encode, RECURSION_DESIRED } from 'dns-packet';
import type { ReadableType } from './from-answer.ts';

/** Where DNS is asked. */
export interface Server {
  readonly address: string;
  readonly port: number;
}

export interface Question {
  readonly name: string;
  readonly type: ReadableType;
  /** Whether the server is to find the answer elsewhere. Servers that are responsible for a zone are asked for their own. */
  readonly recursion: boolean;
}

/** How long is waited for an answer, in ms. */
export interface AskLimits {
  /** Of each attempt by UDP. */
  readonly udpMs: readonly number[];
  readonly tcpMs: number;
}

/** Two attempts, since a packet may be lost; a server on the other side of the world answers in 300 ms. */
export const askLimits: AskLimits = { udpMs: [1_500, 2_500], tcpMs: 4_000 };

/** Whatever came: an answer that can be read, or why there is none. */
export type Reply =
  | {
      readonly state: 'answered';
      readonly rcode: number;
      readonly authoritative: boolean;
      readonly answers: readonly Answer[];
      readonly authorities: readonly Answer[];
      readonly additionals: readonly Answer[];
    }
  | { readonly state: 'failed'; readonly failure: Failure };

/** `silent`: nothing came in time. `malformed`: what came is no DNS. `other`: only answers to other questions came. */
type Failure = 'silent' | 'malformed' | 'other' | 'unreachable';

/** So much by UDP passes everywhere in one packet (dnsflagday.net, 2020). */
const udpPayloadBytes = 1_232;
const formErr = 1;

/** Asks one server one question: by UDP, and by TCP where the answer is too long for that. Throws the signal's reason only. */
export async function ask(
  server: Server,
  question: Question,
  { signal, limits = askLimits }: { readonly signal: AbortSignal; readonly limits?: AskLimits },
): Promise<Reply> {
  let failed: Reply = { state: 'failed', failure: 'silent' };
  let edns = true;
  for (const timeoutMs of limits.udpMs) {
    signal.throwIfAborted();
    const first = await exchangeUdp(server, newQuery(question, edns), { timeoutMs, signal });
    // Servers of the last century do not know EDNS, and say so in this way.
    const isOld = edns && typeof first !== 'string' && rcodeOf(first) === formErr;
    if (isOld) edns = false;
    const got = isOld ? await exchangeUdp(server, newQuery(question, false), { timeoutMs, signal }) : first;
    if (typeof got !== 'string') {
      if (!got.flag_tc) return replyOf(got);
      const long = await exchangeTcp(server, newQuery(question, edns), { timeoutMs: limits.tcpMs, signal });
      return typeof long === 'string' ? { state: 'failed', failure: long } : replyOf(long);
    }
    failed = { state: 'failed', failure: got };
  }
  signal.throwIfAborted();
  return failed;
}

function replyOf(packet: DecodedPacket): Reply {
  const { answers = [], authorities = [], additionals = [] } = packet;
  return {
    state: 'answered',
    rcode: rcodeOf(packet),
    authoritative: packet.flag_aa,
    answers,
    authorities,
    additionals,
  };
}

function rcodeOf({ flags = 0 }: DecodedPacket): number {
  return flags & 0xf;
}

interface Query {
  readonly bytes: Buffer;
  /** What a message that came is: an answer to this query, one to another, or none. */
  judge(bytes: Buffer): DecodedPacket | 'other' | 'malformed';
}

/** The id and the port are all that tells an answer from one that somebody made up: both are random. */
function newQuery({ name, type, recursion }: Question, edns: boolean): Query {
  const id = randomInt(0x1_00_00);
  const opt: Answer = {
    ...({ type: 'OPT', name: '.' } as const),
    ...{ udpPayloadSize: udpPayloadBytes, extendedRcode: 0, ednsVersion: 0, flags: 0, flag_do: false, options: [] },
  };
  const bytes = encode({
    ...{ type: 'query', id, flags: recursion ? RECURSION_DESIRED : 0, questions: [{ name, type }] },
    additionals: edns ? [opt] : [],
  });
  return {
    bytes,
    judge(message) {
      const packet = decoded(message);
      if (packet === undefined) return 'malformed';
      const [asked] = packet.questions ?? [];
      // A server that cannot read a query may leave the question out.
      const isAsked = asked === undefined ? rcodeOf(packet) === formErr : isSame(asked, { name, type });
      return packet.flag_qr && packet.id === id && isAsked ? packet : 'other';
    },
  };
}

function isSame(one: { readonly name: string; readonly type: string }, other: typeof one): boolean {
  return one.type === other.type && one.name.toLowerCase() === other.name.toLowerCase();
}

function decoded(bytes: Buffer): DecodedPacket | undefined {
  try {
    return decode(bytes);
  } catch {
    return undefined;
  }
}

interface Exchange {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Whatever does not answer the query is passed over: anybody can send to the port, and the answer may still come. */
function exchangeUdp(server: Server, query: Query, { timeoutMs, signal }: Exchange): Promise<DecodedPacket | Failure> {
  const { promise, resolve } = Promise.withResolvers<DecodedPacket | Failure>();
  const socket = createSocket(isIPv6(server.address) ? 'udp6' : 'udp4');
  let seen: Failure = 'silent';
  const give = (): void => resolve(seen);
  const timer = setTimeout(give, timeoutMs);
  signal.addEventListener('abort', give, { once: true });
  socket.on('error', () => resolve('unreachable'));
  socket.on('message', (message) => {
    const judged = query.judge(message);
    if (typeof judged === 'string') seen = judged;
    else resolve(judged);
  });
  // Connected, it is given only what comes from the server.
  socket.connect(server.port, server.address, (error?: Error) => {
    if (error === undefined || error === null) socket.send(query.bytes, (failed) => failed && resolve('unreachable'));
    else resolve('unreachable');
  });
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', give);
    socket.close();
  });
}

function exchangeTcp(server: Server, query: Query, { timeoutMs, signal }: Exchange): Promise<DecodedPacket | Failure> {
  const { promise, resolve } = Promise.withResolvers<DecodedPacket | Failure>();
  const socket = connect({ host: server.address, port: server.port });
  const give = (): void => resolve('silent');
  const timer = setTimeout(give, timeoutMs);
  signal.addEventListener('abort', give, { once: true });
  let received = Buffer.alloc(0);
  socket.on('error', () => resolve('unreachable'));
  socket.on('close', () => resolve('malformed'));
  socket.on('connect', () => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(query.bytes.length);
    socket.write(Buffer.concat([length, query.bytes]));
  });
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
    resolve(query.judge(received.subarray(2, 2 + received.readUInt16BE(0))));
  });
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', give);
    socket.destroy();
  });
}
