/**
 * One of the domains of an agency's clients. Every sandbox takes those it holds from here, so that what is bought at one
 * of them is served by another.
 */
export interface ClientDomain {
  readonly name: string;
  /** The client whose it is. */
  readonly client: string;
  /** What is wrong with it on purpose, wherever that shows; null where nothing is. */
  readonly flaw: DomainFlaw | null;
}

/**
 * What a client has a domain for. `team`: its inboxes are where the domain was bought. `mail`: elsewhere, on a mail
 * server. `news`: newsletters go out by it. `desk`: its inboxes are on a rented host. `trial`: its order was canceled.
 * `past`: it is gone, and its order is not.
 */
export type DomainUse = 'team' | 'mail' | 'news' | 'desk' | 'trial' | 'past';

/**
 * `spf`: the SPF record where its DNS is held lets somebody else send. `dkim`: the DKIM record is not there. `expired`:
 * the domain was not renewed, and its inboxes go on.
 */
type DomainFlaw = 'spf' | 'dkim' | 'expired';

/** Domain `index` of those that are for this use. The same everywhere for the same seed; no two are the same. */
export function clientDomain(seed: number, use: DomainUse, index: number): ClientDomain {
  const client = clientName(seed, index % clientsOfSeed);
  const round = Math.floor(index / clientsOfSeed);
  return {
    name: `${client}-${use}${round === 0 ? '' : `-${round + 1}`}.example`,
    client,
    flaw: flaws[use][index % flawEvery] ?? null,
  };
}

/** The agency itself, from which what is its own has its name; neighbouring seeds have different ones. */
export function agencyName(seed: number): string {
  return agencyNames[Math.abs(seed) % agencyNames.length] ?? '';
}

/** Client `index` of this seed's agency. Never the same twice, and other seeds have others. */
export function clientName(seed: number, index: number): string {
  const agency = Math.abs(seed);
  const place = clientsOfSeed * (agency % agenciesPerList) + index;
  const round = Math.floor(agency / agenciesPerList) + Math.floor(place / clientNames.length);
  return `${clientNames[place % clientNames.length]}${round === 0 ? '' : `-${round + 1}`}`;
}

/** Whom the inbox of this index belongs to: a role, not a person. Never the same twice. */
export function role(index: number): { readonly name: string; readonly place: string; readonly localPart: string } {
  const name = roleNames[index % roleNames.length] ?? '';
  const row = Math.floor(index / roleNames.length);
  // The step keeps neighbours from sharing a place; it has no divisor in common with the length of the list.
  const place = places[(row + (index % roleNames.length) * 5) % places.length] ?? '';
  const round = Math.floor(row / places.length);
  return { name, place, localPart: `${name}.${place}${round === 0 ? '' : round + 1}`.toLowerCase() };
}

/** How many clients an agency has domains for. */
const clientsOfSeed = 3;

/** Of so many domains for a use, one has each of the use's flaws. */
const flawEvery = 12;

const flaws: Readonly<Record<DomainUse, Readonly<Record<number, DomainFlaw>>>> = {
  team: {},
  mail: { 1: 'spf', 2: 'dkim' },
  news: { 2: 'spf' },
  desk: { 1: 'expired' },
  trial: {},
  past: {},
};

const agencyNames = words('studio agency harbor summit copper meadow signal orchard beacon');

const clientNames = words(
  'teak willow yew alder birch cedar dogwood elm fir ginkgo hazel ivy juniper larch maple nutmeg oak pine quince rowan spruce',
);

const agenciesPerList = Math.floor(clientNames.length / clientsOfSeed);

const roleNames = words(
  'Sales Hello Team Support Growth Events Partners Offers Care Desk Office Studio Orders Outreach Projects Research ' +
    'Service Success Training Travel Welcome Briefing Bookings Press',
);

const places = words(
  'North East South West Central Coast Harbor Hill Lake Valley River Forest Island Market Bridge Garden Station Square ' +
    'Tower Mill Bay Ridge Field',
);

function words(text: string): readonly string[] {
  return text.split(' ');
}
