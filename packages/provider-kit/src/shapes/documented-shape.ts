import type { SeenType } from '@rollcall/schema';
import { atPointer, follow, isObject, type JsonSchema } from '../document.ts';
import { methods, type OpenApiDocument, type Source, sources } from '../openapi.ts';
import { typeOf } from './type-of.ts';

/** What the document says of one place of an answer. Its inner places are worked out when they are asked for. */
export interface DocumentedShape {
  /** Where that stands in the document: a JSON pointer. */
  readonly pointer: string;
  /** The types that it admits; null where it admits any. */
  readonly types: ReadonlySet<string> | null;
  /** The only values that it admits; null where it names none. */
  readonly values: readonly unknown[] | null;
  /** Whether it is the provider's own word (`x-rollcall-own-sources`), and no conclusion of ours. */
  readonly isPublished: boolean;
  readonly required: ReadonlySet<string>;
  /** Undefined where it names no fields, so that nothing can be said of those that are there. */
  readonly fields: ReadonlyMap<string, DocumentedShape> | undefined;
  /** Of the fields that have no name in the document, where it says how those are. */
  readonly others: DocumentedShape | undefined;
  readonly items: DocumentedShape | undefined;
  /** The alternative that a value of this type is held to; itself where there is none. */
  alternative(value: unknown): DocumentedShape;
}

/** The successful answers of a document's operations, by operationId. An operation without one in JSON has none. */
export function documentedShapes(document: OpenApiDocument): ReadonlyMap<string, DocumentedShape> {
  const byDefault = ownTag(document.info) ?? 'inferred';
  const own = document.info['x-rollcall-own-sources'];
  const reading: Reading = { document, byDefault, own: Array.isArray(own) ? own : ['seed'] };
  const shapes = Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      if (!isObject(operation) || typeof operation['operationId'] !== 'string') return [];
      const around = leastCertain(ownTag(operation), ownTag(item) ?? byDefault);
      const place = { pointer: `#/paths/${escaped(path)}/${method}/responses`, schema: operation['responses'], around };
      const answer = answerAt(reading, place);
      return answer === undefined ? [] : [[operation['operationId'], shapeAt(reading, answer)] as const];
    }),
  );
  return new Map(shapes);
}

interface Reading {
  readonly document: OpenApiDocument;
  readonly byDefault: Source;
  readonly own: readonly unknown[];
}

/** A part of the document, and the source of what stands around it. */
interface Place {
  readonly pointer: string;
  readonly schema: unknown;
  readonly around: Source;
}

/** The schema of the first status that means success. */
function answerAt(reading: Reading, { pointer, schema: responses, around }: Place): Place | undefined {
  if (!isObject(responses)) return undefined;
  const status = Object.keys(responses).find((name) => /^2\d\d$/.test(name));
  if (status === undefined) return undefined;
  const response = landed(reading, { pointer: `${pointer}/${status}`, schema: responses[status], around });
  const content = isObject(response.schema) ? response.schema['content'] : undefined;
  const json = isObject(content) ? content['application/json'] : undefined;
  if (!isObject(json) || json['schema'] === undefined) return undefined;
  return {
    ...response,
    pointer: `${response.pointer}/content/${escaped('application/json')}/schema`,
    schema: json['schema'],
  };
}

function shapeAt(reading: Reading, place: Place): DocumentedShape {
  const { pointer, schema, around } = landed(reading, place);
  const documented = isObject(schema) ? schema : {};
  const inner = (key: string): DocumentedShape | undefined =>
    isObject(documented[key])
      ? shapeAt(reading, { pointer: `${pointer}/${key}`, schema: documented[key], around })
      : undefined;
  const branches = lazily(() => branchesOf(reading, { pointer, schema: documented, around }));
  const isWithheld = documented['x-rollcall-class'] !== undefined;
  const fields = lazily(() =>
    isWithheld ? undefined : fieldsOf(reading, { pointer, schema: documented, around }, branches()),
  );
  const others = lazily(() => (isWithheld ? undefined : inner('additionalProperties')));
  const items = lazily(() => (isWithheld ? undefined : inner('items')));
  const shape: DocumentedShape = {
    pointer,
    types: typesOf(documented, branches),
    values: valuesOf(documented),
    isPublished: reading.own.includes(around),
    required: new Set(namesIn(documented['required'])),
    get fields() {
      return fields();
    },
    get others() {
      return others();
    },
    get items() {
      return items();
    },
    alternative: (value) =>
      isObject(documented['properties'])
        ? shape
        : (branches().find(({ types }) => types === null || admits(types, typeOf(value))) ?? shape),
  };
  return shape;
}

