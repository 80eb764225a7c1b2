import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { fieldsOfRoute, isInQuery } from '../src/rest/input.ts';
import { createMatch } from '../src/rest/match.ts';
import { operationIdOf } from '../src/rest/openapi/document.ts';
import { appRouter } from '../src/router.ts';
import { misfits } from './support/document.ts';
import { useGateway } from './support/gateway.ts';
import { routes } from './support/rest.ts';

const gateway = useGateway();

let document: z.infer<typeof Document>;
let text: string;
beforeAll(async () => {
  const answer = await gateway.request('/v1/openapi.json');
  text = answer.text;
  document = Document.parse(answer.data);
});

const Operation = z.looseObject({
  operationId: z.string(),
  summary: z.string().min(1),
  parameters: z.array(z.looseObject({ name: z.string(), in: z.string() })),
  responses: z.record(z.string(), z.unknown()),
});
const Document = z.looseObject({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});

test('every procedure has a path, and none has that of another', () => {
  const procedures = Object.keys(appRouter._def.procedures);
  expect(routes.map(({ procedure }) => procedure).toSorted()).toEqual(procedures.toSorted());
  const shapes = routes.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`);
  expect(new Set(shapes).size).toBe(shapes.length);
  expect(() => createMatch([...routes, ...routes.slice(0, 1)])).toThrow(/^(\S+) and \1 are both at /);
});

test('no word of a path stands where another has a name: a thing that is called so could not be asked for', () => {
  const find = createMatch(routes);
  for (const { procedure, method, path } of routes) {
    const things = path
      .slice(1)
      .replaceAll(/\{\w+\}/g, 'thing')
      .split('/');
    expect(find(things)?.routes.get(method)?.procedure, path).toBe(procedure);
    const others = routes.filter((other) => other.method === method && other.path !== path);
    expect(others.filter((other) => mayMean(path, other.path)).map((other) => other.path)).toEqual([]);
  }
});

/** Whether an address may be of both. */
function mayMean(one: string, other: string): boolean {
  const [words, others] = [one.split('/'), other.split('/')];
  const isAlike = (word: string, at: number) =>
    word === others[at] || word.startsWith('{') || others[at]?.startsWith('{') === true;
  return words.length === others.length && words.every(isAlike);
}

test('what a path names is a field of the input, and nothing in a query is an object', () => {
  for (const route of routes) {
    const fields = fieldsOfRoute(route);
    expect(Object.keys(fields), route.path).toEqual(expect.arrayContaining([...route.fields]));
    const inQuery = isInQuery(route) ? Object.values(fields) : [];
    for (const schema of inQuery) expect(JSON.stringify(schema), route.path).not.toContain('"type":"object"');
  }
});

test('by which method something is asked for follows from what it does', () => {
  for (const { procedure, type, method, fields, input, meta } of routes) {
    expect(method === 'GET', procedure).toBe(type !== 'mutation');
    // A call of a provider is recorded, and may take a confirmation.
    const isCall = meta.scope === 'operations:write' || procedure.startsWith('providers.');
    if (isCall) expect(method, procedure).toBe('POST');
    if (method === 'DELETE') expect(Object.keys(fieldsOfRoute({ input })), procedure).toEqual(fields);
    if (method === 'PATCH') expect(procedure).toMatch(/\.update$/);
  }
});

test('the document is OpenAPI 3.1, by somebody else’s judgement', async () => {
  const { valid, errors } = await new Validator().validate(JSON.parse(text));
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
});

test('the document has every procedure, under a name of its own', () => {
  const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
  const ids = operations.map(({ operationId }) => operationId);
  expect(ids.toSorted()).toEqual(routes.map(operationIdOf).toSorted());
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z][A-Za-z0-9_]+$/);
});

test('it is for everybody, packed for whoever takes it so, and not sent again to whoever has it', async () => {
  const ask = (headers: Readonly<Record<string, string>>, method = 'GET') =>
    fetch(`${gateway.url}/v1/openapi.json`, { headers, method });
  const whole = await ask({ 'accept-encoding': 'identity' });
  expect(await whole.text()).toBe(text);
  expect(whole.headers.get('content-encoding')).toBeNull();
  const packed = await ask({ 'accept-encoding': 'gzip' });
  expect(packed.headers.get('content-encoding')).toBe('gzip');
  expect(await packed.text()).toBe(text);
  const known = await ask({ 'if-none-match': whole.headers.get('etag') ?? '' });
  expect({ status: known.status, text: await known.text() }).toEqual({ status: 304, text: '' });
  const head = await ask({}, 'HEAD');
  expect({ status: head.status, text: await head.text() }).toEqual({ status: 200, text: '' });
});

test('all that the document refers to is in it, and nothing that is not referred to', () => {
  const referred = new Set([...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name));
  expect([...referred].toSorted()).toEqual(Object.keys(document.components.schemas).toSorted());
});

test('no schema is nothing but a name of itself, which generators follow for ever', () => {
  const circles = Object.entries(document.components.schemas).filter(
    ([name, schema]) => z.object({ $ref: z.literal(`#/components/schemas/${name}`) }).safeParse(schema).success,
  );
  expect(circles).toEqual([]);
});

test('every schema of the document is JSON Schema, and says nothing that is none', () => {
  expect(misfits()).toEqual([]);
});

test('what the sources say of a noun and of its fields is in the document', () => {
  const Described = z.looseObject({
    description: z.string(),
    properties: z.record(z.string(), z.looseObject({ description: z.string().optional() })),
  });
  const event = Described.parse(document.components.schemas['AuditEvent']);
  expect(event.description).toContain('audit log');
  expect(event.properties['sequence']?.description).toContain('without gaps');
  // Made from another noun, and of it in a list.
  const progress = Described.parse(document.components.schemas['BulkProgress']);
  expect(progress.properties['hash']?.description).toContain('SHA-256');
});
