type Json = Readonly<Record<string, unknown>>;

/**
 * The document as OpenAPI 3.0 says the same, or nearly: generators that can be had without a download from elsewhere know no
 * 3.1. What 3.0 has no word for is left out, so a client that is made of it checks less, and asks and reads the same. What may
 * be of several types is anything; and an object with two fields that only their spelling tells apart is any object, since
 * other languages spell names in their own way.
 */
export function openApi30(document: Json): Json {
  const { info, ...rest } = document;
  const { license: _, ...told } = Object(info);
  return { ...Object(converted(rest, Object(document['components'])['schemas'])), openapi: '3.0.3', info: told };
}

/** A part of the document, as 3.0 has it; `schemas` are those that references lead to. */
function converted(part: unknown, schemas: Json): unknown {
  if (Array.isArray(part)) return part.map((one) => converted(one, schemas));
  if (!isObject(part)) return part;
  if (isObject(part['properties']) && hasTwins(Object.keys(part['properties']))) return anyObject;
  // What stands beside a reference is not read in 3.0.
  if (typeof part['$ref'] === 'string') return { $ref: part['$ref'] };
  const types = [part['type'] ?? []].flat();
  if (types.filter((type) => type !== 'null').length > 1) return types.includes('null') ? { nullable: true } : {};
  const alternatives = [part['anyOf'] ?? part['oneOf'] ?? []].flat();
  if (alternatives.length > 0) return oneOf(alternatives, schemas);
  const entries = Object.entries(part).flatMap(([word, value]) =>
    named.has(word) && isObject(value)
      ? [
          [
            word,
            Object.fromEntries(Object.entries(value).map(([name, one]) => [name, converted(one, schemas)])),
          ] as const,
        ]
      : (words[word]?.(value) ?? [[word, converted(value, schemas)] as const]),
  );
  const schema: Record<string, unknown> = Object.fromEntries(entries);
  if (schema['type'] === 'array') schema['items'] ??= {};
  else delete schema['items'];
  return schema;
}

/** What may be null is that. References to what is no object are followed: what stands beside them would be lost. */
function oneOf(alternatives: readonly unknown[], schemas: Json): unknown {
  const others = alternatives.filter((one) => Object(one)['type'] !== 'null');
  const nullable = others.length < alternatives.length ? { nullable: true } : {};
  const [only] = others;
  if (others.length !== 1 || !isObject(only)) return nullable;
  const name = String(only['$ref'] ?? '').replace('#/components/schemas/', '');
  const target = schemas[name];
  if (!isObject(target)) return { ...Object(converted(only, schemas)), ...nullable };
  if (target['type'] === 'object') return { allOf: [only], ...nullable };
  return { ...Object(converted(target, schemas)), ...nullable };
}

type Entries = readonly (readonly [string, unknown])[];

/** Under these stand names, which are no words of a schema, whatever they are. */
const named: ReadonlySet<string> = new Set([
  'properties',
  'schemas',
  'responses',
  'headers',
  'securitySchemes',
  'paths',
]);
const anyObject = { type: 'object', additionalProperties: {} };
const none: Entries = [];
const nullable = ['nullable', true] as const;

/** What is said otherwise in 3.0, or not at all; undefined for what only looks so. */
const words: Readonly<Record<string, (value: unknown) => Entries | undefined>> = {
  const: (value) => [['enum', [value]]],
  contentEncoding: () => none,
  contentMediaType: () => none,
  default: (value) => (value === null ? none : undefined),
  enum: (value) => {
    const values = [value].flat();
    return [['enum', values.filter((one) => one !== null)], ...(values.includes(null) ? [nullable] : none)];
  },
  examples: (value) => [['example', [value].flat()[0]]],
  exclusiveMaximum: (value) => [
    ['maximum', value],
    ['exclusiveMaximum', true],
  ],
  exclusiveMinimum: (value) => [
    ['minimum', value],
    ['exclusiveMinimum', true],
  ],
  patternProperties: () => none,
  prefixItems: () => none,
  propertyNames: () => none,
  type: (value) => {
    const types = [value].flat();
    const typed = types.filter((type) => type !== 'null').map((type) => ['type', type] as const);
    return types.includes('null') ? [...typed, nullable] : typed;
  },
};

function hasTwins(names: readonly string[]): boolean {
  return new Set(names.map((name) => name.replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase())).size < names.length;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
