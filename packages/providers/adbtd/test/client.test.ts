import { expect, test } from 'vitest';
import { Credential, classify } from '../src/client.ts';

function refusalOf(status: number, body: unknown) {
  return classify({ status, headers: {}, body });
}

test.each([
  { status: 400, code: 'validation_error', kind: 'rejected', applied: 'no' },
  { status: 401, code: 'unauthorized', kind: 'unauthorized', applied: 'no' },
  { status: 402, code: 'payment_required', kind: 'payment_required', applied: 'no' },
  { status: 404, code: 'not_found', kind: 'not_found', applied: 'no' },
  { status: 409, code: 'conflict', kind: 'conflict', applied: 'no' },
  { status: 429, code: 'rate_limited', kind: 'rate_limited', applied: 'no' },
  { status: 502, code: 'smtp_error', kind: 'rejected', applied: 'no' },
  { status: 502, code: 'imap_error', kind: 'rejected', applied: 'no' },
  { status: 503, code: 'inventory_unavailable', kind: 'unavailable', applied: 'no' },
  { status: 500, code: 'internal_error', kind: 'unavailable', applied: 'maybe' },
])('$status $code is $kind, applied: $applied', ({ status, code, kind, applied }) => {
  const refusal = { kind, applied, providerCode: code, providerMessage: 'No.' };
  expect(refusalOf(status, { error: { code, message: 'No.' } })).toEqual(refusal);
});

test.each([
  { status: 403, code: 'suspended', kind: 'forbidden', applied: 'no', because: 'an unknown code leaves the status' },
  { status: 404, code: 'no_route', kind: 'unrecognised', applied: 'no', because: 'the base URL may be wrong' },
  { status: 418, code: 'teapot', kind: 'rejected', applied: 'no', because: 'the request is to blame' },
  { status: 400, code: 'conflict', kind: 'conflict', applied: 'no', because: 'both blame the request' },
  { status: 403, code: 'unauthorized', kind: 'unauthorized', applied: 'no', because: 'both blame the request' },
  { status: 400, code: 'not_found', kind: 'rejected', applied: 'no', because: 'absence needs a 404' },
  { status: 500, code: 'not_found', kind: 'unavailable', applied: 'maybe', because: 'absence needs a 404' },
  { status: 503, code: 'smtp_error', kind: 'rejected', applied: 'maybe', because: 'both blame the provider' },
  { status: 500, code: 'conflict', kind: 'unavailable', applied: 'maybe', because: 'they blame different sides' },
  { status: 400, code: 'internal_error', kind: 'rejected', applied: 'maybe', because: 'one of them says maybe' },
  { status: 200, code: 'not_found', kind: 'unrecognised', applied: 'maybe', because: 'a success is no error' },
  { status: 500, code: 'toString', kind: 'unavailable', applied: 'maybe', because: 'it is no documented code' },
])('$status $code is $kind, applied: $applied, since $because', ({ status, code, kind, applied }) => {
  expect(refusalOf(status, { error: { code, message: 'No.' } })).toMatchObject({ kind, applied, providerCode: code });
});

test.each([
  {
    body: { error: { code: 'payment_required', message: 'Pay.', checkoutUrl: 'https://pay.example/1' } },
    where: 'inside',
  },
  {
    body: { error: { code: 'payment_required', message: 'Pay.' }, checkoutUrl: 'https://pay.example/1' },
    where: 'beside',
  },
])('the checkout link is found $where the error', ({ body }) => {
  expect(refusalOf(402, body)?.extras).toEqual({ checkoutUrl: 'https://pay.example/1' });
});

test.each([
  { body: { error: { code: 'conflict' } } },
  { body: { error: { code: 'conflict', message: 7, checkoutUrl: [] } } },
])('a message or link that is no text is left out: $body', ({ body }) => {
  expect(refusalOf(409, body)).toEqual({ kind: 'conflict', applied: 'no', providerCode: 'conflict' });
});

test.each([
  { body: { data: [] } },
  { body: { data: { error: { code: 'conflict' } } } },
  { body: { error: 'conflict' } },
  { body: { error: null, data: [] } },
  { body: [] },
  { body: null },
  { body: undefined },
])('$body is no refusal in the documented form', ({ body }) => {
  expect(refusalOf(200, body)).toBeUndefined();
});

test.each([
  { credential: { apiKey: 'adbtd_live_8JeTvR2xN' }, accepted: true },
  { credential: { apiKey: ' adbtd_live_8JeTvR2xN\n' }, accepted: true },
  { credential: { apiKey: 'adbtd_live_8Je\r\nX-Header: 1' }, accepted: false },
  { credential: { apiKey: '' }, accepted: false },
  { credential: { apiKey: 7 }, accepted: false },
  { credential: { key: 'adbtd_live_8JeTvR2xN' }, accepted: false },
  { credential: { apiKey: 'adbtd_live_8JeTvR2xN', other: 1 }, accepted: false },
])('the credential $credential is accepted: $accepted', ({ credential, accepted }) => {
  const parsed = Credential.safeParse(credential);
  expect(parsed.success).toBe(accepted);
  expect(JSON.stringify(parsed.error?.issues ?? [])).not.toContain('8JeT');
  if (parsed.success) expect(parsed.data).toEqual({ apiKey: 'adbtd_live_8JeTvR2xN' });
});
