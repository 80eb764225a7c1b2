/** The name of this seed's tenant, from which its domains have theirs; neighbouring seeds have different ones. */
export function tenantName(seed: number): string {
  return tenantNames[Math.abs(seed) % tenantNames.length] ?? '';
}

const tenantNames = ['northwind', 'bluefin', 'cobalt', 'lantern', 'juniper', 'tandem', 'harvest'];

/** The local part of this index: a person's name, numbered when all names are taken. Never the same twice. */
export function localPart(index: number): string {
  const first = firstNames[index % firstNames.length] ?? '';
  const row = Math.floor(index / firstNames.length);
  // The step keeps neighbours from sharing an initial; it has no divisor in common with the length of the list.
  const initial = initials.charAt((row + (index % firstNames.length) * 7) % initials.length);
  const round = Math.floor(row / initials.length);
  return `${first}.${initial}${round === 0 ? '' : round + 1}`;
}

const firstNames = [
  'ada',
  'bruno',
  'clara',
  'dario',
  'edda',
  'felix',
  'greta',
  'hamid',
  'iris',
  'joost',
  'kira',
  'liam',
];
const initials = 'abcdefghijklmnopqrstuvwxy';
