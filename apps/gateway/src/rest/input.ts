import type { IncomingHttpHeaders } from 'node:http';
import { RollcallError } from '@rollcall/schema';
import type { z } from 'zod';
import { fieldsOf, formsOf, inputSchemaOf, isSchema, type JsonSchema } from './json-schema.ts';
import type { Route } from './routes.ts';

/** A request as far as an input is made of it. */
export interface Sent {
  /** What stands in the path in the places of the route's fields. */
  readonly values: readonly string[];
  /** What stands behind the question mark, as it was sent. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  /** The text of the body; undefined where there is none. */
  readonly body: string | undefined;
}

/**
 * The input of a procedure from the parts of a request: the fields of its path; for what reads and what deletes, the
 * query, else the body, a JSON object; and the header `Idempotency-Key`. Throws `invalid_input` for what is given
 * twice or in the wrong place, and `bad_request` for what cannot be read at all. Whether it is what the procedure takes, the
 * procedure says.
 */
export function inputOf(route: Route, { values, query, headers, body }: Sent): Readonly<Record<string, unknown>> {
  const fields = fieldsOfRoute(route);
  const given = new Map<string, unknown>();
  const give = (name: string, value: unknown): void => {
    if (given.has(name)) throw invalid(name, 'is given twice');
    given.set(name, value);
  };
  for (const [at, name] of route.fields.entries()) give(name, fromTexts(fields[name], [values[at] ?? '']));
  const parameters = parametersIn(query);
  if (isInQuery(route)) {
    for (const [name, texts] of parameters) give(name, fromTexts(fields[name], texts));
  } else {
    const [first] = parameters.keys();
    if (first !== undefined) throw invalid(first, 'is no parameter: what this takes stands in the body, as JSON');
    for (const [name, value] of Object.entries(objectIn(body))) give(name, value);
  }
  const key = keyIn(route, { fields, headers });
  if (key !== undefined) give(idempotencyKey, key);
  const [unknown] = given.keys();
  if (route.input === undefined && unknown !== undefined) throw invalid(unknown, 'is no field: this takes nothing');
  // As `JSON.parse` makes one: `__proto__` is a field like any other, of which there is none.
  return Object.fromEntries(given);
}

/** Whether what it takes beside its path stands in the query: a body of those that read or delete means nothing to anybody. */
export function isInQuery({ method }: Pick<Route, 'method'>): boolean {
  return method === 'GET' || method === 'DELETE';
}

/** The fields of a route's input, by their names. */
export function fieldsOfRoute({ input }: Pick<Route, 'input'>): Readonly<Record<string, JsonSchema>> {
  if (input === undefined) return {};
  const known = fieldsByInput.get(input);
  if (known !== undefined) return known;
  const fields = fieldsOf(inputSchemaOf(input));
  fieldsByInput.set(input, fields);
  return fields;
}

const fieldsByInput = new WeakMap<z.ZodType, Readonly<Record<string, JsonSchema>>>();

/** The fields of an input that have a header of their own: what makes a write safe to repeat, and what a stream goes on from. */
export const idempotencyKey = 'idempotencyKey';
export const lastEventId = 'lastEventId';

function keyIn(
  { method }: Route,
  { fields, headers }: { fields: Readonly<Record<string, JsonSchema>>; headers: IncomingHttpHeaders },
): string | undefined {
  const key = headers['idempotency-key'];
  if (typeof key !== 'string' || method === 'GET') return undefined;
  if (Object.hasOwn(fields, idempotencyKey)) return key;
  throw invalid(idempotencyKey, 'is nothing that this takes: leave the header Idempotency-Key out');
}

/** The parameters of a query, each with all that it was given. Throws `bad_request` for what cannot be decoded. */
function parametersIn(query: string): ReadonlyMap<string, readonly string[]> {
  const parameters = new Map<string, string[]>();
  for (const part of query.split('&')) {
    if (part === '') continue;
    const [name = '', ...rest] = part.split('=');
    const texts = parameters.get(decoded(name)) ?? [];
    texts.push(decoded(rest.join('=')));
    parameters.set(decoded(name), texts);
  }
  return parameters;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (cause) {
    throw new RollcallError('bad_request', 'The query cannot be decoded: check its % signs.', { cause });
  }
}

/** What texts mean where this is expected. One that does not mean it stays as it is, and is refused as what it is. */
function fromTexts(schema: JsonSchema | undefined, texts: readonly string[]): unknown {
  const { list, ...one } = readingOf(schema ?? {});
  const [text] = texts;
  const isOne = texts.length === 1 && (list === undefined || one.types.size > 0);
  if (isOne && text !== undefined) return fromText(one.types, text);
  return list === undefined ? texts : texts.map((each) => fromText(list, each));
}

/** What may be expected: types of one value, and those of the values of a list, where it may be one. */
function readingOf(schema: JsonSchema): { readonly types: Types; readonly list: Types | undefined } {
  const forms = [schema, ...formsOf(schema)];
  const items = forms.map((form) => form['items']).find(isSchema);
  const types = new Set(forms.flatMap((form) => form['type'] ?? []));
  types.delete('array');
  return { types, list: items && readingOf(items).types };
}

type Types = ReadonlySet<unknown>;

function fromText(types: Types, text: string): unknown {
  if (types.has('string')) return text;
  if ((types.has('integer') || types.has('number')) && numberText.test(text)) return Number(text);
  if (types.has('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

/** As JSON has numbers, without exponents. */
const numberText = /^-?(0|[1-9]\d{0,15})(\.\d{1,15})?$/;

function objectIn(body: string | undefined): Readonly<Record<string, unknown>> {
  if (body === undefined || body === '') return {};
  const value = parsed(body);
  if (isSchema(value)) return value;
  throw new RollcallError('invalid_input', 'The input is not valid: a body is a JSON object.');
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new RollcallError('bad_request', 'The body is not JSON.', { cause });
  }
}

function invalid(path: string, message: string): RollcallError {
  const shown = path.length > nameLengthMax ? `${path.slice(0, nameLengthMax)}…` : path;
  const issues = [{ path: shown, message }];
  return new RollcallError('invalid_input', `The input is not valid: ${shown}: ${message}.`, { details: { issues } });
}

const nameLengthMax = 80;
