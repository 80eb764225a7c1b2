import { documentedOperations, follow, isObject, type JsonSchema } from '../document.ts';
import type { OpenApiDocument } from '../openapi.ts';

/** A field that the document promises of each item of a list. */
export interface DocumentedField {
  readonly name: string;
  readonly types: readonly unknown[];
}

/**
 * The typed fields of the items that an operation lists: those of the list nearest to the root of its answer, or of the
 * only object in an answer that is one.
 */
export function itemFields(document: OpenApiDocument, operationId: string): readonly DocumentedField[] {
  const operation = documentedOperations(document).find((candidate) => candidate.operationId === operationId);
  const result = operation?.result;
  const item = result && (nearestItem(document, [result]) ?? loneObject(document, result));
  const fields = item?.['properties'];
  if (item === undefined || !isObject(fields)) return [];
  const required = Array.isArray(item['required']) ? item['required'] : [];
  return Object.entries(fields)
    .map(([name, schema]) => ({ name, types: [follow(document, schema)['type'] ?? []].flat() }))
    .filter(({ name, types }) => types.length > 0 && required.includes(name));
}

/** A value of none of these types, as near to them as can be: a lenient reader would take it. */
export function valueOfNone(types: readonly unknown[]): unknown {
  if (!types.includes('string')) return '7';
  return types.includes('integer') || types.includes('number') ? {} : 7;
}

/** Down through every object that is the only one in its parent: what is left of an envelope. */
function loneObject(document: OpenApiDocument, schema: JsonSchema): JsonSchema {
  const fields = isObject(schema['properties']) ? Object.values(schema['properties']) : [];
  const [only, ...others] = fields.map((field) => follow(document, field)).filter((field) => 'properties' in field);
  return only === undefined || others.length > 0 ? schema : loneObject(document, only);
}

function nearestItem(document: OpenApiDocument, level: readonly JsonSchema[]): JsonSchema | undefined {
  if (level.length === 0) return undefined;
  const list = level.find(({ type, items }) => type === 'array' && 'properties' in follow(document, items ?? {}));
  if (list !== undefined) return follow(document, list['items']);
  return nearestItem(
    document,
    level.flatMap(({ properties }) =>
      isObject(properties) ? Object.values(properties).map((schema) => follow(document, schema)) : [],
    ),
  );
}
