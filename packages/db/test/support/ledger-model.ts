import { isDeepStrictEqual } from 'node:util';
import type { Meaning } from '@rollcall/ledger';

/** What the ledger should hold of one resource. */
interface ModelResource {
  readonly name: string;
  readonly presence: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly version: number;
}

/** What the audit log should say of one change. */
export interface ModelEvent {
  readonly type: string;
  readonly externalId: string;
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** One scope of the ledger as it should become, kept in a map. */
export interface LedgerModel {
  readonly resources: ReadonlyMap<string, ModelResource>;
  /** Takes a listing in; answers the events it should lead to, by external id. */
  list(items: readonly Meaning[], listing: { believed: boolean; noise: string }): readonly ModelEvent[];
}

export function createLedgerModel(): LedgerModel {
  const resources = new Map<string, ModelResource>();
  const put = (externalId: string, next: Omit<ModelResource, 'version'>): void => {
    resources.set(externalId, { ...next, version: (resources.get(externalId)?.version ?? 0) + 1 });
  };
  return {
    resources,
    list(items, { believed, noise }) {
      const events: ModelEvent[] = [];
      for (const { externalId, name, attributes } of items) {
        const before = resources.get(externalId);
        const type = changeOf(before, { name, attributes }, noise);
        if (type === undefined) continue;
        events.push({
          type: `resource.${type}`,
          externalId,
          name,
          ...told(type, { before, shown: { name, attributes }, noise }),
        });
        put(externalId, { name, attributes, presence: 'live' });
      }
      const shown = new Set(items.map(({ externalId }) => externalId));
      for (const [externalId, before] of resources) {
        if (!believed || before.presence !== 'live' || shown.has(externalId)) continue;
        const { name, attributes } = before;
        events.push({ type: 'resource.vanished', externalId, name, before: attributes, after: null });
        put(externalId, { name, attributes, presence: 'missing' });
      }
      return events.sort((one, other) => (one.externalId < other.externalId ? -1 : 1));
    },
  };
}

type Shown = Pick<ModelResource, 'name' | 'attributes'>;

function changeOf(before: ModelResource | undefined, shown: Shown, noise: string): string | undefined {
  if (before === undefined) return 'appeared';
  if (before.presence !== 'live') return 'reappeared';
  return isDeepStrictEqual(meaning(before, noise), meaning(shown, noise)) ? undefined : 'changed';
}

/** Of a change only the fields that differ and mean something are told, of everything else the whole state. */
function told(
  type: string,
  { before, shown, noise }: { before: ModelResource | undefined; shown: Shown; noise: string },
): { before: unknown; after: unknown } {
  if (before === undefined) return { before: null, after: shown.attributes };
  if (type === 'reappeared') return { before: before.attributes, after: shown.attributes };
  const [one, other] = [meaning(before, noise), meaning(shown, noise)];
  return { before: unlike(one, other), after: unlike(other, one) };
}

/** The name stands among the fields that can change. */
function meaning({ name, attributes }: Shown, noise: string) {
  const { [noise]: _noise, ...meaningful } = attributes;
  return { ...meaningful, name };
}

function unlike(one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>) {
  const differs = ([key, value]: [string, unknown]) =>
    !Object.hasOwn(other, key) || !isDeepStrictEqual(value, other[key]);
  return Object.fromEntries(Object.entries(one).filter(differs));
}
