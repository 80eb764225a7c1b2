import { dnsName } from '@rollcall/provider-kit';
import type { DnsDelegation } from '@rollcall/schema';
import type { Answer } from 'dns-packet';
import type { Dns, NamedServer } from './dns.ts';
import type { Reply } from './wire/ask.ts';
import { recordOf } from './wire/from-answer.ts';
import { interpret } from './wire/interpret.ts';

/** Who answers for a domain, as the zone above it says. */
export interface Authority {
  readonly delegation: DnsDelegation;
  readonly servers: readonly NamedServer[];
  /** Servers that it is delegated to and that cannot be asked, and why. */
  readonly unreachable: readonly { readonly server: string; readonly reason: string }[];
}

export interface Delegations {
  find(domain: string, signal: AbortSignal): Promise<Authority>;
}

/** More servers than this are more than anybody has: the first ones are asked. */
const serversMax = 6;
/** Of the zone above, so many are asked before nobody knows. */
const parentServersMax = 3;
/** A zone between the one above and the domain, and one between those, is the most that there is. */
const stepsMax = 4;
/** For so long it is remembered who answers for a zone above: thousands of domains have the same one. */
const rememberedMs = 300_000;
const zonesMax = 5_000;

/** Finds delegations by asking the zone above, and remembers who answers for that. */
export function createDelegations(dns: Dns): Delegations {
  const zones = new Map<string, { readonly until: number; readonly servers: Promise<readonly NamedServer[]> }>();
  const serversOf = (zone: string, signal: AbortSignal): Promise<readonly NamedServer[]> => {
    const known = zones.get(zone);
    if (known !== undefined && known.until > performance.now()) return known.servers;
    if (zones.size >= zonesMax) zones.clear();
    const servers = serversByResolver(dns, zone, signal);
    zones.set(zone, { until: performance.now() + rememberedMs, servers });
    // What could not be found is looked for again by the next who needs it.
    const forget = (): void => void zones.delete(zone);
    servers.then((found) => found.length === 0 && forget(), forget);
    return servers;
  };
  return { find: (domain, signal) => find({ dns, serversOf }, dnsName(domain), signal) };
}

interface Finding {
  readonly dns: Dns;
  serversOf(zone: string, signal: AbortSignal): Promise<readonly NamedServer[]>;
}

async function find(finding: Finding, domain: string, signal: AbortSignal): Promise<Authority> {
  let zone = parentOf(domain);
  let servers: readonly NamedServer[] = [];
  for (; zone !== '' && servers.length === 0; zone = servers.length === 0 ? parentOf(zone) : zone) {
    servers = await finding.serversOf(zone, signal);
    if (servers.length > 0) break;
  }
  for (let step = 0; step < stepsMax && servers.length > 0; step += 1) {
    const told = await askParent(finding.dns, { domain, zone, servers }, signal);
    if (told.say !== 'below') return conclude(finding, { domain, zone, servers, told }, signal);
    zone = told.zone;
    servers = (await addressed(finding.dns, told.nameservers, signal)).servers;
  }
  return byResolver(finding, domain, signal);
}

interface Parent {
  readonly domain: string;
  readonly zone: string;
  readonly servers: readonly NamedServer[];
}

type Told =
  | { readonly say: 'delegated' | 'below'; readonly zone: string; readonly nameservers: readonly Nameserver[] }
  | { readonly say: 'no_name' | 'inside' }
  | { readonly say: 'unknown' };

interface Nameserver {
  readonly name: string;
  /** Addresses that came along. */
  readonly addresses: readonly string[];
}

async function askParent(dns: Dns, { domain, zone, servers }: Parent, signal: AbortSignal): Promise<Told> {
  for (const server of servers.slice(0, parentServersMax)) {
    const question = { name: domain, type: 'NS', recursion: false } as const;
    const told = read(await dns.askPlainly(server, question, signal), domain, zone);
    if (told.say !== 'unknown') return told;
  }
  return { say: 'unknown' };
}

