import { RollcallError } from '@rollcall/schema';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { documentProblems } from '../src/document-problems.ts';
import { type CallsOf, type OpenApiDocument, operationsOf } from '../src/index.ts';

const account = { type: 'string', 'x-rollcall-from': 'credential' };

const document: OpenApiDocument = {
  openapi: '3.1.0',
  info: { title: 'Boxes', version: '1' },
  paths: {
    '/boxes': {
      delete: {
        operationId: 'burnBox',
        'x-rollcall-effect': 'destroy',
        'x-rollcall-confirm': 'name',
        'x-rollcall-bucket': 'default',
        parameters: [
          { name: 'account', in: 'query', required: true, schema: { $ref: '#/components/schemas/Account' } },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['owner', 'name'],
                properties: { owner: account, name: { type: 'string' } },
              },
            },
          },
        },
        responses: { 200: { content: { 'application/json': { schema: { type: 'object' } } } } },
      },
    },
  },
  components: { schemas: { Account: account } },
};

const { burnBox } = operationsOf(document);

function messageOf(input: unknown): string {
  try {
    burnBox?.parse(input);
  } catch (error) {
    if (error instanceof RollcallError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('what the client fills in from the credential', () => {
  test('is no part of the input', () => {
    expect(burnBox?.parse({ name: 'a', confirm: 'a' })).toEqual({ name: 'a', confirm: 'a' });
    expect(messageOf({ name: 'a', confirm: 'a', owner: 'me' })).toContain('"owner" is not a documented field');
    expect(messageOf({ name: 'a', confirm: 'a', account: 'me' })).toContain('"account" is not a documented field');
  });

  test('is left to the client', () => {
    expect(burnBox?.request({ name: 'a', confirm: 'a' })).toEqual({ path: {}, query: {}, body: { name: 'a' } });
  });
});

test.each([
  { input: { name: 'a' }, says: '"confirm" is required' },
  { input: { name: 'a', confirm: 'b' }, says: '"confirm" must repeat "name"' },
  { input: { name: 'a', confirm: 7 }, says: '"confirm" must be of type string' },
  { input: { name: 'a', confirm: 'a' }, says: 'accepted' },
])('a confirmation repeats what is destroyed: $input, $says', ({ input, says }) => {
  expect(messageOf(input)).toContain(says);
});

test('a document that destroys without having callers confirm what is refused', () => {
  const careless = JSON.parse(JSON.stringify(document).replace('"x-rollcall-confirm":"name",', ''));
  expect(documentProblems(careless)).toEqual([
    'DELETE /boxes destroys, and needs x-rollcall-confirm: the field whose value callers repeat.',
  ]);
});

test('a document that has callers confirm a field it does not have is refused', () => {
  const spoilt = JSON.parse(
    JSON.stringify(document).replace('"x-rollcall-confirm":"name"', '"x-rollcall-confirm":"id"'),
  );
  expect(documentProblems(document)).toEqual([]);
  expect(documentProblems(spoilt)).toEqual([
    'DELETE /boxes names "id" in x-rollcall-confirm, which is no field of its input.',
  ]);
});

test('the types know both', () => {
  interface Operations {
    burnBox: {
      parameters: { query: { account: string }; header?: never; path?: never; cookie?: never };
      requestBody: { content: { 'application/json': { owner: string; name: string; note?: string } } };
      responses: { 200: { headers: object; content: { 'application/json': object } } };
    };
  }
  type Calls = CallsOf<Operations, undefined, 'account' | 'owner', 'burnBox'>;
  expectTypeOf<Calls['burnBox']['input']>().toEqualTypeOf<{ name: string; note?: string; confirm: string }>();
});
