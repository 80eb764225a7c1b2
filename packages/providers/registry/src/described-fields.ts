import { z } from 'zod';

/** What a provider says of a field of its credential or its settings, beside its type. */
const DescribedField = z.object({
  /** How the provider documents such a value to begin. */
  beginsWith: z.array(z.string()).default([]),
  /** What is taken for the value where none is given, until a person confirms it. */
  assumed: z.json().optional(),
});
type DescribedField = z.infer<typeof DescribedField>;

/** The fields of a provider's schema by name, in its order. */
export function describedFields(schema: z.ZodType): Readonly<Record<string, DescribedField>> {
  const known = described.get(schema);
  if (known !== undefined) return known;
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, field]) => [name, DescribedField.parse(field)]),
  );
  described.set(schema, fields);
  return fields;
}

/** They are asked for with every session that is opened. */
const described = new WeakMap<z.ZodType, Readonly<Record<string, DescribedField>>>();
