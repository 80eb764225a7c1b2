import { hash } from 'node:crypto';

/** What of an item enters its digest: everything that means something, in a fixed order. */
export interface Meaning {
  readonly externalId: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * SHA-256 (hex) of an item's meaning. Two items of one kind have equal digests exactly when nothing that means
 * something differs. Attributes come from the mapping in a fixed key order, so plain `JSON.stringify` is canonical;
 * attributes that make no drift (`noise`) are left out.
 */
export function digestOf(item: Meaning, noise: ReadonlySet<string>): string {
  return hash('sha256', canonical(item, noise), 'hex');
}

function canonical(item: Meaning, noise: ReadonlySet<string>): string {
  if (noise.size === 0) return JSON.stringify([item.externalId, item.name, item.attributes]);
  const meaningful: Record<string, unknown> = {};
  for (const key in item.attributes) if (!noise.has(key)) meaningful[key] = item.attributes[key];
  return JSON.stringify([item.externalId, item.name, meaningful]);
}
