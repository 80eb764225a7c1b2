import { describe, expect, test } from 'vitest';
import { createCaller, createTransport, type OpenApiDocument, operationsOf, unlimitedBudget } from '../src/index.ts';
import { httpServer } from './loopback.ts';

const key = {
  type: 'object',
  required: ['name', 'token'],
  properties: {
    name: { type: 'string' },
    token: { type: 'string', 'x-rollcall-class': 'secret', 'x-rollcall-keeps-last': 5 },
  },
};

const marks = { 'x-rollcall-effect': 'write', 'x-rollcall-bucket': 'default' };

/** Operations that succeed in other ways than with 200 and JSON. */
const document: OpenApiDocument = {
  openapi: '3.1.0',
  info: { title: 'Keys', version: '1' },
  paths: {
    '/keys': {
      post: {
        ...marks,
        operationId: 'makeKey',
        'x-rollcall-checks': ['listKeys'],
        responses: { 400: {}, 201: { description: 'Made.', content: { 'application/json': { schema: key } } } },
      },
      delete: { ...marks, operationId: 'dropKeys', responses: { 202: { $ref: '#/components/responses/Done' } } },
    },
  },
  components: { responses: { Done: { description: 'It will be done.' } } },
};

const operations = operationsOf(document);

async function outcomeOf(operationId: string, answer: { status: number; body: string }): Promise<unknown> {
  await using server = await httpServer((_request, response) => response.writeHead(answer.status).end(answer.body));
  const transport = createTransport({
    ...{ baseUrl: server.origin, headers: {}, secrets: [], budget: unlimitedBudget(), classify: () => undefined },
  });
  const call = createCaller({ transport, operations });
  const result = await call({ operationId, input: {} }, AbortSignal.timeout(5000)).catch((error: unknown) => error);
  await transport.close();
  return result;
}

describe('an operation succeeds as it is documented', () => {
  const made = { name: 'shop', token: '0123456789abcde' };

  test.each([
    { operationId: 'makeKey', status: 201, body: JSON.stringify(made), want: made, because: '201 is documented' },
    { operationId: 'dropKeys', status: 202, body: '', want: null, because: 'it answers nothing' },
    { operationId: 'dropKeys', status: 204, body: '', want: null, because: 'nothing is nothing' },
    {
      operationId: 'dropKeys',
      status: 200,
      body: '{"ok":true}',
      want: null,
      because: 'what is not documented is nothing',
    },
  ])('$operationId, $status $body: $want, since $because', async ({ operationId, status, body, want }) => {
    expect(await outcomeOf(operationId, { status, body })).toEqual(want);
  });

  test.each([
    { operationId: 'makeKey', status: 201, body: '', because: 'a key is documented' },
    { operationId: 'makeKey', status: 204, body: '', because: 'a key is documented' },
    { operationId: 'makeKey', status: 201, body: '{"name":"shop"}', because: 'its token is missing' },
    { operationId: 'dropKeys', status: 200, body: '<html>', because: 'somebody else answered' },
  ])('$operationId, $status $body: not recognised, since $because', async ({ operationId, status, body }) => {
    const error = await outcomeOf(operationId, { status, body });
    expect(error).toMatchObject({ name: 'ProviderError', kind: 'unrecognised', applied: 'maybe' });
  });
});

test('the reads that are made first are declared', () => {
  expect(operations['makeKey']?.checks).toEqual(['listKeys']);
  expect(operations['dropKeys']?.checks).toEqual([]);
});

test.each([
  { token: '0123456789abcde', want: { $withheld: 'secret', last: 'abcde' }, because: 'it says so' },
  { token: '012345678', want: { $withheld: 'secret' }, because: 'more than half of it would be told' },
  { token: 7, want: { $withheld: 'secret' }, because: 'it is no text' },
])('of the secret $token is stored $want, since $because', ({ token, want }) => {
  expect(operations['makeKey']?.redactResult({ name: 'shop', token })).toEqual({ name: 'shop', token: want });
});
