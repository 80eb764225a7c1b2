import { unlimitedBudget } from '@rollcall/provider-kit';
import { expect, onTestFinished, test } from 'vitest';
import { provider } from '../src/index.ts';

// What every provider has in common is tested by the contract suite; here stands what is this one's own.

test('an inbox is created, listed, read and deleted', async () => {
  const sandbox = await provider.sandbox({ seed: 1, sizes: { inbox: 0 } });
  onTestFinished(sandbox.close);
  const { baseUrl, credential } = sandbox;
  const session = provider.open({ baseUrl, credential, settings: {}, budget: unlimitedBudget() });
  onTestFinished(session.close);
  const signal = AbortSignal.timeout(5_000);

  const input = { email: 'ada@contract.example', password: 'correct-horse-battery-1' };
  await session.call({ operationId: 'createInbox', input }, signal);
  const [inbox] = await listed();
  expect(inbox?.name).toBe('ada@contract.example');
  const externalId = inbox?.externalId ?? '';
  expect(await session.read('inbox', externalId, signal)).toEqual(inbox);
  await session.call({ operationId: 'deleteInbox', input: { id: externalId, confirm: externalId } }, signal);
  expect(await listed()).toEqual([]);

  async function listed() {
    const pages = await Array.fromAsync(session.list({ kind: 'inbox' }, signal));
    return pages.flatMap(({ items }) => [...items]);
  }
});

test.each([
  { operationId: 'createInbox', input: { email: 'Ada@Contract.example' }, becomes: 'present' },
  { operationId: 'deleteInbox', input: { id: 'ibx_1' }, becomes: 'absent' },
])('$operationId is done when its inbox is $becomes', ({ operationId, input, becomes }) => {
  expect(provider.expectations({ operationId, input })).toMatchObject([{ becomes, kind: 'inbox' }]);
});
