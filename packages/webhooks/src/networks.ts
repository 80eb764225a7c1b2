import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';

/** An address, of either family. What is mapped into IPv6 is the IPv4 that it means. */
export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Networks inside, which the operator opened: each its first address and how many bits of it count. */
export type Networks = readonly (readonly [Address, number])[];

/**
 * `ROLLCALL_WEBHOOK_NETWORKS`, as the gateway and the daemon read it: addresses and networks (`10.1.0.0/16`, `fd00::/8`) with
 * commas between them. Nothing is opened unless it is given.
 */
export const WebhookNetworks = z
  .string()
  .default('')
  .transform((text, context): Networks => {
    const networks: [Address, number][] = [];
    for (const part of text.split(/[\s,]+/).filter((found) => found !== '')) {
      const network = networkOf(part);
      if (network !== undefined) networks.push(network);
      else
        context.addIssue({
          code: 'custom',
          message: `"${part}" is neither an address nor a network such as 10.1.0.0/16`,
        });
    }
    return networks;
  });

function networkOf(text: string): [Address, number] | undefined {
  const [first = '', bits] = text.split('/');
  const isRead = (bits === undefined ? anAddress : aNetwork).safeParse(text).success;
  const address = isRead ? addressOf(first) : undefined;
  if (address === undefined) return undefined;
  const width = address.toByteArray().length * 8;
  // What is mapped has the bits of its mapping before its own.
  const own = Number(bits) - (first.includes(':') && width === 32 ? 96 : 0);
  if (bits === undefined) return [address, width];
  return own < 0 ? undefined : [address, own];
}

const anAddress = z.union([z.ipv4(), z.ipv6()]);
const aNetwork = z.union([z.cidrv4(), z.cidrv6()]);

/** An address as the system tells it; undefined for what is none, or names a zone of a link. */
export function addressOf(text: string): Address | undefined {
  if (isIPv4(text)) return ipaddr.IPv4.parse(text);
  if (!isIPv6(text) || text.includes('%')) return undefined;
  // In digits alone, as a URL has it: `ipaddr.js` takes ::1.2.3.4 for ::ffff:1.2.3.4, which is another address.
  return ipaddr.process(new URL(`http://[${text}]/`).hostname.slice(1, -1));
}

export function isInNetworks(networks: Networks, address: Address): boolean {
  return networks.some(([first, bits]) => address.kind() === first.kind() && address.match(first, bits));
}
