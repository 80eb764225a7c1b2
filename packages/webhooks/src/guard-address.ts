import ipaddr from 'ipaddr.js';
import { addressOf, isInNetworks, type Networks } from './networks.ts';

/** Where a webhook's address may lead: `inside` are the networks that the operator opened, `public` is the rest of the world. */
export type Reach = 'public' | 'inside';

/**
 * Whether an address may be connected to, and as what; otherwise which sort of address it is. Whatever is not known to be
 * reachable for everybody is refused, and so is what only carries an address of such a sort: nobody outside has a need for it,
 * and a server inside may read it otherwise than we do.
 */
export function guardAddress(text: string, networks: Networks): { readonly reach: Reach } | { readonly sort: string } {
  const address = addressOf(text);
  if (address === undefined) return { sort: 'no address' };
  if (isInNetworks(networks, address)) return { reach: 'inside' };
  const sort = address instanceof ipaddr.IPv4 ? sortOfFour(address) : sortOfSix(address);
  return sort === undefined ? { reach: 'public' } : { sort };
}

/** Undefined for one that everybody can reach. */
function sortOfFour(address: ipaddr.IPv4): string | undefined {
  if (metadataAddresses.has(address.toString())) return 'metadata';
  const range = address.range();
  return range === 'unicast' ? undefined : range;
}

/** Metadata of a cloud at an address that looks public: Azure's, 2026-11. The others are link-local, shared or private. */
const metadataAddresses: ReadonlySet<string> = new Set(['168.63.129.16']);

function sortOfSix(address: ipaddr.IPv6): string | undefined {
  const translated = behindTranslator(address);
  if (translated !== undefined) {
    const sort = sortOfFour(translated);
    return sort === undefined ? undefined : `${sort}, behind NAT64`;
  }
  const range = address.range();
  if (range !== 'unicast') return range;
  // What is in use of IPv6 begins with 001 (RFC 4291); what is compatible with IPv4 does not, nor what is not given out yet.
  if (!address.match(globalUnicast, globalUnicastBits)) return 'not in use';
  return isTunnel(address) ? 'isatap' : undefined;
}

const globalUnicast = ipaddr.IPv6.parse('2000::');
const globalUnicastBits = 3;
const translatorPrefix = ipaddr.IPv6.parse('64:ff9b::');
const translatorBits = 96;

/** The IPv4 address that a NAT64 with the well-known prefix would connect to (RFC 6052): on networks of IPv6 alone, all have it. */
function behindTranslator(address: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  if (!address.match(translatorPrefix, translatorBits)) return undefined;
  return new ipaddr.IPv4(address.toByteArray().slice(-4));
}

/** ISATAP (RFC 5214): whatever the network before it, a router for it sends the packet on to the IPv4 address at its end. */
function isTunnel({ parts }: ipaddr.IPv6): boolean {
  return ((parts[4] ?? 0) & 0xfdff) === 0 && parts[5] === 0x5efe;
}
