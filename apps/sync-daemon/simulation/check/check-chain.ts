import type { Presence } from '@rollcall/schema';
import { type Play, Violation } from '../play.ts';
import type { Played } from '../run.ts';
import type { HeldEvent, HeldVersion } from '../snapshot.ts';
import { keyOf } from '../world.ts';
import type { Beliefs, Rebuilt } from './beliefs.ts';

/**
 * Every version has one event and every event one version, versions have no gaps, each step fits the one before, and the
 * ledger is what its versions add up to.
 */
export function checkChain({ beliefs }: Play, { after }: Played): void {
  const events = new Map(
    after.events.filter(({ type }) => type.startsWith('resource.')).map((event) => [event.eventId, event]),
  );
  for (const version of after.versions) {
    const event = events.get(version.eventId);
    if (event === undefined) throw new Violation(`${keyOf(version)} v${version.version} has no event of its own`);
    events.delete(version.eventId);
    if (event.type === 'resource.changed' && isEmpty(event.before) && isEmpty(event.after)) {
      throw new Violation(`${event.type} of ${keyOf(version)}, v${version.version}: nothing of it changed`);
    }
    follow(beliefs, version, event);
  }
  const [surplus] = events.values();
  if (surplus !== undefined) throw new Violation(`${surplus.type} of ${keyOf(surplus)} has no version`);
  const before = beliefs.before?.counts;
  for (const part of ['events', 'versions'] as const) {
    const written = after.counts[part] - (before?.[part] ?? 0);
    if (written !== after.versions.length) {
      throw new Violation(`${written} ${part} were written, and the run wrote ${after.versions.length}`);
    }
  }
  compare(beliefs, after.resources);
}

function follow(beliefs: Beliefs, version: HeldVersion, event: HeldEvent): void {
  const key = keyOf(version);
  const said = `${event.type} of ${key}, v${version.version}`;
  if (keyOf(event) !== key) throw new Violation(`${said}: its event is of ${keyOf(event)}`);
  const known = beliefs.rebuilt.get(key);
  if (event.type === 'resource.renamed') followRename(beliefs, { version, event, said });
  else {
    const first = beliefs.renamedAway.has(key) ? version.version : 1;
    const wanted = known === undefined ? first : known.version + 1;
    if (version.version !== wanted) throw new Violation(`${said}: v${wanted} was to come`);
    assertStep({ event, said, from: known?.presence, to: version.presence });
  }
  if (event.type === 'resource.vanished') beliefs.vanishedBy.set(key, event.cause);
  const { name, presence } = version;
  const attributes = JSON.stringify(version.attributes);
  beliefs.rebuilt.set(key, { name, presence, attributes, version: version.version });
}

function followRename(
  beliefs: Beliefs,
  { version, event, said }: { version: HeldVersion; event: HeldEvent; said: string },
): void {
  const from = `${version.kind} ${event.before?.['externalId']}`;
  const known = beliefs.rebuilt.get(from);
  if (known?.presence !== 'live') throw new Violation(`${said}: ${from} is ${known?.presence ?? 'unknown'}`);
  if (beliefs.rebuilt.has(keyOf(version))) throw new Violation(`${said}: the id was taken`);
  if (version.version <= known.version) throw new Violation(`${said}: v${known.version} was before it`);
  beliefs.rebuilt.delete(from);
  beliefs.renamedAway.add(from);
}

const steps: Readonly<Record<string, { readonly from: readonly (Presence | undefined)[]; readonly to: Presence }>> = {
  'resource.appeared': { from: [undefined], to: 'live' },
  'resource.changed': { from: ['live'], to: 'live' },
  'resource.vanished': { from: ['live'], to: 'missing' },
  'resource.suspected': { from: ['missing'], to: 'suspect' },
  'resource.gone': { from: ['suspect'], to: 'gone' },
  'resource.reappeared': { from: ['missing', 'suspect', 'gone'], to: 'live' },
};

function assertStep({
  event,
  said,
  from,
  to,
}: {
  event: HeldEvent;
  said: string;
  from: Presence | undefined;
  to: Presence;
}): void {
  const step = steps[event.type];
  if (step === undefined) throw new Violation(`${said}: the simulation does not know such an event`);
  if (!step.from.includes(from) || step.to !== to) throw new Violation(`${said}: it went from ${from} to ${to}`);
}

function compare({ rebuilt }: Beliefs, resources: Played['after']['resources']): void {
  if (resources.length !== rebuilt.size) {
    throw new Violation(`the ledger holds ${resources.length} resources, and its versions make ${rebuilt.size}`);
  }
  for (const { kind, id, name, presence, attributes, version } of resources) {
    const held: Rebuilt = { name, presence, attributes: JSON.stringify(attributes), version };
    const wanted = rebuilt.get(keyOf({ kind, id }));
    if (JSON.stringify(held) !== JSON.stringify(wanted)) {
      throw new Violation(`${kind} ${id} is ${JSON.stringify(held)}, and by its versions ${JSON.stringify(wanted)}`);
    }
  }
}

function isEmpty(fields: Readonly<Record<string, unknown>> | null): boolean {
  return fields === null || Object.keys(fields).length === 0;
}
