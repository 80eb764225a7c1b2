import { expect, test } from 'vitest';
import { createCaller, createTransport, operationsOf, unlimitedBudget } from '../src/index.ts';
import { httpServer } from './loopback.ts';
import { things } from './things-document.ts';

const { signal } = new AbortController();

/** What a call answers, and the request it made, when the provider answers this text. */
async function called(operationId: string, input: Readonly<Record<string, unknown>>, answer: string) {
  const requests: string[] = [];
  await using server = await httpServer((request, response) => {
    const chunks: string[] = [];
    request.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
    request.on('end', () => {
      requests.push(`${request.method} ${request.url} ${chunks.join('')}`);
      response.end(answer);
    });
  });
  const transport = createTransport({
    ...{ baseUrl: `${server.origin}/v1`, headers: {}, secrets: [] },
    ...{ budget: unlimitedBudget(), classify: () => undefined },
  });
  const call = createCaller({ transport, operations: operationsOf(things, 'data'), envelope: 'data' });
  const outcome = await call({ operationId, input }, signal).finally(transport.close);
  return { outcome, requests };
}

test('a call sends each part of its input to its place and answers what is in the envelope', async () => {
  const input = { id: 'a/b c', dry: true, name: 'n', text: 't' };
  expect(await called('makeThing', input, '{"data":{"id":"a","more":1}}')).toEqual({
    outcome: { id: 'a', more: 1 },
    requests: ['POST /v1/things/a%2Fb%20c?dry=true {"name":"n","text":"t"}'],
  });
});

test('a call without a body sends none', async () => {
  const { requests } = await called('readThing', { id: 'a', folder: 'INBOX', limit: 2 }, '{"data":{"id":"a"}}');
  expect(requests).toEqual(['GET /v1/things/a?folder=INBOX&limit=2 ']);
});

test('a secret of the input does not come back in the result', async () => {
  const input = { id: 'a', name: 'n', text: 't', password: 'hunter2-hunter2' };
  const { outcome } = await called('makeThing', input, '{"data":{"id":"set hunter2-hunter2"}}');
  expect(outcome).toEqual({ id: 'set [sealed]' });
});

test.each([
  { answer: '{"result":{}}', says: 'makeThing: the provider\'s answer is not what it documents: "data" is missing.' },
  { answer: '[]', says: '"data" is missing' },
  { answer: '{"data":{"tags":[]}}', says: '"id" is required' },
  { answer: '{"data":{"id":"a","tags":[1]}}', says: '"tags.0" must be of type string' },
])('$answer is unrecognised, and the operation may have been applied', async ({ answer, says }) => {
  const calling = called('makeThing', { id: 'a', name: 'n', text: 't' }, answer);
  await expect(calling).rejects.toMatchObject({
    kind: 'unrecognised',
    applied: 'maybe',
    message: expect.stringContaining(says),
  });
});

test('an operation that is not documented is not supported', async () => {
  await expect(called('eatThing', {}, '')).rejects.toMatchObject({ kind: 'not_supported', applied: 'no' });
});

test('a result in another form is brought into the documented one before it is checked', async () => {
  await using server = await httpServer((_request, response) => response.end('{"data":{"ID":"a"}}'));
  const transport = createTransport({
    ...{ baseUrl: server.origin, headers: {}, secrets: [] },
    ...{ budget: unlimitedBudget(), classify: () => undefined },
  });
  const decode = (result: unknown) => JSON.parse(JSON.stringify(result).toLowerCase());
  const call = createCaller({ transport, operations: operationsOf(things, 'data'), envelope: 'data', decode });
  const reading = call({ operationId: 'readThing', input: { id: 'a' } }, signal).finally(transport.close);
  expect(await reading).toEqual({ id: 'a' });
});
