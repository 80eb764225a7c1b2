import { RollcallError } from '@rollcall/schema';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { type CallsOf, type OperationSpec, operationsOf, ProviderError } from '../src/index.ts';
import { things } from './things-document.ts';

const operations = operationsOf(things, 'data');

function spec(operationId: string): OperationSpec {
  const found = operations[operationId];
  if (found === undefined) throw new Error(`no operation ${operationId}`);
  return found;
}

function issuesOf(operationId: string, input: unknown): Record<string, string> {
  try {
    spec(operationId).parse(input);
  } catch (error) {
    if (!(error instanceof RollcallError) || error.code !== 'invalid_input') throw error;
    const issues = error.details['issues'] as { path: string; message: string }[]; // Documented by `parse`.
    return Object.fromEntries(issues.map(({ path, message }) => [path, message]));
  }
  return {};
}

test('every operation of the document is there, with what the document says of it', () => {
  expect(Object.keys(operations)).toEqual(['listThings', 'readThing', 'makeThing', 'renameAll']);
  expect(spec('readThing')).toMatchObject({
    method: 'get',
    path: '/things/{id}',
    bucket: 'slow',
    summary: 'One thing.',
  });
});

test('a text of the wrong form is told by an example, where the document has one', () => {
  const text = (more: object) => ({ type: 'string', pattern: '^[a-z]+$', ...more });
  const properties = { shown: text({ examples: ['abc'] }), bare: text({}) };
  const body = { required: true, content: { 'application/json': { schema: { type: 'object', properties } } } };
  const make = { operationId: 'make', requestBody: body, 'x-rollcall-effect': 'write', 'x-rollcall-bucket': 'b' };
  const document = { openapi: '3.1.0', info: { title: 'T', version: '1' }, paths: { '/t': { post: make } } };
  expect(() => operationsOf(document)['make']?.parse({ shown: '1', bare: '1' })).toThrow(
    'make: "shown" must be of the form of abc; "bare" must match pattern "^[a-z]+$".',
  );
});

describe('input', () => {
  test('is flat, its defaults filled in, and the caller keeps its own object', () => {
    const given = { id: 'a', limit: 3 };
    expect(spec('readThing').parse(given)).toEqual({ id: 'a', limit: 3, folder: 'INBOX' });
    expect(given).toEqual({ id: 'a', limit: 3 });
  });

  test('may be left out where nothing is required', () => {
    expect(spec('listThings').parse(undefined)).toEqual({});
  });

  test('goes to the path, the query and the body', () => {
    const { parse, request } = spec('makeThing');
    expect(request(parse({ id: 'a', dry: true, name: 'n', text: 't' }))).toEqual({
      path: { id: 'a' },
      query: { dry: true },
      body: { name: 'n', text: 't' },
    });
    expect(spec('renameAll').request({ body: ['a', 'b'] })).toEqual({ path: {}, query: {}, body: ['a', 'b'] });
    expect(spec('listThings').request({})).toEqual({ path: {}, query: {}, body: undefined });
  });

  test.each([
    { operationId: 'readThing', input: {}, issues: { id: 'is required' } },
    { operationId: 'readThing', input: { id: 'a', lmit: 1 }, issues: { lmit: 'is not a documented field' } },
    { operationId: 'readThing', input: { id: 'a', limit: '1' }, issues: { limit: 'must be of type integer' } },
    { operationId: 'readThing', input: { id: 'a', limit: 101 }, issues: { limit: 'must be <= 100' } },
    {
      operationId: 'readThing',
      input: { id: 'a', mark: 1 },
      issues: { mark: 'must be of type string and must be one of 0, 1' },
    },
    { operationId: 'readThing', input: 'a', issues: { '': 'must be of type object' } },
    { operationId: 'readThing', input: [], issues: { '': 'must be of type object' } },
    { operationId: 'readThing', input: { id: '..' }, issues: { id: 'must not be empty, "." or ".."' } },
    { operationId: 'readThing', input: { id: '' }, issues: { id: 'must not be empty, "." or ".."' } },
    {
      operationId: 'readThing',
      input: { id: 'a\u0000' },
      issues: { id: 'must be text without U+0000 and without halves of characters' },
    },
    { operationId: 'makeThing', input: { id: 'a', name: 'n' }, issues: { '': 'one of these is required: text, html' } },
    {
      operationId: 'makeThing',
      input: { id: 'a', name: 'n', text: 't', to: ['a@b.example', 'hunter2'] },
      issues: { 'to.1': 'must be a valid email', to: 'must be of type string' },
    },
    { operationId: 'renameAll', input: { body: 'x' }, issues: { body: 'must be of type array' } },
    {
      operationId: 'listThings',
      input: JSON.parse('{"__proto__":{"a":1}}'),
      issues: { ['__proto__']: 'is not a documented field' },
    },
  ])('$operationId refuses $input', ({ operationId, input, issues }) => {
    expect(issuesOf(operationId, input)).toEqual(issues);
  });

  test('that is wrong is described without its values, and at bounded length', () => {
    const secret = 'hunter2';
    const many = Array.from({ length: 1000 }, () => secret);
    expect(JSON.stringify(issuesOf('makeThing', { id: 'a', name: 1, text: secret, to: many }))).not.toContain(secret);
    expect(Object.keys(issuesOf('makeThing', { id: 'a', name: 'n', text: 't', to: many })).length).toBeLessThanOrEqual(
      20,
    );
  });
});

