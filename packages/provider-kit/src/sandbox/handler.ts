import type { JsonText } from './json-text.ts';

/** One handler for each documented operation, and no other. */
export type Handlers<Operations, State> = {
  readonly [Name in keyof Operations]: (call: Call<Operations[Name], State>) => Reply<Operations[Name]>;
};

/** A request as its operation documents it: validated, with the defaults filled in. */
export interface Call<Operation, State> {
  readonly state: State;
  readonly path: PathOf<Operation>;
  readonly query: QueryOf<Operation>;
  readonly body: BodyOf<Operation>;
}

/** A documented answer of an operation. A body that the document does not describe for its status does not compile. */
export type Reply<Operation> = Operation extends { responses: infer Responses }
  ? {
      [Status in keyof Responses & number]: {
        readonly status: Status;
        readonly body: JsonOf<Responses[Status]> | JsonText<JsonOf<Responses[Status]>>;
        readonly headers?: Readonly<Record<string, string>>;
      };
    }[keyof Responses & number]
  : never;

/** An answer whose operation is no longer known. */
export interface AnyReply {
  readonly status: number;
  /** A value, or `JsonText`. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

type JsonOf<Part> = Part extends { content: { 'application/json': infer Body } } ? Body : undefined;

/** A form is handed over like JSON, its files in base64. */
type ContentOf<Part> = Part extends { content: { 'multipart/form-data': infer Form } } ? Form : JsonOf<Part>;

type PathOf<Operation> = Operation extends { parameters: { path: infer Path } } ? Path : Nothing;

type QueryOf<Operation> = Operation extends { parameters: { query?: infer Query } }
  ? [NonNullable<Query>] extends [never]
    ? Nothing
    : NonNullable<Query>
  : Nothing;

type BodyOf<Operation> = Operation extends { requestBody: infer Body }
  ? ContentOf<Body>
  : Operation extends { requestBody?: infer Body }
    ? JsonOf<NonNullable<Body>> | undefined
    : undefined;

type Nothing = Readonly<Record<never, never>>;
