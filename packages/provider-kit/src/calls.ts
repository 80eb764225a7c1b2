/**
 * What callers pass to each operation and get back, from the `operations` that openapi-typescript writes. Input is one
 * flat object: path parameters, query parameters and the fields of a JSON body; a body that is not an object stands
 * under `body`. Output is the JSON of the 200 answer, taken out of its envelope where it has one.
 */
export type CallsOf<Operations, Envelope extends string | undefined = undefined> = {
  readonly [Id in keyof Operations]: {
    readonly input: InputOf<Operations[Id]>;
    readonly output: OutputOf<Operations[Id], Envelope>;
  };
};

/** The names of the operations, each with its input and output: any provider's `Calls`. */
export type AnyCalls = Readonly<Record<string, { readonly input: unknown; readonly output: unknown }>>;

type InputOf<Operation> = Operation extends { readonly parameters: infer Parameters }
  ? Flat<FieldsAt<Parameters, 'path'> & FieldsAt<Parameters, 'query'> & BodyFields<Operation>>
  : never;

/** A place that takes nothing is `never` in the generated types; `unknown` leaves an intersection as it is. */
type FieldsAt<Parameters, Place extends string> = Place extends keyof Parameters
  ? [NonNullable<Parameters[Place]>] extends [never]
    ? unknown
    : NonNullable<Parameters[Place]>
  : unknown;

type BodyFields<Operation> = Operation extends {
  readonly requestBody: { readonly content: { readonly 'application/json': infer Body } };
}
  ? Body extends readonly unknown[] | string | number | boolean | null
    ? { body: Body }
    : Body
  : unknown;

/** One object type instead of an intersection; no fields at all become an object that takes none. */
type Flat<Fields> = keyof Fields extends never ? Record<string, never> : { [Name in keyof Fields]: Fields[Name] };

type OutputOf<Operation, Envelope> = Operation extends {
  readonly responses: { readonly 200: { readonly content: { readonly 'application/json': infer Answer } } };
}
  ? Envelope extends keyof Answer
    ? Answer[Envelope]
    : Answer
  : never;
