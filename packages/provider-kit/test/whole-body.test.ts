import { expect, test } from 'vitest';
import { documentProblems } from '../src/document-problems.ts';
import { operationsOf } from '../src/index.ts';
import type { OpenApiDocument } from '../src/openapi.ts';

function documentWith(mark: object): OpenApiDocument {
  const schema = {
    ...mark,
    oneOf: [
      { type: 'array', items: { type: 'string', 'x-rollcall-class': 'secret' } },
      { type: 'object', properties: { note: { type: 'string' } }, additionalProperties: false },
    ],
  };
  const patch = {
    operationId: 'changeThing',
    'x-rollcall-effect': 'write',
    'x-rollcall-bucket': 'default',
    parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
    requestBody: { required: true, content: { 'application/json': { schema } } },
    responses: { 200: { description: 'Done.', content: { 'application/json': { schema: {} } } } },
  };
  return { openapi: '3.1.0', info: { title: 'Things', version: '1' }, paths: { '/things/{id}': { patch } } };
}

test('a body that may be a list or an object is passed whole only where the document says so', () => {
  expect(documentProblems(documentWith({}))).toEqual([expect.stringContaining('combines schemas at the top')]);
  expect(documentProblems(documentWith({ 'x-rollcall-body': 'whole' }))).toEqual([]);
});

test.each([{ body: ['hunter2'] }, { body: { note: 'n' } }])('$body reaches the request as it is', ({ body }) => {
  const spec = operationsOf(documentWith({ 'x-rollcall-body': 'whole' }))['changeThing'];
  const input = spec?.parse({ id: 'x', body }) ?? {};
  expect(spec?.request(input)).toEqual({ path: { id: 'x' }, query: {}, body });
  expect(spec?.secrets(input)).toEqual(Array.isArray(body) ? body : []);
  expect(() => spec?.parse({ id: 'x', body: 7 })).toThrow('"body"');
});
