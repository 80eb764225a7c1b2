import { defineSandbox, type RawRequest } from '@rollcall/provider-kit/sandbox';
import { expect, onTestFinished, test } from 'vitest';
import { ask, control, definition } from './sandbox-fixture.ts';

/** A shelf that is also asked by `FIND /books`, and no longer by `GET /books/newest`. */
async function startTranslated() {
  const translate = (request: RawRequest): RawRequest | undefined => {
    if (request.path === '/books/newest') return undefined;
    return request.method === 'POST' && request.path === '/find'
      ? { ...request, method: 'GET', path: '/books' }
      : request;
  };
  const settings = (): Readonly<Record<string, unknown>> => ({ shelves: ['a'] });
  const shelf = await defineSandbox({ ...definition, translate, settings })({ seed: 1, limits: false });
  onTestFinished(shelf.close);
  return shelf;
}

test('a request in another dialect is answered, met by faults and logged as the operation that it means', async () => {
  const shelf = await startTranslated();
  expect((await ask(shelf, 'POST /find')).text).toContain('"b3"');
  expect((await control(shelf, 'GET /log')).json).toMatchObject({
    requests: [{ method: 'POST', path: '/v9/find', operationId: 'listBooks' }],
  });
});

test('a request that the server no longer speaks has no route', async () => {
  const answer = await ask(await startTranslated(), 'GET /books/newest');
  expect(answer).toMatchObject({ status: 404 });
  expect(answer.text).toContain('no_route');
});

test('a sandbox says which settings a connection to it needs', async () => {
  expect((await startTranslated()).settings).toEqual({ shelves: ['a'] });
  const plain = await defineSandbox(definition)({ seed: 1 });
  onTestFinished(plain.close);
  expect(plain.settings).toEqual({});
});
