import type { Rows, SandboxClock } from '@rollcall/provider-kit/sandbox';
import type { components } from '../generated/types.ts';
import type { Dialects } from './dialects.ts';

/** A principal with all its fields, as the server keeps it. */
export interface Stored {
  readonly id: number;
  readonly type: 'domain' | 'individual' | 'list';
  readonly name: string;
  readonly description: string | null;
  readonly quota: number;
  readonly usedQuota: number;
  readonly emails: readonly string[];
  readonly secrets: readonly string[];
  readonly roles: readonly string[];
  readonly memberOf: readonly string[];
  readonly members: readonly string[];
  readonly externalMembers: readonly string[];
  readonly locale: string | null;
}

export interface DkimKey {
  /** The name of the signature. */
  readonly signature: string;
  readonly domain: string;
  readonly selector: string;
  readonly algorithm: 'ed25519' | 'rsa';
  readonly publicKey: string;
  readonly privateKey: string;
}

/** A forwarder that stands beside the lists. */
export type KeptForwarder = Required<Pick<components['schemas']['Forwarder'], 'fromEmail' | 'to' | 'keepLocal'>> & {
  readonly id: string;
  readonly fromEmail: string;
  readonly to: string;
  readonly description: string | null;
};

/** One tenant: what its API shows, and how its server speaks. */
export interface State {
  readonly token: string;
  /** The name of the tenant. */
  readonly tenant: string;
  readonly clock: SandboxClock;
  readonly domains: Rows<Stored>;
  readonly inboxes: Rows<Stored>;
  readonly lists: Rows<Stored>;
  readonly keys: Rows<DkimKey>;
  readonly kept: Rows<KeptForwarder>;
  /** Every address of a mailbox beside its name, with the name. */
  readonly furtherAddresses: Map<string, string>;
  readonly principalIds: Ids;
  readonly forwarderIds: Ids;
  readonly newPair: (algorithm: DkimKey['algorithm']) => Pick<DkimKey, 'publicKey' | 'privateKey'>;
  dialects: Dialects;
  /** Of the mail server's certificate, as TLSA records show it. */
  certificateDigest: string;
  /** The tenant's plan allows no more. */
  isFull: boolean;
  /** The most items that a page holds, whatever it is asked for; null for no limit. */
  pageItemsMax: number | null;
}

/** Numbers from 1; the ones given back are given out again first, as up to Stalwart 0.11. */
export interface Ids {
  take(): number;
  giveBack(id: number): void;
}

export function createIds(): Ids {
  const free: number[] = [];
  let last = 0;
  return {
    take: () => {
      const reused = free.shift();
      if (reused === undefined) last += 1;
      return reused ?? last;
    },
    giveBack: (id) => free.push(id),
  };
}

/** A principal with nothing in its fields, which has no number yet. */
export function bare({ type, name }: Pick<Stored, 'type' | 'name'>): Stored {
  return {
    id: 0,
    type,
    name,
    description: null,
    quota: 0,
    usedQuota: 0,
    emails: [],
    secrets: [],
    roles: [],
    memberOf: [],
    members: [],
    externalMembers: [],
    locale: null,
  };
}

/** The principal of exactly that name. */
export function principalNamed(state: State, name: string): Stored | undefined {
  return state.domains.get(name) ?? state.inboxes.get(name) ?? state.lists.get(name);
}

/** Whether a name or an address is somebody's. */
export function isTaken(state: State, name: string): boolean {
  return principalNamed(state, name) !== undefined || state.furtherAddresses.has(name);
}

/** Whether mail to this address stays here. */
export function isOwn(state: State, address: string): boolean {
  return state.domains.get(domainOf(address)) !== undefined;
}

function rowsOf(state: State, type: Stored['type']): Rows<Stored> {
  return { domain: state.domains, individual: state.inboxes, list: state.lists }[type];
}

/** Adds a principal under the next number. Throws `RangeError` when the name is taken. */
export function add(state: State, described: Stored): Stored {
  if (isTaken(state, described.name)) throw new RangeError(`${described.name} exists already.`);
  const principal = { ...described, id: state.principalIds.take() };
  rowsOf(state, principal.type).add(principal);
  noteAddresses(state, principal);
  return principal;
}

/** Puts a principal in the place of another of its type. */
export function replace(state: State, principal: Stored, next: Stored): void {
  rowsOf(state, principal.type).replace(principal, next);
  forgetAddresses(state, principal);
  noteAddresses(state, next);
}

/** Removes a principal and its mention in lists. A domain goes with everything under it, which is answered. */
export function remove(state: State, principal: Stored): readonly Stored[] {
  const under = principal.type === 'domain' ? membersOf(state, principal.name) : [];
  for (const each of under) remove(state, each);
  rowsOf(state, principal.type).remove(principal);
  forgetAddresses(state, principal);
  state.principalIds.giveBack(principal.id);
  if (principal.type === 'domain') removeKeys(state, principal.name);
  else forgetMember(state, principal.name);
  return under;
}

/** The mailboxes and lists under a domain. */
export function membersOf(state: State, domain: string): readonly Stored[] {
  return [state.inboxes, state.lists].flatMap((rows) => rowsUnder(rows, domain, ({ name }) => domainOf(name)));
}

/** The keys of a domain. */
export function keysOf(state: State, domain: string): readonly DkimKey[] {
  return rowsUnder(state.keys, domain, (key) => key.domain);
}

/** Rows in their order are the same array until one changes, so that they are grouped once and looked up often. */
function rowsUnder<Row extends object>(
  rows: Rows<Row>,
  domain: string,
  domainOfRow: (row: Readonly<Row>) => string,
): readonly Readonly<Row>[] {
  const ordered = rows.ordered();
  const known = groups.get(ordered);
  const grouped = known ?? Map.groupBy<string, object>(ordered, (row) => domainOfRow(row as Row)); // They are its own.
  if (known === undefined) groups.set(ordered, grouped);
  return (grouped.get(domain) ?? []) as readonly Readonly<Row>[]; // Likewise.
}

const groups = new WeakMap<readonly object[], ReadonlyMap<string, readonly object[]>>();

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** The name under which a key is published, which is what it is known by. */
export function keyName({ selector, domain }: Pick<DkimKey, 'selector' | 'domain'>): string {
  return `${selector}._domainkey.${domain}`;
}

function removeKeys(state: State, domain: string): void {
  for (const key of keysOf(state, domain)) state.keys.remove(key);
}

function forgetMember(state: State, member: string): void {
  for (const list of Array.from(state.lists.values())) {
    if (!list.members.includes(member)) continue;
    state.lists.replace(list, { ...list, members: list.members.filter((each) => each !== member) });
  }
}

function noteAddresses(state: State, { type, name, emails }: Stored): void {
  if (type !== 'individual') return;
  for (const address of emails) if (address !== name) state.furtherAddresses.set(address, name);
}

function forgetAddresses(state: State, { emails, name }: Stored): void {
  for (const address of emails)
    if (state.furtherAddresses.get(address) === name) state.furtherAddresses.delete(address);
}
