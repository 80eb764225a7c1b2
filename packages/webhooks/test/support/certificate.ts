import { generateKeyPairSync, sign } from 'node:crypto';

/** A certificate for a name, signed by itself, and its key: both as PEM. Good for a day around now, or for one long ago. */
export function certificateFor(name: string, { isOver = false } = {}): { readonly cert: string; readonly key: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const byEcdsa = sequence(identifier('2a8648ce3d040302'));
  const commonName = sequence(element(0x31, sequence(identifier('550403'), element(0x0c, Buffer.from(name)))));
  const at = (days: number) => element(0x18, Buffer.from(timeText(Date.now() + (days - (isOver ? 500 : 0)) * dayMs)));
  const alternativeName = sequence(identifier('551d11'), element(0x04, sequence(element(0x82, Buffer.from(name)))));
  const content = sequence(
    element(0xa0, element(0x02, Buffer.from([2]))),
    element(0x02, Buffer.from([1])),
    ...[byEcdsa, commonName, sequence(at(-1), at(1)), commonName],
    publicKey.export({ format: 'der', type: 'spki' }),
    element(0xa3, sequence(alternativeName)),
  );
  const signature = element(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', content, privateKey)]));
  const base64 = sequence(content, byEcdsa, signature).toString('base64');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
}

const dayMs = 86_400_000;

function timeText(ms: number): string {
  return `${new Date(ms).toISOString().replace(/\D/g, '').slice(0, 14)}Z`;
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, Buffer.concat(parts));
}

function identifier(hex: string): Buffer {
  return element(0x06, Buffer.from(hex, 'hex'));
}

function element(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 128) return Buffer.concat([Buffer.from([tag, length]), content]);
  return Buffer.concat([Buffer.from([tag, 0x82, length >> 8, length & 0xff]), content]);
}
