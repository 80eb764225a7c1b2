/**
 * What callers pass to each operation and get back, from the `operations` that openapi-typescript writes. Input is one
 * flat object: path parameters, query parameters and the fields of a JSON body; a body that is not an object stands
 * under `body`. Output is the JSON of the successful answer, taken out of its envelope where it has one;
 * null where the answer has no body. `Filled` are the fields
 * that the provider's client fills in from the credential (`x-rollcall-from`), `Confirmed` the operations that take a
 * `confirm` (`x-rollcall-confirm`).
 */
export type CallsOf<
  Operations,
  Envelope extends string | undefined = undefined,
  Filled extends string = never,
  Confirmed extends keyof Operations = never,
> = {
  readonly [Id in keyof Operations]: {
    readonly input: InputOf<Operations[Id], Filled, Id extends Confirmed ? { confirm: string } : unknown>;
    readonly output: OutputOf<Operations[Id], Envelope>;
  };
};

/** The names of the operations, each with its input and output: any provider's `Calls`. */
export type AnyCalls = Readonly<Record<string, { readonly input: unknown; readonly output: unknown }>>;

type InputOf<Operation, Filled extends string, Confirmation> = Operation extends {
  readonly parameters: infer Parameters;
}
  ? Flat<FieldsAt<Parameters, 'path'> & FieldsAt<Parameters, 'query'> & BodyFields<Operation> & Confirmation, Filled>
  : never;

/** A place that takes nothing is `never` in the generated types; `unknown` leaves an intersection as it is. */
type FieldsAt<Parameters, Place extends string> = Place extends keyof Parameters
  ? [NonNullable<Parameters[Place]>] extends [never]
    ? unknown
    : NonNullable<Parameters[Place]>
  : unknown;

type BodyFields<Operation> = Operation extends {
  readonly requestBody: { readonly content: BodyContent<infer Body> };
}
  ? [Extract<Body, readonly unknown[] | string | number | boolean | null>] extends [never]
    ? Body
    : { body: Body }
  : unknown;

/** A form takes its files in base64. */
type BodyContent<Body> = { readonly 'application/json': Body } | { readonly 'multipart/form-data': Body };

/** One object type instead of an intersection; no fields at all become an object that takes none. */
type Flat<Fields, Filled extends string> =
  Exclude<keyof Fields, Filled> extends never
    ? Record<string, never>
    : { [Name in keyof Fields as Exclude<Name, Filled>]: Fields[Name] };

type OutputOf<Operation, Envelope> = Operation extends {
  readonly responses: infer Responses;
}
  ? SuccessOf<Responses> extends { readonly content: { readonly 'application/json': infer Answer } }
    ? Envelope extends keyof Answer
      ? Answer[Envelope]
      : Answer
    : null
  : never;

type SuccessOf<Responses> = Responses[keyof Responses & (200 | 201 | 202 | 204)];
