import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** What is said of a name: the addresses, and the names that lead to them, in order. */
export interface Said {
  readonly through?: readonly string[];
  readonly addresses?: readonly string[];
  /** No answer at all. */
  readonly silent?: boolean;
}

export interface NameServer {
  /** Asks this server and no other. */
  readonly resolver: Resolver;
  /** How often somebody asked for IPv4 addresses of a name. */
  asked(name: string): number;
  close(): void;
}

/** A name server on the loopback that says what it is told to: `say` is given how often the name was asked for before. */
export async function startNameServer(say: (name: string, before: number) => Said | undefined): Promise<NameServer> {
  const asked = new Map<string, number>();
  const socket = createSocket('udp4');
  socket.on('message', (question, { port, address }) => {
    const { name, type, end } = questionOf(question);
    const before = asked.get(name) ?? 0;
    if (type === typeOf.A) asked.set(name, before + 1);
    // Both families are asked for at once: the second of the two is of the same time.
    const said = say(name, type === typeOf.A ? before : Math.max(0, before - 1));
    if (said?.silent !== true) socket.send(answer(question.subarray(0, end), { name, type, said }), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const resolver = new Resolver({ timeout: 300, tries: 1 });
  resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  return { resolver, asked: (name) => asked.get(name) ?? 0, close: () => socket.close() };
}

const typeOf = { A: 1, CNAME: 5, AAAA: 28 };

function questionOf(message: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message.readUInt8(at); length > 0; length = message.readUInt8(at)) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
}

function answer(
  question: Buffer,
  { name, type, said }: { name: string; type: number; said: Said | undefined },
): Buffer {
  const names = [name, ...(said?.through ?? [])];
  const last = names.at(-1) ?? name;
  const aliases = names.slice(1).map((alias, index) => record(names[index] ?? name, typeOf.CNAME, nameBytes(alias)));
  const addresses = (said?.addresses ?? [])
    .filter((address) => (isIPv4(address) ? typeOf.A : typeOf.AAAA) === type)
    .map((address) => record(last, type, Buffer.from(ipaddr.parse(address).toByteArray())));
  const records = [...aliases, ...addresses];
  const head = Buffer.from(question.subarray(0, 12));
  // An answer, with recursion; of an unknown name, that there is none.
  head.writeUInt16BE(said === undefined ? 0x8183 : 0x8180, 2);
  head.writeUInt16BE(records.length, 6);
  head.writeUInt32BE(0, 8);
  return Buffer.concat([head, question.subarray(12), ...records]);
}

function record(name: string, type: number, data: Buffer): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([nameBytes(name), fixed, data]);
}

function nameBytes(name: string): Buffer {
  return Buffer.concat([
    ...name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])),
    Buffer.from([0]),
  ]);
}
