import type { OpenApiDocument } from '../src/index.ts';

/** A document that uses each thing that Rollcall reads of one. */
export const things: OpenApiDocument = {
  openapi: '3.1.0',
  info: { title: 'Things', version: '1' },
  paths: {
    '/things': {
      get: {
        operationId: 'listThings',
        'x-rollcall-effect': 'read',
        'x-rollcall-bucket': 'default',
        responses: { 200: { $ref: '#/components/responses/Things' } },
      },
    },
    '/things/{id}': {
      parameters: [{ $ref: '#/components/parameters/ThingId' }],
      post: {
        operationId: 'makeThing',
        'x-rollcall-effect': 'write',
        'x-rollcall-bucket': 'default',
        parameters: [{ name: 'dry', in: 'query', schema: { type: 'boolean' } }],
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/NewThing' } } },
        },
        responses: answer({ $ref: '#/components/schemas/Thing' }),
      },
      get: {
        operationId: 'readThing',
        summary: 'One thing.',
        'x-rollcall-effect': 'read',
        'x-rollcall-write-when': { mark: ['1'] },
        'x-rollcall-bucket': 'slow',
        parameters: [
          { name: 'folder', in: 'query', schema: { $ref: '#/components/schemas/Folder', default: 'INBOX' } },
          { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100 } },
          { name: 'mark', in: 'query', schema: { type: 'string', enum: ['0', '1'] } },
        ],
        responses: answer({ $ref: '#/components/schemas/Thing' }),
      },
    },
    '/names': {
      put: {
        operationId: 'renameAll',
        'x-rollcall-effect': 'write',
        'x-rollcall-bucket': 'default',
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { type: 'array', items: { type: 'string' } } } },
        },
        responses: answer({ type: 'null' }),
      },
    },
  },
  components: {
    parameters: { ThingId: { name: 'id', in: 'path', required: true, schema: { type: 'string' } } },
    responses: {
      Things: { content: json({ type: 'object', properties: { data: { type: 'array', items: {} } } }) },
    },
    schemas: {
      Folder: { type: 'string' },
      NewThing: {
        type: 'object',
        required: ['name'],
        anyOf: [{ required: ['text'] }, { required: ['html'] }],
        properties: {
          name: { type: 'string' },
          text: { type: 'string', 'x-rollcall-class': 'opaque' },
          html: { type: 'string', 'x-rollcall-class': 'opaque' },
          password: { $ref: '#/components/schemas/Folder', 'x-rollcall-class': 'secret' },
          to: { oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string', format: 'email' } }] },
        },
      },
      Thing: {
        type: 'object',
        required: ['id'],
        properties: {
          id: { type: 'string' },
          tags: { type: 'array', items: { type: 'string' } },
          key: { type: 'string', 'x-rollcall-class': 'secret' },
          parts: { type: 'array', items: { $ref: '#/components/schemas/Part' } },
        },
      },
      Part: {
        type: 'object',
        properties: {
          body: { type: ['string', 'null'], 'x-rollcall-class': 'opaque' },
          size: { type: 'integer' },
        },
      },
    },
  },
};

function answer(data: object): object {
  return { 200: { content: json({ type: 'object', required: ['data'], properties: { data } }) } };
}

function json(schema: object): object {
  return { 'application/json': { schema } };
}
