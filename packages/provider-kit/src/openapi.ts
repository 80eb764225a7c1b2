/** The parts of an OpenAPI 3.1 document that Rollcall reads at run time. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components?: Readonly<Record<string, unknown>>;
}

/** What an operation does at the provider. `destroy` cannot be undone there. */
export type Effect = 'read' | 'write' | 'destroy';

/** One documented operation, derived from the OpenAPI document. */
export interface OperationSpec {
  readonly operationId: string;
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly path: string;
  readonly summary: string;
  readonly bucket: string;
  /** The effect of this call; some reads become writes by their input (`markSeen`). */
  effect(input: Readonly<Record<string, unknown>>): Effect;
  /** Throws `RollcallError` (`invalid_input`) naming each field at fault; answers the input with defaults filled in. */
  parse(input: unknown): Readonly<Record<string, unknown>>;
  /** The input as it may be stored: what the document marks secret or opaque is replaced by a note. */
  redact(input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  /** The result as it may be stored, likewise. */
  redactResult(result: unknown): unknown;
}