test('a read becomes a write by the input that the document names', () => {
  const { effect } = spec('readThing');
  expect([effect({ id: 'a' }), effect({ id: 'a', mark: '0' }), effect({ id: 'a', mark: '1' })]).toEqual([
    'read',
    'read',
    'write',
  ]);
});

describe('what is stored', () => {
  test('holds a note in the place of what is secret or opaque', () => {
    const input = { id: 'a', name: 'n', text: 'hello', password: 'hunter2-hunter2', to: 'a@b.example' };
    expect(spec('makeThing').redact(input)).toEqual({
      id: 'a',
      name: 'n',
      text: { $withheld: 'opaque', length: 5 },
      password: { $withheld: 'secret' },
      to: 'a@b.example',
    });
    expect(spec('makeThing').secrets(input)).toEqual(['hunter2-hunter2']);
  });

  test('holds a note in the place of what the document does not describe', () => {
    const result = {
      id: 'a',
      tags: ['x'],
      key: 'k',
      parts: [{ body: 'hi', size: 1 }, { body: null }],
      initialPassword: 'p4ss',
    };
    expect(spec('makeThing').redactResult(result)).toEqual({
      id: 'a',
      tags: ['x'],
      key: { $withheld: 'secret' },
      parts: [{ body: { $withheld: 'opaque', length: 2 }, size: 1 }, { body: null }],
      initialPassword: { $withheld: 'opaque', length: 4 },
    });
  });

  test.each([
    { result: null, stored: null },
    { result: 'plain', stored: { $withheld: 'opaque', length: 5 } },
    { result: { id: 'a\u0000b\ud800' }, stored: { id: 'a\ufffdb\ufffd' } },
    { result: { id: { deep: 1 } }, stored: { id: { $withheld: 'opaque', length: 10 } } },
  ])('$result becomes $stored', ({ result, stored }) => {
    expect(spec('makeThing').redactResult(result)).toEqual(stored);
  });
});

describe('a result', () => {
  test('passes as it is when it holds what the document promises, and more', () => {
    const result = { id: 'a', tags: [], more: 1 };
    expect(spec('makeThing').parseResult(result)).toBe(result);
  });

  test('that lacks a promised field is unrecognised, and the operation may have been applied', () => {
    expect(() => spec('makeThing').parseResult({ tags: [] })).toThrow(ProviderError);
    expect(() => spec('makeThing').parseResult({ tags: [] })).toThrow('"id" is required');
    expect(() => spec('makeThing').parseResult({ id: 7 })).toThrow('"id" must be of type string');
  });
});

test('the types of input and output follow the generated ones', () => {
  interface Operations {
    make: {
      parameters: { query?: { dry?: boolean }; header?: never; path: { id: string }; cookie?: never };
      requestBody: { content: { 'application/json': { name: string; note?: string } } };
      responses: { 200: { headers: object; content: { 'application/json': { data: { id: string } } } } };
    };
    list: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: { 200: { headers: object; content: { 'application/json': { data: string[] } } } };
    };
    rename: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody: { content: { 'application/json': string[] } };
      responses: { 200: { headers: object; content: { 'application/json': { data: null } } } };
    };
  }
  type Calls = CallsOf<Operations, 'data'>;
  expectTypeOf<Calls['make']['input']>().toEqualTypeOf<{ dry?: boolean; id: string; name: string; note?: string }>();
  expectTypeOf<Calls['make']['output']>().toEqualTypeOf<{ id: string }>();
  expectTypeOf<Calls['list']['input']>().toEqualTypeOf<Record<string, never>>();
  expectTypeOf<Calls['list']['output']>().toEqualTypeOf<string[]>();
  expectTypeOf<Calls['rename']['input']>().toEqualTypeOf<{ body: string[] }>();
  expectTypeOf<CallsOf<Operations>['list']['output']>().toEqualTypeOf<{ data: string[] }>();
});
