import {
  agencyName,
  clientDomain,
  createRandom,
  createRows,
  dkimPublicKey,
  newDkimPublicKey,
  type Random,
  role,
  type SandboxClock,
  SandboxError,
  type SeedOptions,
} from '@rollcall/provider-kit/sandbox';
import { dialectsDefault } from './dialects.ts';
import { recordsOf } from './records.ts';
import { byName } from './shown.ts';
import { add, bare, createIds, type DkimKey, type KeptForwarder, keyName, type State, type Stored } from './state.ts';

/**
 * A tenant of these sizes; by default 4 of the agency's domains for mail with 12 mailboxes each, an alias each, and every
 * other one with a forwarder. The same seed and sizes give the same bytes. Throws `SandboxError` when the sizes do not
 * fit.
 */
export function seedState({ seed, sizes, clock, clean }: SeedOptions): State {
  // The last of four was never bought, and nobody else knows it.
  const domains = sizes['domain'] ?? (clean ? 3 : 4);
  const inboxes = sizes['inbox'] ?? 12 * domains;
  const counts = {
    domains,
    inboxes,
    aliases: sizes['alias'] ?? (inboxes > 0 ? domains : 0),
    forwarders: sizes['forwarder'] ?? Math.ceil(domains / 2),
    // The last of them have yet to be given a key: there is always something to find.
    keys: sizes['dkim'] ?? domains - (clean ? 0 : Math.floor(domains / 10)),
  };
  checkCounts(counts);
  const state = emptyState(seed, clock);
  seedDomains(state, seed, counts.domains);
  const names = Array.from(state.domains.values(), ({ name }) => name);
  seedInboxes(state, seed, { names, ...counts });
  seedAliases(state, { names, ...counts, clean });
  seedForwarders(state, seed, { names, ...counts });
  seedKeys(state, seed, { names, ...counts });
  checkRecords(state, names, sizes['dns_expectation']);
  return state;
}

type Counts = Readonly<Record<'domains' | 'inboxes' | 'aliases' | 'forwarders' | 'keys', number>>;

function checkCounts({ domains, inboxes, aliases, forwarders, keys }: Counts): void {
  if (domains === 0 && inboxes + forwarders + keys > 0) {
    throw new SandboxError(
      'An inbox, a forwarder and a DKIM key need a domain: ask for one at least, or for none of them.',
    );
  }
  if (inboxes === 0 && aliases > 0) throw new SandboxError('An alias needs an inbox: ask for one, or for alias=0.');
  if (keys > 2 * domains) throw new SandboxError(`There are at most two DKIM keys a domain: ${2 * domains} here.`);
}

/** What a domain needs follows from it and its keys, so the number can be checked and not chosen. */
function checkRecords(state: State, names: readonly string[], asked: number | undefined): void {
  if (asked === undefined) return;
  const count = names.flatMap((name) => recordsOf(state, name)).filter(({ type }) => type !== 'TLSA').length;
  if (asked === count) return;
  throw new SandboxError(`These domains and DKIM keys need ${count} DNS records: leave dns_expectation out.`);
}

function emptyState(seed: number, clock: SandboxClock): State {
  const random = createRandom(seed, 'keys');
  const nameOf = ({ name }: { readonly name: string }) => name;
  const principals = () => createRows<Stored>({ id: nameOf, name: nameOf, compare: byName });
  return {
    token: createRandom(seed, 'token').text(alphanumeric, 48),
    tenant: agencyName(seed),
    clock,
    domains: principals(),
    inboxes: principals(),
    lists: principals(),
    keys: createRows<DkimKey>({ id: keyName, name: keyName }),
    kept: createRows<KeptForwarder>({ id: ({ id }) => id, name: ({ fromEmail, to }) => `${fromEmail} ${to}` }),
    furtherAddresses: new Map(),
    principalIds: createIds(),
    forwarderIds: createIds(),
    newPair: (algorithm) => newPair(random, algorithm),
    dialects: dialectsDefault,
    certificateDigest: createRandom(seed, 'certificate').text(hex, 64),
    isFull: false,
    pageItemsMax: null,
  };
}

