import type { DocumentHunk } from '@rollcall/schema';
import { atPointer, isObject, type JsonSchema } from '../document.ts';
import type { OpenApiDocument } from '../openapi.ts';

/** A place where answers differ from the document. */
export interface DocumentDifference {
  readonly operation: string;
  readonly path: string;
  /** Of the place in the document; of the object around it where the document does not have it. */
  readonly pointer: string;
  readonly what: 'appeared' | 'other_type' | 'missing' | 'vanished';
  readonly types: readonly string[];
  readonly isPublished: boolean;
  readonly seen: number;
  readonly strayed: number;
  readonly missed: number;
}

/** The differences as a diff of the document, each where it stands there, with what stands beside it. */
export function documentDiff(
  document: OpenApiDocument,
  differences: readonly DocumentDifference[],
): readonly DocumentHunk[] {
  const placed = differences.map((difference) => ({ ...difference, ...placeOf(difference) }));
  const byObject = Map.groupBy(placed, ({ object }) => object);
  return [...byObject].map(([pointer, inside]) => ({
    pointer,
    operations: [...new Set(inside.map(({ operation }) => operation))].sort(),
    published: inside.every(({ isPublished }) => isPublished),
    lines: [...linesOf(schemaAt(document, pointer), inside)],
  }));
}

type Placed = DocumentDifference & { readonly object: string; readonly field: string };

/** The object of the document around a place, and what the place is called in it. */
function placeOf({ what, path, pointer }: DocumentDifference): { readonly object: string; readonly field: string } {
  if (what === 'appeared') return { object: pointer, field: path.slice(path.lastIndexOf('.') + 1) };
  const found = /^(.*?)\/(?:properties\/)?([^/]+)$/.exec(pointer);
  return { object: found?.[1] ?? pointer, field: (found?.[2] ?? '').replaceAll('~1', '/').replaceAll('~0', '~') };
}

/** A document of an earlier edition may have had it. */
function schemaAt(document: OpenApiDocument, pointer: string): JsonSchema {
  try {
    const found = atPointer(document, pointer);
    return isObject(found) ? found : {};
  } catch {
    return {};
  }
}

function linesOf(schema: JsonSchema, inside: readonly Placed[]): readonly string[] {
  const properties = isObject(schema['properties']) ? schema['properties'] : undefined;
  const fields = Object.entries(properties ?? schema);
  // The same field may differ in the answers of several operations: it stands once.
  const byField = new Map(inside.map((difference) => [difference.field, difference]));
  const changed = fields.flatMap(([name], index) => (byField.has(name) ? [index] : []));
  const known = new Set(fields.map(([name]) => name));
  const added = [...byField.values()].filter(({ field }) => !known.has(field));
  // What is new stands behind the last of what there is.
  const marks = added.length > 0 ? [...changed, fields.length] : changed;
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const lines = [properties === undefined ? ' …' : ' properties:'];
  let isCut = false;
  for (const [index, [name, field]] of fields.entries()) {
    const difference = byField.get(name);
    if (difference !== undefined) lines.push(...changedLines(name, field, difference));
    else if (marks.some((mark) => Math.abs(mark - index) <= besideMax)) {
      lines.push(` ${indent}${name}: ${schemaText(field)}${required.includes(name) ? ' # required' : ''}`);
    } else if (!isCut) lines.push(` ${indent}…`);
    isCut = difference === undefined && !marks.some((mark) => Math.abs(mark - index) <= besideMax);
  }
  return [...lines, ...added.map((one) => `+${indent}${one.field}: ${typesText(one.types)} # seen ${one.seen} times`)];
}

function changedLines(name: string, field: unknown, difference: DocumentDifference): readonly string[] {
  const { what, types, seen, strayed, missed } = difference;
  const documented = `${indent}${name}: ${schemaText(field)}`;
  if (what === 'vanished') return [`-${documented} # in none of the last answers`];
  if (what === 'missing') {
    return [`-${documented} # required`, `+${documented} # not in ${missed} of ${seen + missed} samples`];
  }
  return [`-${documented}`, `+${indent}${name}: ${typesText(types)} # otherwise in ${strayed} of ${seen} samples`];
}

const indent = '  ';
/** So many fields beside one that differs tell where it stands. */
const besideMax = 1;
/** So many values of a list of values tell which one it is. */
const valuesMax = 4;

function typesText(types: readonly string[]): string {
  return types.length === 1 ? `{ type: ${types[0]} }` : `{ type: [${types.join(', ')}] }`;
}

/** A schema on one line, in the words of the document. */
function schemaText(schema: unknown): string {
  if (!isObject(schema)) return JSON.stringify(schema) ?? '';
  const { $ref: reference, type, format, enum: values, items } = schema;
  const parts = [
    ...(typeof reference === 'string' ? [`$ref: "${reference}"`] : []),
    ...(type === undefined ? [] : [`type: ${Array.isArray(type) ? `[${type.join(', ')}]` : String(type)}`]),
    ...(typeof format === 'string' ? [`format: ${format}`] : []),
    ...(Array.isArray(values) ? [`enum: [${valuesText(values)}]`] : []),
    ...(items === undefined ? [] : [`items: ${schemaText(items)}`]),
  ];
  return parts.length === 0 ? '{ … }' : `{ ${parts.join(', ')} }`;
}

function valuesText(values: readonly unknown[]): string {
  const shown = values.slice(0, valuesMax).map(String).join(', ');
  return values.length > valuesMax ? `${shown}, …` : shown;
}
