import type { Withheld } from '@rollcall/schema';
import { follow, isObject, type JsonSchema } from './document.ts';
import type { OpenApiDocument } from './openapi.ts';
import { stringsIn } from './sealing.ts';
import { storableText } from './storable.ts';

/**
 * The value as it may be stored. What its schema marks secret or opaque is replaced by a note, and so is what the
 * schema does not describe: a field that a provider adds tomorrow may be a password.
 */
export function redacted(document: OpenApiDocument, schema: JsonSchema, value: unknown): unknown {
  return redactedBy({ document, onSecret: () => undefined }, follow(document, schema), value);
}

/** Every string in the value that its schema marks secret. */
export function secretsIn(document: OpenApiDocument, schema: JsonSchema, value: unknown): readonly string[] {
  const found: string[] = [];
  redactedBy({ document, onSecret: (secret) => found.push(...stringsIn(secret)) }, follow(document, schema), value);
  return found;
}

/** What was stored of a value, with another word for why its secrets are not there. */
export function withheldAs(stored: unknown, word: Withheld['$withheld']): unknown {
  if (Array.isArray(stored)) return stored.map((each) => withheldAs(each, word));
  if (!isObject(stored)) return stored;
  if (stored['$withheld'] === 'secret') return { ...stored, $withheld: word };
  return Object.fromEntries(Object.entries(stored).map(([name, value]) => [name, withheldAs(value, word)]));
}

/** Whether the value holds anything that its schema marks secret. */
export function holdsSecret(document: OpenApiDocument, schema: JsonSchema, value: unknown): boolean {
  let found = false;
  redactedBy({ document, onSecret: () => (found = true) }, follow(document, schema), value);
  return found;
}

interface Walk {
  readonly document: OpenApiDocument;
  onSecret(value: unknown): void;
}

function redactedBy(walk: Walk, schema: JsonSchema, value: unknown): unknown {
  if (value === null || value === undefined) return value;
  if (schema['x-rollcall-class'] === 'secret') {
    walk.onSecret(value);
    return { $withheld: 'secret', ...lastOf(schema, value) };
  }
  if (schema['x-rollcall-class'] === 'opaque') return opaque(value);
  const branch = branchFor(walk, schema, value);
  if (branch) return redactedBy(walk, branch, value);
  if (Array.isArray(value)) return redactedList(walk, schema, value);
  if (isObject(value)) return redactedObject(walk, schema, value);
  if (!('enum' in schema) && !isOfTypes(value, schema['type'])) return opaque(value);
  return typeof value === 'string' ? storableText(value) : value;
}

function redactedList(walk: Walk, schema: JsonSchema, value: readonly unknown[]): unknown {
  if (!isObject(schema['items'])) return opaque(value);
  const items = follow(walk.document, schema['items']);
  return value.map((item) => redactedBy(walk, items, item));
}

function redactedObject(walk: Walk, schema: JsonSchema, value: Readonly<Record<string, unknown>>): unknown {
  const { properties, additionalProperties } = schema;
  if (!isObject(properties) && !isObject(additionalProperties)) return opaque(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const documented =
        isObject(properties) && Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
      return [
        storableText(name),
        isObject(documented) ? redactedBy(walk, follow(walk.document, documented), inner) : opaque(inner),
      ];
    }),
  );
}

/** The alternative that describes this sort of value, where the schema has no fields of its own. */
function branchFor(walk: Walk, schema: JsonSchema, value: unknown): JsonSchema | undefined {
  if ('properties' in schema) return undefined;
  const branches = [schema['oneOf'], schema['anyOf']].flatMap((list) => (Array.isArray(list) ? list : []));
  return branches.map((branch: unknown) => follow(walk.document, branch)).find(({ type }) => isOfTypes(value, type));
}

/** Whether a schema's `type`, one name or a list of them, fits. */
function isOfTypes(value: unknown, type: unknown): boolean {
  const name = Array.isArray(value) ? 'array' : typeof value;
  const names = [type].flat();
  return names.includes(name) || (name === 'number' && names.includes('integer'));
}

/** The end of a secret, where the document says that it may be kept to recognise the secret by; half of it at most. */
function lastOf(schema: JsonSchema, value: unknown): { readonly last?: string } {
  const kept = schema['x-rollcall-keeps-last'];
  if (typeof kept !== 'number' || typeof value !== 'string' || value.length < 2 * kept) return {};
  return { last: storableText(value.slice(-kept)) };
}

function opaque(value: unknown): unknown {
  if (value === null) return null;
  const length = typeof value === 'string' ? value.length : JSON.stringify(value).length;
  return { $withheld: 'opaque', length };
}
