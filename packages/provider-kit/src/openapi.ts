import type { Kind } from '@rollcall/schema';

/** An OpenAPI 3.1 document; the parts that Rollcall reads at run time are named. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly [more: string]: unknown };
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components?: Readonly<Record<string, unknown>>;
  readonly [more: string]: unknown;
}

export const effects = ['read', 'write', 'destroy'] as const;

/** What an operation does at the provider. `destroy` cannot be undone there. */
export type Effect = (typeof effects)[number];

export const verbs = ['list', 'read', 'create', 'update', 'delete', 'rotate'] as const;

/** What an operation does to a kind of the inventory. `rotate` gives another secret to what goes on being the same. */
export type Verb = (typeof verbs)[number];

/** One thing that an operation does to one kind. */
export interface Act {
  readonly kind: Kind;
  readonly verb: Verb;
}

export const sources = ['seed', 'public', 'inferred'] as const;

/** Where an operation is known from; each document's description says what it means by `seed` and by `public`. */
export type Source = (typeof sources)[number];

export const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

export type Method = (typeof methods)[number];

/** One documented operation, derived from the OpenAPI document. */
export interface OperationSpec {
  readonly operationId: string;
  readonly method: Method;
  readonly path: string;
  readonly summary: string;
  readonly bucket: string;
  /** What it does to which kinds of the inventory; none for what is no part of it. */
  readonly acts: readonly Act[];
  readonly source: Source;
  /** Whether that source is the provider's own word, and says it without contradiction. */
  readonly isConfirmed: boolean;
  /** The reads that are made first, to see whether the operation can succeed at all. */
  readonly checks: readonly string[];
  /** The field that `confirm` has to repeat; undefined for what needs no confirmation. */
  readonly confirms: string | undefined;
  /**
   * Whether a success may answer a secret: by the document's classes (`x-rollcall-class`), or since the document says so of
   * the whole answer (`x-rollcall-reveals`).
   */
  readonly reveals: boolean;
  /** Whether the provider documents that a success has no body; the result is null then. */
  readonly answersNothing: boolean;
  /** What `parse` takes and `parseResult` lets pass, as JSON Schema; references are into the provider's document. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
  readonly resultSchema: Readonly<Record<string, unknown>>;
  /** The effect of this call; some reads become writes by their input (`markSeen`). */
  effect(input: Readonly<Record<string, unknown>>): Effect;
  /** Throws `RollcallError` (`invalid_input`) naming each field at fault; answers the input with defaults filled in. */
  parse(input: unknown): Readonly<Record<string, unknown>>;
  /** The parsed input, taken apart into what goes into the path, the query and the JSON body. */
  request(input: Readonly<Record<string, unknown>>): RequestParts;
  /** Every string of the input that the document marks secret, to be taken out of whatever comes back. */
  secrets(input: Readonly<Record<string, unknown>>): readonly string[];
  /** Throws `ProviderError` (`unrecognised`) naming the fields when the result is not what the document promises. */
  parseResult(result: unknown): unknown;
  /** The input as it may be stored: what the document marks secret or opaque is replaced by a note. */
  redact(input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  /** The result as it may be stored, likewise. */
  redactResult(result: unknown): unknown;
  /** Whether this result does hold a secret. */
  holdsSecrets(result: unknown): boolean;
}

/** Where each part of an input goes. `body` is undefined for operations without one, and `FormData` where it is a form. */
export interface RequestParts {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** A call of a documented operation; its input is flat, as `OperationSpec.parse` takes it. */
export interface OperationCall {
  readonly operationId: string;
  readonly input: Readonly<Record<string, unknown>>;
}
