import {
  type DocumentedOperation,
  documentedOperations,
  follow,
  isFilledIn,
  isObject,
  type JsonSchema,
} from '../document.ts';
import type { OpenApiDocument } from '../openapi.ts';

/** Every operation of a document, with the smallest input that it allows. */
export function exampleInputs(
  document: OpenApiDocument,
): readonly { readonly operationId: string; readonly input: Readonly<Record<string, unknown>> }[] {
  return documentedOperations(document).map((operation) => ({
    operationId: operation.operationId ?? '',
    input: exampleInput(document, operation),
  }));
}

/** The smallest flat input that the document allows, invented from it; with every secret that it could hold, too. */
function exampleInput(
  document: OpenApiDocument,
  { parameters, body, confirms }: DocumentedOperation,
  { secrets = false }: { readonly secrets?: boolean } = {},
): Readonly<Record<string, unknown>> {
  const required = parameters.filter((parameter) => parameter.required && !isFilledIn(parameter.schema));
  const fromBody = body === undefined ? {} : example({ document, secrets }, body.schema);
  const input: Readonly<Record<string, unknown>> = {
    ...Object.fromEntries(required.map(({ name, schema }) => [name, example({ document, secrets }, schema)])),
    ...(isObject(fromBody) ? fromBody : { body: fromBody }),
  };
  return confirms === undefined ? input : { ...input, confirm: input[confirms] };
}

/** What stands for a secret of a caller's; the document's other texts do not hold it. */
export const exampleSecret = 'hunter2-hunter2';

/** The operations of a document that take a secret, each with an input that holds every secret it could. */
export function secretInputs(
  document: OpenApiDocument,
): readonly { readonly operationId: string; readonly input: Readonly<Record<string, unknown>> }[] {
  return documentedOperations(document)
    .map((operation) => ({
      operationId: operation.operationId ?? '',
      input: exampleInput(document, operation, { secrets: true }),
    }))
    .filter(({ input }) => JSON.stringify(input).includes(exampleSecret));
}

interface Invention {
  readonly document: OpenApiDocument;
  readonly secrets: boolean;
}

function example(of: Invention, schema: unknown): unknown {
  const { examples, enum: choices, oneOf, type, format, minimum, items, ...rest } = follow(of.document, schema);
  if (rest['x-rollcall-class'] === 'secret') return secretOf(type);
  if (Array.isArray(choices)) return choices[0];
  if (Array.isArray(oneOf)) return example(of, oneOf[0]);
  if (type === 'array') return [example(of, items)];
  if (type === 'object') return exampleObject(of, rest);
  if (type === 'integer' || type === 'number') return typeof minimum === 'number' ? minimum : 1;
  if (type === 'boolean') return true;
  if (Array.isArray(examples)) return examples[0];
  return texts[String(format)] ?? 'contract';
}

function secretOf(type: unknown): unknown {
  if (type === 'array') return [exampleSecret];
  return type === 'object' ? { key: exampleSecret } : exampleSecret;
}

const texts: Readonly<Record<string, string>> = {
  hostname: 'contract.example',
  email: 'somebody@contract.example',
  uri: 'https://contract.example/',
  'date-time': '2026-11-20T00:00:00.000Z',
};

function exampleObject(of: Invention, { required, anyOf, properties }: JsonSchema): object {
  const alternative: unknown = Array.isArray(anyOf) ? anyOf[0] : undefined;
  const fields = isObject(properties) ? properties : {};
  const isWanted = (name: string) => of.secrets && holdsSecret(of.document, fields[name]);
  const names = [required, isObject(alternative) ? alternative['required'] : undefined]
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .map(String);
  const given = [...new Set([...names, ...Object.keys(fields).filter(isWanted)])].filter(
    (name) => !isFilledIn(follow(of.document, fields[name])),
  );
  return Object.fromEntries(given.map((name) => [name, example(of, fields[name])]));
}

/** Whether there is a secret in it, at any depth. */
function holdsSecret(document: OpenApiDocument, given: unknown): boolean {
  const schema = follow(document, given);
  if (schema['x-rollcall-class'] === 'secret') return true;
  const inner = [
    schema['items'] ?? [],
    schema['oneOf'] ?? [],
    isObject(schema['properties']) ? Object.values(schema['properties']) : [],
  ];
  return inner.flat().some((each) => holdsSecret(document, each));
}