const hex = '0123456789abcdef';
const alphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A public key that can be read, and text of the length and alphabet of a private one, which opens nothing. */
function newPair(random: Random, algorithm: DkimKey['algorithm']): Pick<DkimKey, 'publicKey' | 'privateKey'> {
  const publicKey = newDkimPublicKey(random, algorithm);
  const privateLength = algorithm === 'rsa' ? 1624 : 64;
  return { publicKey, privateKey: `-----BEGIN PRIVATE KEY-----${random.text(alphanumeric, privateLength)}` };
}

function seedDomains(state: State, seed: number, count: number): void {
  for (let index = 0; index < count; index += 1) {
    const { name } = clientDomain(seed, 'mail', index);
    add(state, { ...bare({ type: 'domain', name }), description: index === 0 ? 'The first of them' : null });
  }
}

type Named = Counts & { readonly names: readonly string[] };

/** Spreads the mailboxes over the domains. */
function seedInboxes(state: State, seed: number, { names, inboxes }: Named): void {
  const random = createRandom(seed, 'inboxes');
  for (let index = 0; index < inboxes; index += 1) {
    const domainIndex = index % names.length;
    const { localPart } = role(Math.floor(index / names.length) + domainIndex);
    const name = `${localPart}@${names[domainIndex]}`;
    add(state, {
      ...bare({ type: 'individual', name }),
      description: random.onceIn(3) ? 'Outreach' : null,
      quota: random.onceIn(2) ? 5 * 1024 ** 3 : 0,
      usedQuota: random.onceIn(4) ? 0 : random.below(900_000_000),
      emails: [name],
      secrets: [`Mbx-${random.text(alphanumeric, 20)}`],
      roles: ['user'],
    });
  }
}

/** One alias in five is a further address of a mailbox, the others are lists; the third of all leads to a mailbox that is gone. */
function seedAliases(state: State, { names, aliases, clean }: Named & { readonly clean: boolean }): void {
  const inboxes = Array.from(state.inboxes.values(), ({ name }) => name);
  for (let index = 0; index < aliases; index += 1) {
    const target = inboxes[index % inboxes.length] ?? '';
    const role = roles[Math.floor(index / names.length) % roles.length];
    const round = Math.floor(index / (names.length * roles.length));
    const name = `${role}${round === 0 ? '' : round + 1}@${names[index % names.length]}`;
    if (index % 5 === 3) addAddress(state, target, name);
    else
      add(state, {
        ...bare({ type: 'list', name }),
        emails: [name],
        members: [index === 2 && !clean ? `gone.${target}` : target],
      });
  }
}

const roles = ['sales', 'support', 'info', 'jobs', 'press', 'office'];

function addAddress(state: State, mailbox: string, address: string): void {
  const row = state.inboxes.get(mailbox);
  if (row === undefined) throw new RangeError(`There is no mailbox ${mailbox}.`);
  state.inboxes.replace(row, { ...row, emails: [...row.emails, address] });
  state.furtherAddresses.set(address, mailbox);
}

function seedForwarders(state: State, seed: number, { names, forwarders }: Named): void {
  const random = createRandom(seed, 'forwarders');
  for (let index = 0; index < forwarders; index += 1) {
    const round = Math.floor(index / names.length);
    const name = `forward${round === 0 ? '' : round + 1}@${names[index % names.length]}`;
    const members = [`owner-${1 + random.below(90)}@elsewhere.example`];
    add(state, { ...bare({ type: 'list', name }), emails: [name], members });
  }
}

/** The first key of a domain is the one that its client was told to publish. */
function seedKeys(state: State, seed: number, { names, keys }: Named): void {
  for (let index = 0; index < keys; index += 1) {
    const domain = names[index % names.length] ?? '';
    const algorithm = index < names.length ? 'ed25519' : 'rsa';
    const selector = algorithm === 'rsa' ? '202606r' : '202606e';
    const pair = state.newPair(algorithm);
    const publicKey = algorithm === 'ed25519' ? dkimPublicKey(seed, domain) : pair.publicKey;
    state.keys.add({ signature: `${algorithm}-${domain}`, domain, selector, algorithm, ...pair, publicKey });
  }
}
