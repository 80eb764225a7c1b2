import { z } from 'zod';

/** What an attribute says of its resource, and so whether a difference in it is a drift; with the reason. */
export const AttributeRole = z.discriminatedUnion('role', [
  /** What somebody set, or what state it is in: a difference is a drift. */
  z.object({ role: z.literal('content') }).readonly(),
  /** What stays for as long as the resource lives: a difference is a drift, and says that another took its external id. */
  z.object({ role: z.literal('identity'), reason: z.string() }).readonly(),
  /** What moves by itself and means nothing: kept as it was last recorded, and never a drift. */
  z.object({ role: z.literal('volatile'), reason: z.string() }).readonly(),
  /**
   * What follows from something else. What our own mapping computes, from the rest of the item or from the provider's
   * documents, cannot differ alone while the mapping is the same, so it stays in the digest. What the provider computes
   * from what is listed elsewhere, or says again in another spelling, is kept and never a drift.
   */
  z.object({ role: z.literal('derived'), by: z.enum(['mapping', 'provider']), reason: z.string() }).readonly(),
]);
export type AttributeRole = z.infer<typeof AttributeRole>;

/** By the name of the attribute, in the order in which the mapping yields them. */
export type AttributeRoles = Readonly<Record<string, AttributeRole>>;

/** The attributes that make no drift, whatever they say: they are no part of an item's digest. */
export function noiseOf({ attributes }: { readonly attributes: AttributeRoles }): readonly string[] {
  return Object.entries(attributes)
    .filter(([, role]) => role.role === 'volatile' || (role.role === 'derived' && role.by === 'provider'))
    .map(([attribute]) => attribute);
}

/** The attributes that stay for as long as a resource lives. */
export function identityOf({ attributes }: { readonly attributes: AttributeRoles }): readonly string[] {
  return Object.entries(attributes)
    .filter(([, { role }]) => role === 'identity')
    .map(([attribute]) => attribute);
}

/** For a `KindSpec`: attributes that are plain content. */
export function content(...attributes: readonly string[]): AttributeRoles {
  return Object.fromEntries(attributes.map((attribute) => [attribute, { role: 'content' }]));
}

/** For a `KindSpec`: an attribute that stays for as long as the resource lives. */
export function identity(reason: string): AttributeRole {
  return { role: 'identity', reason };
}

/** For a `KindSpec`: an attribute that moves by itself and means nothing. */
export function volatile(reason: string): AttributeRole {
  return { role: 'volatile', reason };
}

/** For a `KindSpec`: an attribute that our mapping or the provider computes from something else. */
export function derived(by: 'mapping' | 'provider', reason: string): AttributeRole {
  return { role: 'derived', by, reason };
}
