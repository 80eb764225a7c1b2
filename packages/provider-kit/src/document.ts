import { type Effect, effects, type Method, methods, type OpenApiDocument, type Source, sources } from './openapi.ts';

/** One operation as the document states it, with its references to parameters and bodies followed. */
export interface DocumentedOperation {
  readonly path: string;
  readonly method: Method;
  /** Absent in a document that breaks the rules; `documentProblems` names those. */
  readonly operationId: string | undefined;
  readonly effect: Effect | undefined;
  readonly bucket: string | undefined;
  readonly summary: string;
  /** What it says to do to which kinds, in words that `documentProblems` checks. */
  readonly acts: readonly { readonly kind: string; readonly verb: string }[];
  /** Its own tag, else that of its path, else that of the document; what has none is taken for inferred. */
  readonly source: Source;
  /** Whether that source is the provider's own word (`x-rollcall-own-sources`), and says it without contradiction. */
  readonly isConfirmed: boolean;
  /** Input values that turn a read into a write, by field. */
  readonly writeWhen: Readonly<Record<string, readonly string[]>>;
  /** Why the whole answer is as secret as a password, where no class of a field says it: a message may hold one. */
  readonly reveals: string | undefined;
  /** The field whose value a caller repeats under `confirm` before anything is sent. */
  readonly confirms: string | undefined;
  readonly parameters: readonly DocumentedParameter[];
  readonly body: DocumentedBody | undefined;
  /** The reads that are made first, to see whether the operation can succeed at all. */
  readonly checks: readonly string[];
  /** The JSON schema of the successful answer, envelope included; that of null where it has no body. */
  readonly result: JsonSchema | undefined;
}

export interface DocumentedParameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: JsonSchema;
}

export interface DocumentedBody {
  readonly required: boolean;
  readonly schema: JsonSchema;
  /** Sent as a form instead of as JSON; its fields in base64 (`contentEncoding`) are files. */
  readonly isForm: boolean;
}

export type JsonSchema = Readonly<Record<string, unknown>>;

/** Every operation of the document, in its order. Throws when a reference leads nowhere. */
export function documentedOperations(document: OpenApiDocument): readonly DocumentedOperation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      return isObject(operation) ? [documentedOperation(document, { path, method, item, operation })] : [];
    }),
  );
}

/**
 * The schema that a chain of `$ref`s within the document leads to; the schema itself when it is not a reference. What
 * stands beside a `$ref` is kept: a default, or how the field is classed.
 */
export function follow(document: OpenApiDocument, schema: unknown): JsonSchema {
  let target = schema;
  // A reference may lead to a reference; more than a few in a row is a circle.
  for (let step = 0; step < referenceStepsMax; step += 1) {
    if (!isObject(target)) throw new TypeError('The document refers to something that it does not hold.');
    const { $ref: reference, ...beside } = target;
    if (typeof reference !== 'string') return target;
    const next = atPointer(document, reference);
    target = isObject(next) ? { ...next, ...beside } : next;
  }
  throw new TypeError('The document holds references that go round in a circle.');
}

/** Whether the provider's client fills the field in from the credential, so that it is no part of a caller's input. */
export function isFilledIn(schema: JsonSchema): boolean {
  return schema['x-rollcall-from'] === 'credential';
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const referenceStepsMax = 8;

interface Place {
  readonly path: string;
  readonly method: Method;
  readonly item: Readonly<Record<string, unknown>>;
  readonly operation: Readonly<Record<string, unknown>>;
}

function documentedOperation(document: OpenApiDocument, place: Place): DocumentedOperation {
  const { path, method, item, operation } = place;
  const source = sourceOf(document, place);
  return {
    path,
    method,
    operationId: text(operation['operationId']),
    effect: effects.find((effect) => effect === operation['x-rollcall-effect']),
    bucket: text(operation['x-rollcall-bucket']),
    summary: text(operation['summary']) ?? '',
    acts: acts(operation['x-rollcall-acts']),
    source,
    isConfirmed: ownSources(document).includes(source) && operation['x-rollcall-doubted'] !== true,
    writeWhen: writeWhen(operation['x-rollcall-write-when']),
    reveals: text(operation['x-rollcall-reveals']),
    confirms: text(operation['x-rollcall-confirm']),
    parameters: [...list(item['parameters']), ...list(operation['parameters'])].map((parameter) =>
      documentedParameter(document, parameter),
    ),
    body: documentedBody(document, operation['requestBody']),
    checks: list(operation['x-rollcall-checks']).map(String),
    result: documentedResult(document, operation['responses']),
  };
}

function acts(value: unknown): DocumentedOperation['acts'] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([kind, verbs]) => [verbs].flat().map((verb) => ({ kind, verb: String(verb) })));
}

function sourceOf({ info }: OpenApiDocument, { item, operation }: Place): Source {
  const stated = [operation, item, info].map((holder) => holder['x-rollcall-source']).find((tag) => tag !== undefined);
  return sources.find((source) => source === stated) ?? 'inferred';
}

/** Where the document does not say, what the project was given as the provider's page. */
function ownSources({ info }: OpenApiDocument): readonly unknown[] {
  return list(info['x-rollcall-own-sources'] ?? ['seed']);
}

function documentedParameter(document: OpenApiDocument, parameter: unknown): DocumentedParameter {
  const { name, in: place, required, schema } = follow(document, parameter);
  return {
    name: text(name) ?? '',
    in: text(place) ?? '',
    required: required === true,
    schema: follow(document, schema),
  };
}

function documentedBody(document: OpenApiDocument, body: unknown): DocumentedBody | undefined {
  const json = contentOf(document, body, 'application/json');
  const schema = json ?? contentOf(document, body, 'multipart/form-data');
  if (schema === undefined) return undefined;
  return { required: follow(document, body)['required'] === true, schema, isForm: json === undefined };
}

/** Of the first documented status that means success. */
function documentedResult(document: OpenApiDocument, responses: unknown): JsonSchema | undefined {
  if (!isObject(responses)) return undefined;
  const status = Object.keys(responses).find((name) => /^2\d\d$/.test(name));
  if (status === undefined) return undefined;
  const response = follow(document, responses[status]);
  return response['content'] === undefined ? { type: 'null' } : contentOf(document, response, 'application/json');
}

function contentOf(document: OpenApiDocument, holder: unknown, type: string): JsonSchema | undefined {
  if (!isObject(holder)) return undefined;
  const content = follow(document, holder)['content'];
  if (!isObject(content)) return undefined;
  const described = content[type];
  return isObject(described) ? follow(document, described['schema']) : undefined;
}

function writeWhen(value: unknown): Readonly<Record<string, readonly string[]>> {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([field, values]) => [field, list(values).map(String)]));
}

/** The part of the document that a `$ref` names. Throws `TypeError` when there is none. */
export function atPointer(document: OpenApiDocument, reference: string): unknown {
  if (!reference.startsWith('#/')) throw new TypeError(`${reference} does not point into the document itself.`);
  let target: unknown = document;
  for (const part of reference.slice(2).split('/')) {
    const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    target = isObject(target) ? target[key] : undefined;
  }
  if (target === undefined) throw new TypeError(`${reference} leads nowhere.`);
  return target;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
