import { expect, test } from 'vitest';
import { provider } from '../src/index.ts';

/** How many endpoints the provider's page lists under each heading. */
const headings = {
  ...{ orders: 15, inboxes: 7, domains: 13, dns: 6, workspaces: 7, clients: 11, recovery: 8, registrars: 4 },
  ...{ wallet: 9, billing: 8, payments: 5, 'api-keys': 3 },
};

test('every endpoint of the page is an operation, under its heading', () => {
  const tags = Object.values(provider.document.paths).flatMap((methods) =>
    Object.values(methods).flatMap((operation) => {
      // As the document writes them; parameters of a path have no heading.
      const { tags: named = [] } = operation as { readonly tags?: readonly string[] };
      return named;
    }),
  );
  expect(
    Object.fromEntries(Object.keys(headings).map((tag) => [tag, tags.filter((each) => each === tag).length])),
  ).toEqual(headings);
  expect(Object.keys(provider.operations)).toHaveLength(96);
});

test.each([
  { operationId: 'listUnpaidOrders', method: 'get', path: '/orders/unpaid', beside: '/orders/{orderId}' },
  { operationId: 'getPromoStatus', method: 'get', path: '/orders/promo-status', beside: '/orders/{orderId}' },
  { operationId: 'listInboxMutations', method: 'get', path: '/orders/inbox-mutations', beside: '/orders/{orderId}' },
  { operationId: 'searchDomains', method: 'get', path: '/domains/search', beside: '/domains/{domain}' },
  {
    operationId: 'listRecoveryNotifications',
    method: 'get',
    path: '/recovery/pending-notifications',
    beside: '/recovery/{id}',
  },
])('$operationId is at $path, which is no id of $beside', ({ operationId, method, path, beside }) => {
  expect(provider.operations[operationId]).toMatchObject({ operationId, method, path });
  expect(Object.keys(provider.document.paths)).toContain(beside);
});
