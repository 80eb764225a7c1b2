import { type DocumentedOperation, follow, isFilledIn, isObject, type JsonSchema } from '../document.ts';
import type { OpenApiDocument } from '../openapi.ts';

/** The smallest flat input that the document allows, invented from it. */
export function exampleInput(
  document: OpenApiDocument,
  { parameters, body, confirms }: DocumentedOperation,
): Readonly<Record<string, unknown>> {
  const required = parameters.filter((parameter) => parameter.required && !isFilledIn(parameter.schema));
  const fromBody = body === undefined ? {} : example(document, body.schema);
  const input: Readonly<Record<string, unknown>> = {
    ...Object.fromEntries(required.map(({ name, schema }) => [name, example(document, schema)])),
    ...(isObject(fromBody) ? fromBody : { body: fromBody }),
  };
  return confirms === undefined ? input : { ...input, confirm: input[confirms] };
}

function example(document: OpenApiDocument, schema: unknown): unknown {
  const { examples, enum: choices, oneOf, type, format, minimum, items, ...rest } = follow(document, schema);
  if (Array.isArray(choices)) return choices[0];
  if (Array.isArray(oneOf)) return example(document, oneOf[0]);
  if (type === 'array') return [example(document, items)];
  if (type === 'object') return exampleObject(document, rest);
  if (type === 'integer' || type === 'number') return typeof minimum === 'number' ? minimum : 1;
  if (type === 'boolean') return true;
  if (Array.isArray(examples)) return examples[0];
  return texts[String(format)] ?? 'contract';
}

const texts: Readonly<Record<string, string>> = {
  hostname: 'contract.example',
  email: 'somebody@contract.example',
  uri: 'https://contract.example/',
  'date-time': '2026-11-20T00:00:00.000Z',
};

function exampleObject(document: OpenApiDocument, { required, anyOf, properties }: JsonSchema): object {
  const alternative: unknown = Array.isArray(anyOf) ? anyOf[0] : undefined;
  const names = [required, isObject(alternative) ? alternative['required'] : undefined]
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .map(String);
  const fields = isObject(properties) ? properties : {};
  const given = names.filter((name) => !isFilledIn(follow(document, fields[name])));
  return Object.fromEntries(given.map((name) => [name, example(document, fields[name])]));
}
