/** The name of this seed's agency; neighbouring seeds have different ones. */
export function agencyName(seed: number): string {
  return agencyNames[Math.abs(seed) % agencyNames.length] ?? '';
}

/** The name of the client of this index, numbered when all names are taken. */
export function clientName(index: number): string {
  const round = Math.floor(index / clientNames.length);
  return `${clientNames[index % clientNames.length]}${round === 0 ? '' : `-${round + 1}`}`;
}

/** A person; never the same user name twice. */
export interface Persona {
  readonly firstName: string;
  readonly lastName: string;
  readonly username: string;
}

export function persona(index: number): Persona {
  const first = firstNames[index % firstNames.length] ?? '';
  const row = Math.floor(index / firstNames.length);
  // The step keeps neighbours from sharing a last name; it has no divisor in common with the length of the list.
  const last = lastNames[(row + (index % firstNames.length) * 5) % lastNames.length] ?? '';
  const round = Math.floor(row / lastNames.length);
  return {
    firstName: first,
    lastName: last,
    username: `${first}.${last}${round === 0 ? '' : round + 1}`.toLowerCase(),
  };
}

/** Cloudflare hands out its nameservers in pairs of first names. */
export const nameserverPairs: readonly (readonly [string, string])[] = [
  ['ada.ns.cloudflare.com', 'rick.ns.cloudflare.com'],
  ['dana.ns.cloudflare.com', 'kirk.ns.cloudflare.com'],
  ['mia.ns.cloudflare.com', 'seth.ns.cloudflare.com'],
];

const agencyNames = ['harbor', 'studio', 'agency', 'summit', 'copper', 'meadow', 'signal', 'orchard', 'beacon'];

const clientNames = [
  ...['alder', 'birch', 'cedar', 'dogwood', 'elm', 'fir', 'ginkgo', 'hazel', 'ivy', 'juniper'],
  ...['larch', 'maple', 'nutmeg', 'oak', 'pine', 'quince', 'rowan', 'spruce', 'teak', 'willow', 'yew'],
];

const firstNames = [
  ...['Alice', 'Amir', 'Bela', 'Carmen', 'Chidi', 'Dana', 'Elif', 'Emil', 'Farah', 'Grace', 'Hugo', 'Ines'],
  ...['Jonas', 'Kofi', 'Lena', 'Mateo', 'Mei', 'Nadia', 'Oscar', 'Priya', 'Rosa', 'Sami', 'Tomas', 'Yuki'],
];

const lastNames = [
  ...['Abel', 'Berg', 'Costa', 'Diaz', 'Ek', 'Fischer', 'Gray', 'Haddad', 'Ito', 'Jensen', 'Kaya', 'Lopez'],
  ...['Moreau', 'Novak', 'Okafor', 'Park', 'Quist', 'Reyes', 'Silva', 'Tran', 'Unger', 'Varga', 'Weber'],
];
