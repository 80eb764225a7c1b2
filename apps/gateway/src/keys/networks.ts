import ipaddr from 'ipaddr.js';
import { z } from 'zod';

/**
 * An address or a network in CIDR form, in one spelling: what is mapped into IPv6 is the IPv4 that it means. A network is
 * named by its first address: 10.0.0.1/8 is more likely a slip than all of 10.0.0.0/8.
 */
export const Network = z
  .union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], 'must be an IP address, or a network such as 203.0.113.0/24')
  .transform((text, context) => {
    const [address, bits] = rangeOf(text);
    const network = firstOf(address, bits);
    const spelled = `${network}/${bits}`;
    if (network === address.toString()) return bits === widthOf(address) ? network : spelled;
    context.addIssue({ code: 'custom', message: `is not the first address of its network: write ${spelled}` });
    return z.NEVER;
  });

/** Whether an address lies in one of these networks. Text that is no address lies in none. */
export function isInNetworks(networks: readonly string[], address: string | undefined): boolean {
  if (address === undefined || !ipaddr.isValid(address)) return false;
  const asking = ipaddr.process(address);
  return networks.some((network) => {
    const [base, bits] = rangeOf(network);
    return asking.kind() === base.kind() && asking.match(base, bits);
  });
}

/** Whether every address of `network` lies in one of these. */
export function isWithinNetworks(networks: readonly string[], network: string): boolean {
  const [address, bits] = rangeOf(network);
  return networks.some((outer) => {
    const [base, outerBits] = rangeOf(outer);
    return address.kind() === base.kind() && outerBits <= bits && address.match(base, outerBits);
  });
}

/** An address as it is told: without the mapping into IPv6 that a socket of both families shows. */
export function addressText(address: string | undefined): string | undefined {
  return address !== undefined && ipaddr.isValid(address) ? ipaddr.process(address).toString() : undefined;
}

/** Whose addresses these probably are: one of IPv4, and of IPv6 the /64 that a host has to itself. */
export function neighbourhoodOf(address: string): string {
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv4' ? parsed.toString() : firstOf(parsed, 64);
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

const mappedBits = 96;

function rangeOf(text: string): [Address, number] {
  const [address, given] = text.includes('/') ? ipaddr.parseCIDR(text) : [ipaddr.parse(text), undefined];
  const bits = given ?? widthOf(address);
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && bits >= mappedBits) {
    return [address.toIPv4Address(), bits - mappedBits];
  }
  return [address, bits];
}

function widthOf(address: Address): number {
  return address.kind() === 'ipv4' ? 32 : 128;
}

function firstOf(address: Address, bits: number): string {
  const bytes = address
    .toByteArray()
    .map((byte, at) => byte & (0xff << Math.min(8, Math.max(0, 8 - bits + at * 8))) & 0xff);
  return ipaddr.fromByteArray(bytes).toString();
}
