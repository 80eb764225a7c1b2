import { RollcallError } from '@rollcall/schema';
import {
  type DocumentedBody,
  type DocumentedOperation,
  documentedOperations,
  follow,
  isFilledIn,
  isObject,
  type JsonSchema,
} from './document.ts';
import { formOf } from './form.ts';
import { type OpenApiDocument, type OperationSpec, type RequestParts, verbs } from './openapi.ts';
import { ProviderError } from './provider-error.ts';
import { holdsSecret, redacted, secretsIn } from './redact.ts';
import { mayReveal } from './reveals.ts';
import { compileSchema, type InputIssue, schemaIssues, sentence } from './schema-issues.ts';
import { isStorable } from './storable.ts';

/**
 * Every operation of the document, by its operationId. `envelope` is the field of the 200 answer that holds the result,
 * where the provider wraps it. Throws `TypeError` on a document that the generator would refuse.
 */
export function operationsOf(document: OpenApiDocument, envelope?: string): Readonly<Record<string, OperationSpec>> {
  const specs = documentedOperations(document).map((operation) => operationSpec(document, operation, envelope));
  return Object.fromEntries(specs.map((spec) => [spec.operationId, spec]));
}

function operationSpec(
  document: OpenApiDocument,
  operation: DocumentedOperation,
  envelope: string | undefined,
): OperationSpec {
  const { operationId, effect, bucket, method, path, summary, checks, source, isConfirmed } = operation;
  if (operationId === undefined || effect === undefined || bucket === undefined) {
    throw new TypeError(`${method} ${path} lacks what typed operations need; run the generator to see what.`);
  }
  const input = inputSchema(document, operation);
  const result = resultSchema(document, operation, envelope);
  const inputValidator = lazily(() => compileSchema(document, input, 'input'));
  const resultValidator = lazily(() => compileSchema(document, result, 'result'));
  return {
    ...{ operationId, method, path, summary, bucket, checks, source, isConfirmed, confirms: operation.confirms },
    acts: operation.acts.flatMap(({ kind, verb }) =>
      verbs.filter((known) => known === verb).map((known) => ({ kind, verb: known })),
    ),
    reveals: operation.reveals !== undefined || mayReveal(document, result),
    answersNothing: operation.result?.['type'] === 'null',
    ...{ inputSchema: input, resultSchema: result },
    effect: (given) => (becomesWrite(operation, given) ? 'write' : effect),
    parse: (given) => {
      const parsed = copy(given ?? {});
      const issues = [
        ...schemaIssues(inputValidator(), parsed),
        ...textIssues(operation, parsed),
        ...confirmationIssues(operation, parsed),
      ];
      if (issues.length === 0 && isObject(parsed)) return parsed;
      throw new RollcallError('invalid_input', `${operationId}: ${sentence(issues)}.`, { details: { issues } });
    },
    request: (given) => requestParts(document, operation, given),
    secrets: (given) => secretsIn(document, input, given),
    parseResult: (given) => {
      const issues = schemaIssues(resultValidator(), given);
      if (issues.length === 0) return given;
      const message = `${operationId}: the provider's answer is not what it documents: ${sentence(issues)}.`;
      throw new ProviderError('unrecognised', message, { applied: 'maybe' });
    },
    redact: (given) => {
      const stored = redacted(document, input, given);
      return isObject(stored) ? stored : {};
    },
    redactResult: (given) => redacted(document, result, given),
    holdsSecrets: (given) => operation.reveals !== undefined || holdsSecret(document, result, given),
  };
}

