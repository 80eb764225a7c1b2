import { dnsMeaning, dnsName, type WrittenRecord } from '@rollcall/provider-kit';
import type { ZoneRecord } from '../wire/record.ts';

export type { WrittenRecord };

/** A zone as a sandbox holds it: its records in any spelling, as a provider lists them. */
export interface Zone {
  readonly name: string;
  readonly records: readonly WrittenRecord[];
  /** The names of its servers, for its NS records where it has none of its own. */
  readonly nameservers?: readonly string[];
  /** What whoever asks it as a resolver still hears, in place of the records of the same name and type. */
  readonly remembered?: readonly WrittenRecord[];
}

/** What is known of a name: its records of the type, or how it lacks them. */
interface Found {
  readonly rcode: 'NOERROR' | 'NXDOMAIN' | 'REFUSED';
  /** Aliases that were followed, then what they led to. */
  readonly answers: readonly ZoneRecord[];
  /** The record of the zone that says for how long an absence may be remembered. */
  readonly soa: ZoneRecord | undefined;
}

/** Zones that can be asked for what they hold, and changed. */
export interface Zones {
  set(zone: Zone): void;
  remove(name: string): void;
  find(name: string, type: string, asked?: { readonly ofResolver: boolean }): Found;
}

const defaultTtl = 300;
const aliasesMax = 8;

export function createZones(zones: readonly Zone[]): Zones {
  const held = new Map<string, HeldZone>();
  const set = (zone: Zone): void => void held.set(dnsName(zone.name), hold(zone));
  for (const zone of zones) set(zone);
  return {
    set,
    remove: (name) => void held.delete(dnsName(name)),
    find(name, type, { ofResolver } = { ofResolver: false }) {
      const own = dnsName(name);
      const remembered = ofResolver ? rememberedOf(held, own, type) : [];
      return remembered.length > 0 ? { rcode: 'NOERROR', answers: remembered, soa: undefined } : find(held, own, type);
    },
  };
}

interface HeldZone {
  readonly byName: ReadonlyMap<string, readonly ZoneRecord[]>;
  /** Names with nothing of their own and something below them: they exist all the same. */
  readonly empty: ReadonlySet<string>;
  readonly soa: ZoneRecord;
  readonly remembered: readonly ZoneRecord[];
}

function rememberedOf(held: ReadonlyMap<string, HeldZone>, name: string, type: string): readonly ZoneRecord[] {
  return zoneOf(held, name)?.remembered.filter((record) => record.name === name && record.type === type) ?? [];
}

function hold({ name, records, nameservers = [], remembered = [] }: Zone): HeldZone {
  const origin = dnsName(name);
  const own = records.map((record) => heldRecord(record, origin));
  const hasNs = own.some((record) => record.type === 'NS' && record.name === origin);
  const servers = hasNs
    ? []
    : nameservers.map((server) => heldRecord({ type: 'NS', name: origin, content: server }, origin));
  const first = [...own, ...servers].find(({ type }) => type === 'NS')?.content ?? `ns.${origin}`;
  const content = `${first} hostmaster.${origin} 1 7200 3600 1209600 ${defaultTtl}`;
  const soa = own.find(({ type }) => type === 'SOA') ?? heldRecord({ type: 'SOA', name: origin, content }, origin);
  const all = [...own.filter(({ type }) => type !== 'SOA'), ...servers, soa];
  const byName = Map.groupBy(all, (record) => record.name);
  const empty = new Set<string>();
  for (const owner of byName.keys()) {
    for (let above = parentOf(owner); above !== '' && above !== origin; above = parentOf(above)) {
      if (!byName.has(above)) empty.add(above);
    }
  }
  return { byName, empty, soa, remembered: remembered.map((record) => heldRecord(record, origin)) };
}

function heldRecord(record: WrittenRecord, origin: string): ZoneRecord {
  const { type, name, content, ttl, priority } = dnsMeaning(record, origin);
  return { type, name, content, priority, ttl: typeof ttl === 'number' ? ttl : defaultTtl };
}

function find(held: ReadonlyMap<string, HeldZone>, name: string, type: string): Found {
  const answers: ZoneRecord[] = [];
  let asked = name;
  for (let followed = 0; followed <= aliasesMax; followed += 1) {
    const zone = zoneOf(held, asked);
    if (zone === undefined) return { rcode: answers.length > 0 ? 'NOERROR' : 'REFUSED', answers, soa: undefined };
    const here =
      zone.byName.get(asked) ?? zone.byName.get(`*.${parentOf(asked)}`)?.map((any) => ({ ...any, name: asked }));
    if (here === undefined) {
      return { rcode: zone.empty.has(asked) ? 'NOERROR' : 'NXDOMAIN', answers, soa: zone.soa };
    }
    const wanted = here.filter((record) => record.type === type);
    const alias = here.find((record) => record.type === 'CNAME');
    if (wanted.length > 0 || alias === undefined) {
      answers.push(...wanted);
      return { rcode: 'NOERROR', answers, soa: wanted.length > 0 ? undefined : zone.soa };
    }
    answers.push(alias);
    asked = alias.content;
  }
  return { rcode: 'NOERROR', answers, soa: undefined };
}

/** The zone that holds a name: the one with the longest name that it is in. */
function zoneOf(held: ReadonlyMap<string, HeldZone>, name: string): HeldZone | undefined {
  for (let origin = name; origin !== ''; origin = parentOf(origin)) {
    const zone = held.get(origin);
    if (zone !== undefined) return zone;
  }
  return undefined;
}

function parentOf(name: string): string {
  const dot = name.indexOf('.');
  return dot === -1 ? '' : name.slice(dot + 1);
}
