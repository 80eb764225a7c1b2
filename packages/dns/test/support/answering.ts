import type { Lookup } from '../../src/mail-resolver.ts';
import { createZones, type WrittenRecord } from '../../src/sandbox/zones.ts';
import { unknown } from '../../src/wire/interpret.ts';

/** A lookup in zones that are given as lines: `NAME TYPE CONTENT`. What is in none of the zones is not known. */
export function answering(zones: readonly string[], lines: readonly string[]): Lookup {
  const records = lines.map(recordIn);
  const held = createZones(
    zones.map((name) => ({ name, records: records.filter((record) => isWithin(record.name, name)) })),
  );
  return async (name, type) => {
    const { rcode, answers } = held.find(name, type);
    if (rcode === 'REFUSED') return unknown('it answered REFUSED');
    const aliases = answers.filter((answer) => answer.type === 'CNAME').map(({ content }) => content);
    const found = answers.filter((answer) => answer.type === type);
    const state = found.length > 0 ? 'found' : rcode === 'NXDOMAIN' ? 'no_name' : 'no_data';
    return { state, records: found, aliases, ttl: 300, reason: null };
  };
}

function recordIn(line: string): WrittenRecord {
  const [, name = '', type = '', content = ''] = /^(\S+) (\S+) (.*)$/s.exec(line) ?? [];
  return { name, type, content };
}

function isWithin(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}