/** One schema for the flat input: path and query parameters beside the fields of the body, as far as a caller gives them. */
function inputSchema(document: OpenApiDocument, operation: DocumentedOperation): JsonSchema {
  const { body, confirms } = operation;
  const parameters = operation.parameters.filter(({ schema }) => !isFilledIn(schema));
  const documented = Object.entries(bodyFields(body) ?? {}).map(
    ([name, schema]) => [name, follow(document, schema)] as const,
  );
  const filledIn = documented.filter(([, schema]) => isFilledIn(schema)).map(([name]) => name);
  const fields = bodyFields(body) && Object.fromEntries(documented.filter(([name]) => !filledIn.includes(name)));
  // Alternatives such as "one of these two is required" speak of fields, which the flat input holds as well.
  const alternatives = Object.entries(body?.schema ?? {}).filter(([key]) => key === 'anyOf' || key === 'oneOf');
  return {
    ...(fields ? Object.fromEntries(alternatives) : {}),
    type: 'object',
    properties: {
      ...Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.schema])),
      ...fields,
      ...(body && !fields ? { body: body.schema } : {}),
      ...(confirms === undefined ? {} : { confirm: { type: 'string' } }),
    },
    required: [
      ...parameters.filter((parameter) => parameter.required).map((parameter) => parameter.name),
      ...(body && fields ? requiredOf(body.schema).filter((name) => !filledIn.includes(name)) : []),
      ...(body && !fields ? ['body'] : []),
      ...(confirms === undefined ? [] : ['confirm']),
    ],
    additionalProperties: false,
  };
}

function resultSchema(
  document: OpenApiDocument,
  { result }: DocumentedOperation,
  envelope: string | undefined,
): JsonSchema {
  if (result === undefined) return {};
  const fields = result['properties'];
  const isWrapped = envelope !== undefined && isObject(fields) && Object.hasOwn(fields, envelope);
  return isWrapped ? follow(document, fields[envelope]) : result;
}

function requestParts(
  document: OpenApiDocument,
  operation: DocumentedOperation,
  input: Readonly<Record<string, unknown>>,
): RequestParts {
  const pick = (names: readonly string[]) =>
    Object.fromEntries(names.filter((name) => input[name] !== undefined).map((name) => [name, input[name]]));
  const namesIn = (place: string) =>
    operation.parameters.filter((parameter) => parameter.in === place).map((parameter) => parameter.name);
  const fields = bodyFields(operation.body);
  const given = fields && pick(Object.keys(fields));
  const form = given && operation.body?.isForm ? formOf(document, fields, given) : undefined;
  const body = form ?? given ?? (operation.body && input['body']);
  return { path: pick(namesIn('path')), query: pick(namesIn('query')), body };
}

function becomesWrite({ writeWhen }: DocumentedOperation, input: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(writeWhen).some(([field, values]) => values.includes(String(input[field])));
}

/** What no schema says: text that cannot be stored, and path parameters that would lead to another endpoint. */
function textIssues(operation: DocumentedOperation, input: unknown): readonly InputIssue[] {
  if (!isObject(input)) return [];
  const issues = Object.entries(input)
    .filter(([, value]) => !isStorable(value))
    .map(([path]) => ({ path, message: 'must be text without U+0000 and without halves of characters' }));
  const places = operation.parameters.filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name);
  const wrong = places.filter((name) => ['', '.', '..'].includes(String(input[name])));
  return [...issues, ...wrong.map((path) => ({ path, message: 'must not be empty, "." or ".."' }))];
}

/** What cannot be undone is named twice. */
function confirmationIssues({ confirms }: DocumentedOperation, input: unknown): readonly InputIssue[] {
  if (confirms === undefined || !isObject(input) || typeof input['confirm'] !== 'string') return [];
  if (input['confirm'] === input[confirms]) return [];
  return [{ path: 'confirm', message: `must repeat "${confirms}": what is destroyed cannot be brought back` }];
}

function bodyFields(body: DocumentedBody | undefined): Readonly<Record<string, unknown>> | undefined {
  const fields = body?.schema['properties'];
  return isObject(fields) ? fields : undefined;
}

function requiredOf(schema: JsonSchema): readonly string[] {
  const { required } = schema;
  return Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
}

/** Input is JSON; a copy, since defaults are filled into it. */
function copy(input: unknown): unknown {
  try {
    return structuredClone(input);
  } catch (cause) {
    throw new RollcallError('invalid_input', 'The input must be JSON.', { cause });
  }
}

/** A provider has hundreds of operations and a process uses a few of them. */
function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
