import { AUTHORITATIVE_ANSWER, decode, encode, type Packet, TRUNCATED_RESPONSE } from 'dns-packet';
import { bindBoth } from '../../src/sandbox/ports.ts';

/** A server that does what the first label of the name that it is asked says. */
export async function startLyingServer() {
  const { udp, tcp, port } = await bindBoth({ host: '127.0.0.1', port: 0 });
  tcp.on('connection', (socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      const reply = replyTo(chunk.subarray(2), 'tcp');
      if (reply === 'close') socket.destroy();
      else if (reply !== undefined) socket.write(withLength(reply));
    });
  });
  udp.on('message', (query, from) => {
    const { id = 0 } = decode(query);
    const [label] = nameOf(query).split('.');
    // Before the right answer comes another: from whoever would have us believe it.
    if (label === 'forged') udp.send(answer(query, { id: (id + 1) % 65_536 }, 'forged'), from.port, from.address);
    const reply = replyTo(query, 'udp');
    if (Buffer.isBuffer(reply)) udp.send(reply, from.port, from.address);
  });
  return {
    address: '127.0.0.1',
    port,
    async stop() {
      udp.close();
      await new Promise<void>((resolve) => tcp.close(() => resolve()));
    },
  };
}

function replyTo(query: Buffer, by: 'udp' | 'tcp'): Buffer | 'close' | undefined {
  const [label] = nameOf(query).split('.');
  switch (label) {
    case 'hang':
      return undefined;
    case 'wrong-id':
      return answer(query, { id: 0 }, 'lie');
    case 'wrong-question':
      return answer(query, { questions: [{ type: 'TXT', name: 'other.example' }] }, 'lie');
    case 'query':
      return query;
    case 'garbage':
      return Buffer.from('this is no DNS at all, whatever else it may be');
    case 'cut':
      return answer(query, {}, 'cut').subarray(0, -5);
    case 'servfail':
      return answer(query, { flags: 2 }, undefined);
    case 'refused':
      return answer(query, { flags: 5 }, undefined);
    case 'notimp':
      return answer(query, { flags: 4 }, undefined);
    case 'truncated':
      return by === 'tcp'
        ? answer(query, {}, 'long '.repeat(2_000))
        : answer(query, { flags: TRUNCATED_RESPONSE }, undefined);
    case 'truncated-hang':
      return by === 'tcp' ? undefined : answer(query, { flags: TRUNCATED_RESPONSE }, undefined);
    case 'truncated-close':
      return by === 'tcp' ? 'close' : answer(query, { flags: TRUNCATED_RESPONSE }, undefined);
    case 'old':
      return decode(query).additionals?.length ? answer(query, { flags: 1 }, undefined) : answer(query, {}, 'old');
    default:
      return answer(query, {}, 'true');
  }
}

function nameOf(query: Buffer): string {
  return decode(query).questions?.[0]?.name ?? '';
}

function answer(query: Buffer, other: Packet, text: string | undefined): Buffer {
  const { id = 0, questions = [] } = decode(query);
  const name = questions[0]?.name ?? '';
  const data = text === undefined ? [] : (text.match(/.{1,255}/gs) ?? []);
  return encode({
    ...{ type: 'response', id, questions },
    answers: text === undefined ? [] : [{ type: 'TXT', name, ttl: 60, data }],
    ...other,
    flags: AUTHORITATIVE_ANSWER | (other.flags ?? 0),
  });
}

function withLength(reply: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(reply.length);
  return Buffer.concat([length, reply]);
}
