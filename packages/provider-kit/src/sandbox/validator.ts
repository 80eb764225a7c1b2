import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { DocumentedOperation, DocumentedParameter, JsonSchema } from '../document.ts';
import type { OpenApiDocument } from '../openapi.ts';

/** What a request carries, as it came. */
interface RawInput {
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The parsed body; undefined when there was none. */
  readonly body: unknown;
}

/** What a handler gets: numbers are numbers, and defaults are filled in. */
export interface ValidInput {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

type Verdict = { readonly ok: true; readonly input: ValidInput } | { readonly ok: false; readonly message: string };

/** Checks a request against what the document says of its operation; query parameters it does not know are dropped. */
export type Validator = (operation: DocumentedOperation, input: RawInput) => Verdict;

/**
 * A validator for all sandboxes of a document. It compiles the schemas of an operation when it is first asked for: a document may have a
 * hundred, a sandbox is started for a few requests, and to compile them takes longer than to answer. Throws when one cannot be compiled.
 */
export function createValidator(document: OpenApiDocument): Validator {
  let compile: ReturnType<typeof createCompiler> | undefined;
  const checks = new Map<DocumentedOperation, Checks>();
  return (operation, { path, query, body }) => {
    compile ??= createCompiler(document);
    const check = checks.get(operation) ?? compile(operation);
    checks.set(operation, check);
    const input = { path: { ...path }, query: queryObject(query, parametersIn(operation, 'query')), body };
    const faults = [
      ...faultsOf('path', check.path, input.path),
      ...faultsOf('query', check.query, input.query),
      ...bodyFaults(operation, check.body, body),
    ];
    return faults.length === 0 ? { ok: true, input } : { ok: false, message: faults.join('; ') };
  };
}

interface Checks {
  readonly path: ValidateFunction;
  readonly query: ValidateFunction;
  readonly body: ValidateFunction | undefined;
}

function createCompiler(document: OpenApiDocument): (operation: DocumentedOperation) => Checks {
  // Text becomes what the schema asks for: a path and a query hold nothing else. A body is taken as it is.
  const coercing = createAjv('array');
  const exact = createAjv(false);
  // References in the document's schemas lead to its components, which therefore stand in every compiled schema.
  const whole = (schema: JsonSchema): JsonSchema => ({ components: document.components, ...schema });
  return (operation) => ({
    path: coercing.compile(whole(objectSchema(parametersIn(operation, 'path')))),
    query: coercing.compile(whole(objectSchema(parametersIn(operation, 'query')))),
    body: operation.body === undefined ? undefined : exact.compile(whole(operation.body.schema)),
  });
}

function createAjv(coerceTypes: false | 'array'): Ajv2020 {
  // An OpenAPI document extends JSON Schema by keywords of its own, which are no mistake in it.
  const ajv = new Ajv2020({ strict: false, allErrors: true, useDefaults: true, coerceTypes });
  formats.default(ajv);
  return ajv;
}

function parametersIn({ parameters }: DocumentedOperation, place: string): readonly DocumentedParameter[] {
  return parameters.filter((parameter) => parameter.in === place);
}

function objectSchema(parameters: readonly DocumentedParameter[]): JsonSchema {
  return {
    type: 'object',
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
  };
}

function queryObject(query: URLSearchParams, parameters: readonly DocumentedParameter[]): Record<string, unknown> {
  const given = parameters.filter(({ name }) => query.has(name));
  return Object.fromEntries(
    given.map(({ name }) => {
      const values = query.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}

function bodyFaults(
  operation: DocumentedOperation,
  check: ValidateFunction | undefined,
  body: unknown,
): readonly string[] {
  if (check === undefined) return [];
  if (body !== undefined) return faultsOf('body', check, body);
  return operation.body?.required === true ? ['body must be a JSON document'] : [];
}

function faultsOf(place: string, check: ValidateFunction, value: unknown): readonly string[] {
  if (check(value)) return [];
  return (check.errors ?? []).map((error) => `${place}${error.instancePath} ${sentence(error)}`);
}

function sentence({ keyword, params, message }: ErrorObject): string {
  switch (keyword) {
    case 'additionalProperties':
      return `has the unknown field ${params['additionalProperty']}`;
    case 'enum':
      return `must be one of ${params['allowedValues'].join(', ')}`;
    default:
      return message ?? 'is not valid';
  }
}
