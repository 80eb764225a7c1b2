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

/** The name of this seed's workspace, from which its domains have theirs; neighbouring seeds have different ones. */
export function workspaceName(seed: number): string {
  return workspaceNames[Math.abs(seed) % workspaceNames.length] ?? '';
}

const workspaceNames = ['studio', 'agency', 'harbor', 'summit', 'copper', 'meadow', 'signal', 'orchard', 'beacon'];

/** The local part of this index: a person's name, numbered when all names are taken. Never the same twice. */
export function localPart(index: number): string {
  const first = firstNames[index % firstNames.length] ?? '';
  const row = Math.floor(index / firstNames.length);
  // The step keeps neighbours from sharing a last name; it has no divisor in common with the length of the list.
  const last = lastNames[(row + (index % firstNames.length) * 5) % lastNames.length] ?? '';
  const round = Math.floor(row / lastNames.length);
  return `${first}.${last}${round === 0 ? '' : round + 1}`;
}

const firstNames = [
  'alice',
  'amir',
  'bela',
  'carmen',
  'chidi',
  'dana',
  'elif',
  'emil',
  'farah',
  'grace',
  'hugo',
  'ines',
  'jonas',
  'kofi',
  'lena',
  'mateo',
  'mei',
  'nadia',
  'oscar',
  'priya',
  'rosa',
  'sami',
  'tomas',
  'yuki',
];

const lastNames = [
  'abel',
  'berg',
  'costa',
  'diaz',
  'ek',
  'fischer',
  'gray',
  'haddad',
  'ito',
  'jensen',
  'kaya',
  'lopez',
  'moreau',
  'novak',
  'okafor',
  'park',
  'quist',
  'reyes',
  'silva',
  'tran',
  'unger',
  'varga',
  'weber',
];
