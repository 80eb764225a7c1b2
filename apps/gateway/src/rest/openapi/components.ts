import { Capabilities } from '@rollcall/provider-kit';
import * as nouns from '@rollcall/schema';
import { z } from 'zod';
import { inputSchemaOf, isSchema, type JsonSchema } from '../json-schema.ts';
import { described } from './described.ts';

/** The schemas that have a name in the document: generated clients make a type of each. */
export interface Components {
  /** All that anything referred to so far. */
  readonly schemas: ReadonlyMap<string, JsonSchema>;
  /** What a procedure takes; nouns in it are references. */
  input(schema: z.ZodType | undefined): JsonSchema;
  /** What it answers, likewise. It may have more fields tomorrow. */
  output(schema: z.ZodType): JsonSchema;
  add(name: string, schema: JsonSchema): void;
}

/** Every noun of the schema package is a component of its own name. */
export function createComponents(): Components {
  const schemas = new Map<string, JsonSchema>();
  const { taken, answered } = registries();
  const add = (name: string, schema: JsonSchema): void => void schemas.set(name, schema);
  const hoisted = ({ $schema: _, $defs, ...schema }: JsonSchema): JsonSchema => {
    for (const [name, noun] of Object.entries(isSchema($defs) ? $defs : {}))
      if (isSchema(noun)) add(name, described(name, referring(noun)));
    return referring(schema);
  };
  // The providers' operations, which are most, all take the same but for what the provider documents.
  const inputs = new Map<z.ZodType | undefined, JsonSchema>();
  const inputOnce = (schema: z.ZodType | undefined): JsonSchema => {
    const made = inputs.get(schema) ?? hoisted(inputSchemaOf(schema, { metadata: taken, ...plainly }));
    inputs.set(schema, made);
    return made;
  };
  return {
    schemas,
    add,
    input: inputOnce,
    output: (schema) => hoisted(outputSchemaOf(schema, answered)),
  };
}

type Names = z.core.$ZodRegistry<{ readonly id: string }>;

/** The names of the nouns. What has defaults is taken in another form than it is answered, and has another name for that. */
function registries(): { readonly taken: Names; readonly answered: Names } {
  const [taken, answered]: [Names, Names] = [z.registry(), z.registry()];
  for (const [id, noun] of Object.entries({ ...nouns, Capabilities })) {
    if (!(noun instanceof z.ZodType)) continue;
    answered.add(noun, { id });
    const isAlike = JSON.stringify(inputSchemaOf(noun, plainly)) === JSON.stringify(outputSchemaOf(noun));
    taken.add(noun, { id: isAlike ? id : `${id}Input` });
  }
  return { taken, answered };
}

function outputSchemaOf(schema: z.ZodType, metadata?: Names): JsonSchema {
  return z.toJSONSchema(schema, { io: 'output', ...(metadata && { metadata }), ...openly });
}

type Overriding = Parameters<NonNullable<z.core.ToJSONSchemaParams['override']>>[0];

/** Says nothing that only a checker heeds and readers trip over: what a format looks like, and which integers are safe. */
function plain({ zodSchema, jsonSchema }: Overriding): void {
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (JSON.stringify(jsonSchema.propertyNames) === '{"type":"string"}') delete jsonSchema.propertyNames;
  // Where names are taken from a registry of ours, zod does not look into its own.
  const description = z.globalRegistry.get(zodSchema)?.description;
  if (description !== undefined) jsonSchema.description = description;
}

const plainly = { unrepresentable: 'any', override: plain } as const;
const openly = {
  unrepresentable: 'any',
  override: (overriding: Overriding): void => {
    plain(overriding);
    if (overriding.jsonSchema.additionalProperties === false) delete overriding.jsonSchema.additionalProperties;
  },
} as const;

/** References lead into the document's components. */
function referring(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/$defs/', '"$ref":"#/components/schemas/'));
}