function read(reply: Reply, domain: string, zone: string): Told {
  if (reply.state === 'failed') return { say: 'unknown' };
  const { heard } = interpret(reply, { name: domain, type: 'NS', recursion: false });
  if (heard.state === 'no_name') return { say: 'no_name' };
  if (heard.state === 'found' && heard.aliases.length === 0) {
    const names = heard.records.map(({ content }) => content);
    return { say: 'delegated', zone: domain, nameservers: withGlue(names, reply.additionals) };
  }
  if (heard.state === 'no_data' || heard.aliases.length > 0) return { say: 'inside' };
  const referred = reply.rcode === 0 ? reply.authorities.filter(({ type }) => type === 'NS').map(recordOf) : [];
  const [first] = referred.filter((record) => record !== undefined);
  // A server that knows nothing refers to the root, or upwards: that is no answer.
  if (first === undefined || !isWithin(domain, first.name) || !isWithin(first.name, zone) || first.name === zone) {
    return { say: 'unknown' };
  }
  const names = referred.flatMap((record) => (record?.name === first.name ? [record.content] : [])).sort();
  const nameservers = withGlue(names, reply.additionals);
  return { say: first.name === domain ? 'delegated' : 'below', zone: first.name, nameservers };
}

function withGlue(names: readonly string[], additionals: readonly Answer[]): Nameserver[] {
  const known = additionals.filter(({ type }) => type === 'A').map(recordOf);
  return names.map((name) => ({
    name,
    addresses: known.flatMap((record) => (record?.name === name ? [record.content] : [])),
  }));
}

async function conclude(
  { dns }: Finding,
  { zone, servers, told }: Parent & { readonly told: Exclude<Told, { say: 'below' }> | Told },
  signal: AbortSignal,
): Promise<Authority> {
  const nobody = { servers: [], unreachable: [] };
  switch (told.say) {
    case 'no_name':
      return { delegation: { state: 'no_name', zone, nameservers: [], reason: null }, ...nobody };
    case 'inside':
      return { delegation: { state: 'none', zone, nameservers: [], reason: null }, servers, unreachable: [] };
    case 'unknown': {
      const reason = `no server of ${zone} says where the domain is delegated to`;
      return { delegation: { state: 'unknown', zone: null, nameservers: [], reason }, ...nobody };
    }
    default: {
      const nameservers = told.nameservers.map(({ name }) => name);
      const delegation = { state: 'delegated' as const, zone: told.zone, nameservers, reason: null };
      return { delegation, ...(await addressed(dns, told.nameservers, signal)) };
    }
  }
}

/** Where the zone above cannot be asked: what the resolver says of the domain's servers, which are asked all the same. */
async function byResolver({ serversOf }: Finding, domain: string, signal: AbortSignal): Promise<Authority> {
  const servers = await serversOf(domain, signal);
  const reason = 'the zone above cannot be asked, so its servers are those that a resolver names';
  const zone = servers.length === 0 ? null : domain;
  return { delegation: { state: 'unknown', zone, nameservers: [], reason }, servers, unreachable: [] };
}

async function serversByResolver(dns: Dns, zone: string, signal: AbortSignal): Promise<readonly NamedServer[]> {
  const { records } = await dns.resolve(zone, 'NS', signal);
  const nameservers = records.map(({ content }) => ({ name: content, addresses: [] }));
  return (await addressed(dns, nameservers, signal)).servers;
}

async function addressed(
  dns: Dns,
  nameservers: readonly Nameserver[],
  signal: AbortSignal,
): Promise<Pick<Authority, 'servers' | 'unreachable'>> {
  const servers: NamedServer[] = [];
  const unreachable: { server: string; reason: string }[] = [];
  for (const { name, addresses } of nameservers.slice(0, serversMax)) {
    const [address] = addresses.length > 0 ? addresses : await addressesOf(dns, name, signal);
    if (address === undefined) unreachable.push({ server: name, reason: 'it has no address' });
    else servers.push({ label: `${name} (${address})`, address });
  }
  return { servers, unreachable };
}

async function addressesOf(dns: Dns, name: string, signal: AbortSignal): Promise<readonly string[]> {
  for (const type of ['A', 'AAAA'] as const) {
    const { records } = await dns.resolve(name, type, signal);
    if (records.length > 0) return records.map(({ content }) => content);
  }
  return [];
}

function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}

function parentOf(name: string): string {
  const dot = name.indexOf('.');
  return dot === -1 ? '' : name.slice(dot + 1);
}
