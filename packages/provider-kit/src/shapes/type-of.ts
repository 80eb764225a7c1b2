import type { SeenType } from '@rollcall/schema';

/** The type of a value of parsed JSON. */
export function typeOf(value: unknown): SeenType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  switch (typeof value) {
    case 'boolean':
      return 'boolean';
    case 'number':
      return Number.isInteger(value) ? 'integer' : 'number';
    case 'string':
      return 'string';
    default:
      return 'object';
  }
}
