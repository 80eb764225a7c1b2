import { follow, isObject, type JsonSchema } from './document.ts';
import type { OpenApiDocument } from './openapi.ts';

/**
 * Whether a value of this schema may hold a secret that a caller sees: at any depth, in any alternative. What the
 * provider's client takes out of every answer (`x-rollcall-taken-out`) is seen by nobody.
 */
export function mayReveal(document: OpenApiDocument, schema: JsonSchema): boolean {
  return reveals({ document, seen: new Set() }, schema);
}

/** Schemas may refer to each other in a circle; each is looked at once. */
interface Walk {
  readonly document: OpenApiDocument;
  readonly seen: Set<string>;
}

function reveals(walk: Walk, schema: unknown): boolean {
  if (!isObject(schema)) return false;
  const reference = schema['$ref'];
  if (typeof reference === 'string') {
    const { $ref: _, ...beside } = schema;
    const key = JSON.stringify(schema);
    if (walk.seen.has(key)) return reveals(walk, beside);
    walk.seen.add(key);
  }
  const target = follow(walk.document, schema);
  if (target['x-rollcall-taken-out'] === true) return false;
  if (target['x-rollcall-class'] === 'secret') return true;
  return innerSchemas(target).some((inner) => reveals(walk, inner));
}

function innerSchemas(schema: JsonSchema): readonly unknown[] {
  const { properties, items, additionalProperties } = schema;
  const alternatives = ['oneOf', 'anyOf', 'allOf'].flatMap((key) => {
    const list = schema[key];
    return Array.isArray(list) ? list : [];
  });
  return [...(isObject(properties) ? Object.values(properties) : []), items, additionalProperties, ...alternatives];
}
