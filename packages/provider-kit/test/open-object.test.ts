import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Classify, createTransport, type OpenApiDocument, openObject, unlimitedBudget } from '../src/index.ts';
import { faultSchemas } from '../src/sandbox/fault.ts';
import { spoil } from '../src/sandbox/spoil.ts';
import { itemFields } from '../src/testing/item-fields.ts';
import { httpServer } from './loopback.ts';

const classify: Classify = ({ body }) =>
  JSON.stringify(body).includes('"failed":true') ? { kind: 'not_found', applied: 'no' } : undefined;

const reading = {
  kind: 'balance',
  wire: z.object({ name: z.string(), cents: z.union([z.string(), z.number()]) }),
  map: ({ name, cents }: { name: string; cents: string | number }) => ({
    ...{ externalId: name, name },
    attributes: { cents },
  }),
  idField: 'name',
};

async function itemsOf(body: string, parse?: (json: string) => unknown) {
  await using server = await httpServer((_request, response) => response.end(body));
  const transport = createTransport({
    ...{ baseUrl: server.origin, headers: {}, secrets: ['live_8JeTvR2xN'] },
    ...{ budget: unlimitedBudget(), classify },
  });
  const answer = await transport.getPage('/balance', { bucket: 'default', signal: AbortSignal.timeout(5000) });
  await transport.close();
  const page = openObject(answer, { path: ['data'], classify });
  return [...page.items({ ...reading, ...(parse && { parse }) })];
}

test('an answer that is one object is a page of one item', async () => {
  expect(await itemsOf('{"success":true,"data":{"name":"main","cents":5}}')).toEqual([
    { externalId: 'main', name: 'main', attributes: { cents: 5 } },
  ]);
});

test('its JSON may be read by other means than plain parsing', async () => {
  const digits = (json: string): unknown => JSON.parse(json.replace(/:(\d+)/, ':"$1"'));
  const [item] = await itemsOf('{"data":{"name":"main","cents":12345678901234567890}}', digits);
  expect(item?.attributes).toEqual({ cents: '12345678901234567890' });
});

test('a secret is taken out of it, also where an escape hides it', async () => {
  const [item] = await itemsOf(String.raw`{"data":{"name":"live_8JeTvR2\u0078N","cents":1}}`);
  expect(item?.name).toBe('[sealed]');
});

test.each([
  { body: '{"data":[]}', kind: 'unrecognised', says: 'JSON in which "data" is not an object' },
  { body: '{"data":null}', kind: 'unrecognised', says: '"data" is not an object' },
  { body: '[]', kind: 'unrecognised', says: '"data" is not an object' },
  { body: '<html>', kind: 'unrecognised', says: 'something that is not JSON' },
  { body: '{"data":{"name":', kind: 'unrecognised', says: 'something that is not JSON' },
  { body: '{"data":{"cents":1}}', kind: 'unrecognised', says: 'balance #1: "name" is missing' },
  { body: '{"failed":true}', kind: 'not_found', says: 'answered 200' },
])('$body is $kind', async ({ body, kind, says }) => {
  await expect(itemsOf(body)).rejects.toMatchObject({ kind, message: expect.stringContaining(says) });
});

describe('the contract suite finds the one object of an answer', () => {
  const state = {
    type: 'object',
    required: ['hosts'],
    properties: { hosts: { type: 'array', items: { type: 'string' } } },
  };
  const envelope = { type: 'object', properties: { success: { type: 'boolean' }, data: state } };
  const document: OpenApiDocument = {
    openapi: '3.1.0',
    info: { title: 'Hosts', version: '1' },
    paths: {
      '/hosts': {
        get: {
          operationId: 'readHosts',
          responses: { 200: { content: { 'application/json': { schema: envelope } } } },
        },
      },
    },
  };

  test('by its documented fields, a list of texts being no list of items', () => {
    expect(itemFields(document, 'readHosts')).toEqual([{ name: 'hosts', types: ['array'] }]);
  });

  test('and spoils it, whatever stands beside it in the envelope', () => {
    const fault = faultSchemas.malformed.parse({ operation: '*', fault: 'malformed', field: 'hosts', value: 7 });
    expect(spoil(fault, { success: true, data: { hosts: ['a'] } })).toEqual({
      body: { success: true, data: { hosts: 7 } },
    });
  });
});
