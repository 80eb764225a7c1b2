import { z } from 'zod';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a procedure takes, as JSON Schema: before defaults are filled in. Nothing, for one that takes nothing. */
export function inputSchemaOf(
  input: z.ZodType | undefined,
  options: Omit<z.core.ToJSONSchemaParams, 'io'> = {},
): JsonSchema {
  if (input === undefined) return { type: 'object', properties: {}, additionalProperties: false };
  return z.toJSONSchema(checked(input), { ...options, io: 'input' });
}

/** The fields of an object's schema, also where there are several forms of it. */
export function fieldsOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  const own = isSchema(schema['properties']) ? Object.entries(schema['properties']) : [];
  const fields = own.filter((field): field is [string, JsonSchema] => isSchema(field[1]));
  return Object.assign({}, ...formsOf(schema).map(fieldsOf), Object.fromEntries(fields));
}

/** The forms that a value may have; none where there is one alone. */
export function formsOf(schema: JsonSchema): readonly JsonSchema[] {
  return [schema['anyOf'], schema['oneOf']].flat().filter(isSchema);
}

export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What checks an input, where something stands before it that only gives it a type. */
function checked(input: z.ZodType): z.core.$ZodType {
  return input instanceof z.ZodPipe && input.in instanceof z.ZodCustom ? input.out : input;
}
