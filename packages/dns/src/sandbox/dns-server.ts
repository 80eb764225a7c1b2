import type { Socket } from 'node:net';
import type { WrittenRecord } from '@rollcall/provider-kit';
import {
  AUTHORITATIVE_ANSWER,
  decode,
  encode,
  type Packet,
  RECURSION_AVAILABLE,
  RECURSION_DESIRED,
  TRUNCATED_RESPONSE,
} from 'dns-packet';
import { toAnswer } from '../wire/to-answer.ts';
import { bindBoth } from './ports.ts';
import { createZones, type Zone, type Zones } from './zones.ts';

export { freeDnsPort } from './ports.ts';
export type { WrittenRecord, Zone };

export interface DnsServerOptions {
  readonly zones: readonly Zone[];
  /** 0, or left out, for any that is free; the same for UDP and TCP. */
  readonly port?: number;
  readonly host?: string;
}

/** A server of DNS that runs. */
export interface DnsServer {
  readonly host: string;
  readonly port: number;
  /** Serves this zone from now on, instead of the one that had its name. */
  setZone(zone: Zone): void;
  /** Names in it are refused from now on, or answered by the zone around it. */
  removeZone(name: string): void;
  stop(): Promise<void>;
}

/** Who keeps a connection open without asking anything is not waited for. */
const tcpIdleMs = 5_000;
/** Without EDNS, an answer by UDP has 512 bytes at the most (RFC 1035). */
const plainUdpBytes = 512;
const udpBytesMax = 4_096;

/**
 * Serves zones over UDP and TCP, on loopback unless told otherwise: as the server that is responsible for them, and as a resolver
 * that knows nothing else, so that a sandbox needs one server alone. Names in no zone are refused.
 */
export async function startDnsServer({ zones, port = 0, host = '127.0.0.1' }: DnsServerOptions): Promise<DnsServer> {
  const held = createZones(zones);
  const answer = (query: Buffer, bytesMax: number | undefined): Buffer | undefined =>
    answerQuery(query, { find: held.find, bytesMax });
  const { udp, tcp, port: bound } = await bindBoth({ host, port });
  udp.on('message', (query, { port: to, address }) => {
    const reply = answer(query, plainUdpBytes);
    if (reply !== undefined) udp.send(reply, to, address);
  });
  const open = new Set<Socket>();
  tcp.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    serveTcp(socket, (query) => answer(query, undefined));
  });
  return {
    host,
    port: bound,
    setZone: held.set,
    removeZone: held.remove,
    async stop() {
      for (const socket of open) socket.destroy();
      await Promise.all([
        new Promise<void>((resolve) => udp.close(resolve)),
        new Promise<void>((resolve) => tcp.close(() => resolve())),
      ]);
    },
  };
}

function serveTcp(socket: Socket, answer: (query: Buffer) => Buffer | undefined): void {
  let received = Buffer.alloc(0);
  socket.setTimeout(tcpIdleMs, () => socket.destroy());
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
      const end = 2 + received.readUInt16BE(0);
      const reply = answer(received.subarray(2, end));
      received = received.subarray(end);
      if (reply === undefined) return socket.destroy();
      const length = Buffer.alloc(2);
      length.writeUInt16BE(reply.length);
      socket.write(Buffer.concat([length, reply]));
    }
  });
}

interface Answering {
  readonly find: Zones['find'];
  /** Of a reply without EDNS; undefined where there is no limit. */
  readonly bytesMax: number | undefined;
}

/** Undefined for what is no query: it gets no answer. */
function answerQuery(bytes: Buffer, { find, bytesMax }: Answering): Buffer | undefined {
  const query = decoded(bytes);
  const question = query?.questions?.[0];
  if (query === undefined || query.type !== 'query' || question === undefined) return undefined;
  const isRecursive = ((query.flags ?? 0) & RECURSION_DESIRED) !== 0;
  const { rcode, answers, soa } = find(question.name, question.type, { ofResolver: isRecursive });
  const edns = query.additionals?.find((additional) => additional.type === 'OPT');
  const opt = edns === undefined ? [] : [{ ...edns, udpPayloadSize: udpBytesMax }];
  const recursion = isRecursive ? RECURSION_DESIRED | RECURSION_AVAILABLE : 0;
  const authoritative = rcode === 'REFUSED' ? 0 : AUTHORITATIVE_ANSWER;
  const reply: Packet = {
    type: 'response',
    ...(query.id === undefined ? {} : { id: query.id }),
    flags: recursion | authoritative | rcodes[rcode],
    questions: [question],
    answers: answers.map(toAnswer),
    authorities: soa === undefined ? [] : [toAnswer(soa)],
    additionals: opt,
  };
  const whole = encode(reply);
  const limit = bytesMax === undefined ? undefined : (edns?.udpPayloadSize ?? bytesMax);
  if (limit === undefined || whole.length <= limit) return whole;
  return encode({ ...reply, flags: (reply.flags ?? 0) | TRUNCATED_RESPONSE, answers: [], authorities: [] });
}

const rcodes = { NOERROR: 0, NXDOMAIN: 3, REFUSED: 5 } as const;

function decoded(bytes: Buffer): Packet | undefined {
  try {
    return decode(bytes);
  } catch {
    return undefined;
  }
}
