import { listedName, type OperationSpec, operationsOf } from '@rollcall/provider-kit';
import { document } from './generated/document.ts';

/** Every successful answer is `{ data: … }`. */
export const envelope = 'data';

/** Every documented operation. A domain in another script is brought into its ASCII form before it is checked. */
export const operations: Readonly<Record<string, OperationSpec>> = Object.fromEntries(
  Object.entries(operationsOf(document, envelope)).map(([operationId, spec]) => [
    operationId,
    { ...spec, parse: (given: unknown) => spec.parse(inAscii(given)) },
  ]),
);

function inAscii(given: unknown): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  const entries = Object.entries(given).map(([field, value]) => [field, names.has(field) ? asciiNames(value) : value]);
  return Object.fromEntries(entries);
}

/** The fields that hold a domain's name, or addresses. */
const names: ReadonlySet<string> = new Set(['name', 'emails']);

function asciiNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asciiNames);
  return typeof value === 'string' && /[\u0080-\u{10ffff}]/u.test(value) ? listedName(value) : value;
}
