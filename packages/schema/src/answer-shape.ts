/** The types of JSON, with those numbers told apart that have no fraction. */
export type SeenType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/** What the answers of one operation looked like, in the samples that were taken of them. */
export interface SeenAnswer {
  readonly operationId: string;
  readonly places: readonly SeenPlace[];
}

/** One place of the answers of an operation: types and counts, never a value. */
export interface SeenPlace {
  /** From the top of the answer: `data[].email`; empty for the answer itself. */
  readonly path: string;
  /** Of the place in the document, as a JSON pointer; of what is around it where the document does not have it. */
  readonly pointer: string;
  /** What the document says of it, in words; null where the document does not have it. */
  readonly documented: string | null;
  readonly isRequired: boolean;
  /** Whether what the document says of it, or of what is around it, is the provider's own word. */
  readonly isPublished: boolean;
  readonly types: readonly string[];
  /** Those that the document does not admit, and `another value` where it names the values that there are. */
  readonly strays: readonly string[];
  /** In so many samples it stood there; in `strayed` of them otherwise than documented; in `missed` it did not stand there. */
  readonly seen: number;
  readonly strayed: number;
  readonly missed: number;
}
