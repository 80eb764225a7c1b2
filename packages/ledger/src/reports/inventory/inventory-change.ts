import type { InventoryPair, InventoryState } from './facts.ts';

/** What differs of one resource between two moments. */
export type InventoryChange =
  | { readonly change: 'appeared' | 'vanished' }
  | { readonly change: 'changed' | 'renamed'; readonly fields: readonly FieldChange[] };

interface FieldChange {
  readonly field: string;
  /** A text as it is, anything else as JSON; null for what there is none of. */
  readonly before: string | null;
  readonly now: string | null;
}

/**
 * Why there is no difference, though something became of it in between: it came and went again; it is again as it was, in all that
 * means something; or it was absent at both, and only the evidence for that grew.
 */
export type NoChange = 'came_and_went' | 'as_before' | 'still_absent';

/** What became of a resource from one moment to another. There is what is live. Attributes that make no drift (`noise`) do not count. */
export function inventoryChange(
  { before, now }: InventoryPair,
  noise: ReadonlySet<string>,
): InventoryChange | NoChange {
  const [wasThere, isThere] = [before?.presence === 'live', now.presence === 'live'];
  if (before === null || !wasThere)
    return isThere ? { change: 'appeared' } : before === null ? 'came_and_went' : 'still_absent';
  if (!isThere) return { change: 'vanished' };
  const fields = fieldChanges(before, now, noise);
  if (before.externalId !== now.externalId) return { change: 'renamed', fields };
  return fields.length === 0 ? 'as_before' : { change: 'changed', fields };
}

/** What the attributes of a resource mean: all of them but those that make no drift, as JSON with its keys in their order. */
export function meaningText(attributes: Readonly<Record<string, unknown>>, noise: ReadonlySet<string>): string {
  const kept = Object.keys(attributes).filter((name) => !noise.has(name));
  return JSON.stringify(Object.fromEntries(kept.sort().map((name) => [name, attributes[name]])));
}

function fieldChanges(before: InventoryState, now: InventoryState, noise: ReadonlySet<string>): readonly FieldChange[] {
  const own = [
    { field: 'external id', before: before.externalId, now: now.externalId },
    { field: 'name', before: before.name, now: now.name },
  ].filter((sides) => sides.before !== sides.now);
  const names = [...new Set([...Object.keys(before.attributes), ...Object.keys(now.attributes)])].sort();
  // As JSON, or a text would be the same as the number that it looks like.
  const differs = (name: string) => jsonOf(before.attributes[name]) !== jsonOf(now.attributes[name]);
  const attributes = names
    .filter((name) => !noise.has(name) && differs(name))
    .map((field) => ({ field, before: textOf(before.attributes[field]), now: textOf(now.attributes[field]) }));
  return [...own, ...attributes];
}

/** What there is none of is null, too. */
function jsonOf(value: unknown): string {
  return JSON.stringify(value ?? null);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : value === undefined || value === null ? null : jsonOf(value);
}