/** Whether one of these types is that of a value. A number without a fraction is a number, too. */
export function admits(types: ReadonlySet<string>, type: SeenType): boolean {
  return types.has(type) || (type === 'integer' && types.has('number'));
}

/** Where references lead. What is written elsewhere has the source of the document, unless it says another. */
function landed({ document, byDefault }: Reading, { pointer, schema, around }: Place): Place {
  const target = follow(document, schema ?? {});
  const tag = ownTag(target);
  let at: Place = { pointer, schema, around };
  // `follow` went all the way, and has refused what goes round in a circle.
  while (isObject(at.schema) && typeof at.schema['$ref'] === 'string') {
    const reference = at.schema['$ref'];
    at = { pointer: reference, schema: atPointer(document, reference), around: byDefault };
  }
  return { pointer: at.pointer, schema: target, around: tag ?? at.around };
}

function branchesOf(reading: Reading, { pointer, schema, around }: Place): readonly DocumentedShape[] {
  if (!isObject(schema)) return [];
  return ['oneOf', 'anyOf', 'allOf'].flatMap((key) =>
    list(schema[key]).map((branch, index) =>
      shapeAt(reading, { pointer: `${pointer}/${key}/${index}`, schema: branch, around }),
    ),
  );
}

/** Its own, and those of the parts that it must fit all of. */
function fieldsOf(
  reading: Reading,
  { pointer, schema, around }: Place,
  branches: readonly DocumentedShape[],
): ReadonlyMap<string, DocumentedShape> | undefined {
  if (!isObject(schema)) return undefined;
  const own = isObject(schema['properties']) ? Object.entries(schema['properties']) : [];
  const parts = Array.isArray(schema['allOf']) ? branches : [];
  const inherited = parts.flatMap(({ fields }) => [...(fields ?? [])]);
  if (own.length === 0 && inherited.length === 0) return undefined;
  return new Map([
    ...inherited,
    ...own.map(
      ([name, field]) =>
        [name, shapeAt(reading, { pointer: `${pointer}/properties/${escaped(name)}`, schema: field, around })] as const,
    ),
  ]);
}

function typesOf(schema: JsonSchema, branches: () => readonly DocumentedShape[]): ReadonlySet<string> | null {
  const own = namesIn(schema['type']);
  if (own.length > 0) return new Set(own);
  if (isObject(schema['properties'])) return new Set(['object']);
  if (isObject(schema['items'])) return new Set(['array']);
  const alternatives = branches();
  if (alternatives.length === 0 || alternatives.some(({ types }) => types === null)) return null;
  return new Set(alternatives.flatMap(({ types }) => [...(types ?? [])]));
}

function valuesOf(schema: JsonSchema): readonly unknown[] | null {
  if (schema['const'] !== undefined) return [schema['const']];
  return Array.isArray(schema['enum']) ? schema['enum'] : null;
}

function namesIn(value: unknown): readonly string[] {
  return [value].flat().filter((name): name is string => typeof name === 'string');
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function ownTag(part: JsonSchema): Source | undefined {
  return sources.find((source) => source === part['x-rollcall-source']);
}

/** That an operation is documented says nothing of what it answers: its tag may take certainty, and gives none. */
function leastCertain(operation: Source | undefined, around: Source): Source {
  if (operation === undefined) return around;
  return sources.indexOf(operation) > sources.indexOf(around) ? operation : around;
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** A schema may hold itself, so that what is inside is worked out on demand; each part of it once. */
function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
