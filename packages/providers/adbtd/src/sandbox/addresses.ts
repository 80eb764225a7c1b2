/**
 * The address of this index in the blocks reserved for documentation, and past their 762 in the one reserved for
 * benchmarks (RFC 5737, RFC 2544): none belongs to anybody. Throws `RangeError` past the last one.
 */
export function documentationAddress(index: number): string {
  const block = documentationBlocks[Math.floor(index / hostsPerBlock)];
  if (block !== undefined) return `${block}.${1 + (index % hostsPerBlock)}`;
  if (index >= addressesMax) throw new RangeError('all addresses are given out');
  const beyond = index - documentationAddresses;
  const third = Math.floor(beyond / hostsPerBlock);
  return `198.${18 + Math.floor(third / 256)}.${third % 256}.${1 + (beyond % hostsPerBlock)}`;
}

const documentationBlocks = ['203.0.113', '198.51.100', '192.0.2'];
const hostsPerBlock = 254;

/** How many addresses the documentation blocks hold. */
export const documentationAddresses: number = documentationBlocks.length * hostsPerBlock;

/** How many addresses there are in all. */
export const addressesMax: number = documentationAddresses + 2 * 256 * hostsPerBlock;
