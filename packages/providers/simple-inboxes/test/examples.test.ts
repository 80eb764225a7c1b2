import { runExample } from '@rollcall/provider-kit/testing';
import { expect, test } from 'vitest';
import { start } from './support.ts';

/** The provider's page shows one request. */
const example = `curl https://app.simpleinboxes.com/api/v1/orders \\
  -H "X-API-Key: si_live_your_api_key"
`;

test('the page’s request is answered with the orders', async (context) => {
  const { baseUrl, credential } = await start();
  const replacing = {
    'https://app.simpleinboxes.com/api/v1': baseUrl,
    si_live_your_api_key: credential['apiKey'] ?? '',
  };
  const [body = '', status] = (await runExample(context, { language: 'curl', text: example, replacing }))
    .trim()
    .split('\n');
  expect({ status, body: JSON.parse(body) }).toMatchObject({
    status: '200',
    body: { success: true, data: expect.arrayContaining([expect.objectContaining({ status: 'active' })]) },
  });
});

test.for([
  { path: '/orders/none', key: undefined, status: 404, code: 'NOT_FOUND', message: 'Order not found' },
  { path: '/orders', key: 'si_live_other', status: 401, code: 'INVALID_API_KEY', message: expect.any(String) },
])(
  'the page’s error form is what $path is refused with: $code',
  async ({ path, key, status, code, message }, context) => {
    const { baseUrl, credential } = await start();
    const replacing = {
      'https://app.simpleinboxes.com/api/v1/orders': baseUrl + path,
      si_live_your_api_key: key ?? credential['apiKey'] ?? '',
    };
    const [body = '', said] = (await runExample(context, { language: 'curl', text: example, replacing }))
      .trim()
      .split('\n');
    expect({ status: Number(said), body: JSON.parse(body) }).toEqual({
      status,
      body: { success: false, error: { code, message } },
    });
  },
);
