import { z } from 'zod';
import { ProviderError } from './provider-error.ts';

/**
 * A schema for the fields of a documented object that a mapping relies on: `wireOf<Documented>()({ id: z.string() })`.
 * Does not compile when a field reads another type than the document promises. Fields left out are ignored.
 */
export function wireOf<Documented extends object>() {
  return <Shape extends z.core.$ZodLooseShape>(shape: Shape & Held<Documented, Shape>) => z.object<Shape>(shape);
}

/**
 * One documented object, checked. `what` names it in the error: `GET /me`. Throws `ProviderError` (`unrecognised`)
 * naming the field.
 */
export function readRow<Row>(raw: unknown, { wire, what }: { wire: z.ZodType<Row>; what: string }): Row {
  const row = wire.safeParse(raw);
  if (row.success) return row.data;
  const message = `${what}: the provider's answer is not what it documents: ${wireFault(raw, row.error)}.`;
  throw new ProviderError('unrecognised', message, { applied: 'maybe' });
}

/** What is wrong with an object, by the name of its field and without its value. */
export function wireFault(raw: unknown, error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'it is not what the provider documents';
  const field = issue.path.map(String).join('.');
  if (field === '') return `it is not ${expected(issue)}`;
  return valueAt(raw, issue.path) === undefined ? `"${field}" is missing` : `"${field}" is not ${expected(issue)}`;
}

/** The shape itself where each field reads exactly the documented type; else a field that nothing fits. */
type Held<Documented, Shape> = {
  readonly [Field in keyof Shape]: Field extends keyof Documented
    ? [z.output<Shape[Field]>, Documented[Field]] extends [Documented[Field], z.output<Shape[Field]>]
      ? Shape[Field]
      : z.ZodType<Documented[Field]> & NotAsDocumented
    : never;
};

interface NotAsDocumented {
  readonly readsAnotherTypeThanTheDocumentPromises: never;
}

function expected(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `of type ${issue.expected}`;
  if (issue.code === 'too_small') return `at least ${issue.minimum} long or large`;
  if (issue.code === 'too_big') return `at most ${issue.maximum} long or large`;
  return 'in the documented form';
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    raw,
  );
}
