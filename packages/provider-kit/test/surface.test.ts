import { expect, test } from 'vitest';
import { type OpenApiDocument, surfaceOf } from '../src/index.ts';

/** Every rule of counting once. The comment on a line says what it adds. */
const document: OpenApiDocument = {
  openapi: '3.1.0',
  info: { title: 'Things', version: '1', 'x-rollcall-source': 'inferred' },
  paths: {
    // A path whose most certain operation is documented: 1 seed.
    '/things': {
      get: {
        'x-rollcall-source': 'seed',
        parameters: [
          // Referred to, so written elsewhere: nothing.
          { $ref: '#/components/parameters/Page' },
          // 1 inferred: that the endpoint is documented says nothing of its parameters.
          { name: 'limit', in: 'query', schema: { type: 'integer' } },
          // 1 public, by its own tag.
          {
            name: 'sort',
            in: 'query',
            'x-rollcall-source': 'public',
            schema: { type: 'string', default: { properties: { a: 1 } } },
          },
        ],
        responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } } },
      },
      // An operation without a tag is as certain as what is around it: inferred.
      delete: { responses: {} },
    },
    // 1 public, by the path's own tag.
    '/things/{id}': {
      'x-rollcall-source': 'public',
      // 1 public, by the path's tag.
      parameters: [{ name: 'id', in: 'path', schema: { type: 'string' } }],
      put: {
        'x-rollcall-source': 'inferred',
        requestBody: {
          content: {
            'application/json': {
              schema: {
                type: 'object',
                properties: {
                  // 1 inferred: less certain, by the operation's tag.
                  name: { type: 'string' },
                  // 1 seed by its own tag, and 2 inside it that are seed by the nearest tag around them.
                  owner: {
                    type: 'object',
                    'x-rollcall-source': 'seed',
                    properties: { parameters: {}, properties: {} },
                  },
                  // 1 seed, by the tag of what it refers to.
                  size: { $ref: '#/components/schemas/Size' },
                },
              },
            },
          },
        },
      },
    },
  },
  components: {
    // 1 inferred, by the document's default.
    parameters: { Page: { name: 'page', in: 'query', schema: { type: 'integer' } } },
    schemas: {
      Size: { type: 'integer', 'x-rollcall-source': 'seed' },
      // 2 public; the example holds values and no fields.
      Thing: {
        'x-rollcall-source': 'public',
        type: 'object',
        properties: { id: { type: 'string' }, parts: { type: 'array', items: { type: 'string' } } },
        examples: [{ properties: { id: 1 } }],
      },
    },
  },
};

test('operations and fields are counted once each, by their own source or that around them', () => {
  expect(surfaceOf(document)).toEqual({
    operations: { total: 3, seed: 1, public: 0, inferred: 2 },
    fields: { total: 13, seed: 5, public: 5, inferred: 3 },
  });
});

test('a document without any tag is inferred as a whole', () => {
  const untagged = { openapi: '3.1.0', info: { title: 'T', version: '1' }, paths: { '/a': { get: {} } } };
  expect(surfaceOf(untagged)).toEqual({
    operations: { total: 1, seed: 0, public: 0, inferred: 1 },
    fields: { total: 1, seed: 0, public: 0, inferred: 1 },
  });
});
