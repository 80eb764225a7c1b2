import { expect, expectTypeOf, test } from 'vitest';
import { formFields, formOf } from '../src/form.ts';
import {
  type CallsOf,
  createCaller,
  createTransport,
  type OpenApiDocument,
  operationsOf,
  unlimitedBudget,
} from '../src/index.ts';
import { httpServer } from './loopback.ts';

const fields = {
  photo: { type: 'string', contentEncoding: 'base64', 'x-rollcall-class': 'opaque' },
  label: { type: 'string' },
  size: { type: 'integer' },
};

const document: OpenApiDocument = {
  openapi: '3.1.0',
  info: { title: 'Pictures', version: '1' },
  paths: {
    '/pictures': {
      post: {
        operationId: 'addPicture',
        'x-rollcall-effect': 'write',
        'x-rollcall-bucket': 'default',
        requestBody: {
          required: true,
          content: { 'multipart/form-data': { schema: { type: 'object', required: ['photo'], properties: fields } } },
        },
        responses: { 200: { content: { 'application/json': { schema: { type: 'object' } } } } },
      },
    },
  },
};

const png = 'iVBORw0KGgo=';

test.each([
  { what: 'a PNG', photo: png, type: 'image/png' },
  { what: 'a JPEG', photo: '/9j/4AAQ', type: 'image/jpeg' },
  { what: 'a GIF', photo: Buffer.from('GIF89a').toString('base64'), type: 'image/gif' },
  { what: 'a WebP', photo: Buffer.from('RIFF\0\0\0\0WEBPVP8 ').toString('base64'), type: 'image/webp' },
  { what: 'anything else', photo: 'aGVsbG8=', type: 'application/octet-stream' },
])('$what is sent as a file of type $type', ({ photo, type }) => {
  const file = formOf(document, fields, { photo }).get('photo');
  expect(file).toBeInstanceOf(File);
  expect(file).toMatchObject({ type });
});

test('a call sends its form: files as bytes, other fields as text', async () => {
  const received: { type: string; bytes: Buffer }[] = [];
  await using server = await httpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ type: request.headers['content-type'] ?? '', bytes: Buffer.concat(chunks) });
      response.end('{}');
    });
  });
  const transport = createTransport({
    ...{ baseUrl: server.origin, headers: {}, secrets: [] },
    ...{ budget: unlimitedBudget(), classify: () => undefined },
  });
  const call = createCaller({ transport, operations: operationsOf(document) });
  const input = { photo: png, label: 'me', size: 3 };
  await call({ operationId: 'addPicture', input }, AbortSignal.timeout(5000)).finally(transport.close);
  const [form] = received;
  expect(form?.type).toMatch(/^multipart\/form-data; boundary=/);
  expect(form?.bytes.includes(Buffer.from(png, 'base64'))).toBe(true);
  expect(await formFields(form?.bytes ?? Buffer.of(), form?.type ?? '')).toEqual({
    photo: png,
    label: 'me',
    size: '3',
  });
});

test('a form is validated, typed and stored like JSON', () => {
  const spec = operationsOf(document)['addPicture'];
  expect(() => spec?.parse({ label: 'me' })).toThrow('"photo" is required');
  expect(spec?.redact({ photo: png, label: 'me' })).toEqual({
    photo: { $withheld: 'opaque', length: png.length },
    label: 'me',
  });
  interface Operations {
    addPicture: {
      parameters: { query?: never };
      requestBody: { content: { 'multipart/form-data': { photo: string } } };
      responses: { 200: { content: { 'application/json': { id: string } } } };
    };
  }
  expectTypeOf<CallsOf<Operations>['addPicture']['input']>().toEqualTypeOf<{ photo: string }>();
});
