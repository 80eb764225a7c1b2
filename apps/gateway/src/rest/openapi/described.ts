import { descriptions } from '@rollcall/schema';
import { isSchema, type JsonSchema } from '../json-schema.ts';

/** The schema of a noun with what the sources say of it and of its fields. As it is taken it has another name, and means the same. */
export function described(name: string, schema: JsonSchema): JsonSchema {
  const noun = Object.hasOwn(descriptions, name) ? name : name.replace(/Input$/, '');
  return describedAt(noun, schema);
}

/** The keywords under which stand other schemas of the same field. */
const within = ['additionalProperties', 'allOf', 'anyOf', 'items', 'oneOf'];

function describedAt(path: string, schema: JsonSchema): JsonSchema {
  const { description = descriptions[path], ...rest } = schema;
  const parts = Object.entries(rest).map(([word, value]) => {
    if (word === 'properties' && isSchema(value)) return [word, fieldsAt(path, value)];
    return [word, within.includes(word) ? partsAt(path, value) : value];
  });
  return { ...(description === undefined ? {} : { description }), ...Object.fromEntries(parts) };
}

function fieldsAt(path: string, fields: JsonSchema): JsonSchema {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      isSchema(field) ? describedAt(`${path}.${name}`, field) : field,
    ]),
  );
}

/** Only what has fields of its own: the description stands once, above. */
function partsAt(path: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((part: unknown) => partsAt(path, part));
  if (!isSchema(value)) return value;
  const { properties } = value;
  return isSchema(properties) ? { ...value, properties: fieldsAt(path, properties) } : value;
}
