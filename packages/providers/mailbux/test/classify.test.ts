import { expect, test } from 'vitest';
import { classify } from '../src/classify.ts';

function refusalOf(status: number, body: unknown) {
  return classify({ status, headers: {}, body });
}

test.each([
  { body: { error: 'fieldAlreadyExists', field: 'name', value: 'a@b.example' }, kind: 'conflict' },
  { body: { error: 'fieldMissing', field: 'name' }, kind: 'rejected' },
  { body: { error: 'notFound', item: 'a@b.example' }, kind: 'not_found' },
  { body: { error: 'unsupported', details: 'No.' }, kind: 'not_supported' },
  { body: { error: 'assertFailed' }, kind: 'conflict' },
  { body: { error: 'other', details: 'Quota too small.', reason: null }, kind: 'rejected' },
  { body: { error: 'other', details: 'Domain has members', reason: 'Found: x' }, kind: 'conflict' },
])('status 200 with $body is $kind, and certainly not applied', ({ body, kind }) => {
  expect(refusalOf(200, body)).toMatchObject({ kind, applied: 'no', providerCode: body.error });
});

test('what an error is about is told, and never the value: of a DKIM key that is the private one', () => {
  const privateKey = '-----BEGIN PRIVATE KEY-----MIIE';
  const refusal = refusalOf(200, { error: 'fieldAlreadyExists', field: 'id', value: privateKey });
  expect(refusal).toEqual({
    kind: 'conflict',
    applied: 'no',
    providerCode: 'fieldAlreadyExists',
    providerMessage: 'the field id',
  });
});

function problem(status: number, more: object = {}) {
  return { type: 'about:blank', status, title: 'Title', detail: 'Detail.', ...more };
}

test.each([
  { status: 400, body: problem(400), kind: 'rejected', applied: 'no' },
  { status: 401, body: problem(401), kind: 'unauthorized', applied: 'no' },
  { status: 402, body: problem(402, { title: 'TOTP code required' }), kind: 'unauthorized', applied: 'no' },
  { status: 403, body: problem(403), kind: 'forbidden', applied: 'no' },
  { status: 403, body: problem(403, { title: 'Tenant quota exceeded' }), kind: 'payment_required', applied: 'no' },
  { status: 404, body: problem(404), kind: 'not_supported', applied: 'no' },
  { status: 429, body: problem(429), kind: 'rate_limited', applied: 'no' },
  { status: 500, body: problem(500), kind: 'unavailable', applied: 'maybe' },
  { status: 200, body: problem(403), kind: 'forbidden', applied: 'no' },
  {
    status: 400,
    body: problem(400, { type: 'urn:ietf:params:jmap:error:limit', limit: 'maxConcurrentRequests' }),
    kind: 'rate_limited',
    applied: 'no',
  },
  {
    status: 400,
    body: problem(400, { type: 'urn:ietf:params:jmap:error:limit' }),
    kind: 'rate_limited',
    applied: 'no',
  },
  {
    status: 400,
    body: problem(400, { type: 'urn:ietf:params:jmap:error:limit', limit: 'maxSizeRequest' }),
    kind: 'rejected',
    applied: 'no',
  },
])('the problem $body under $status is $kind, applied: $applied', ({ status, body, kind, applied }) => {
  expect(refusalOf(status, body)).toMatchObject({ kind, applied, providerMessage: 'Detail.' });
});

test.each([
  { status: 401, body: { message: 'Unauthenticated.' }, kind: 'unauthorized', applied: 'no' },
  { status: 404, body: { message: 'Resource not found' }, kind: 'not_found', applied: 'no' },
  {
    status: 404,
    body: { message: 'The route api/principal could not be found.' },
    kind: 'not_supported',
    applied: 'no',
  },
  { status: 409, body: { message: 'Resource already exists' }, kind: 'conflict', applied: 'no' },
  { status: 429, body: { message: 'Too Many Attempts.' }, kind: 'rate_limited', applied: 'no' },
  { status: 500, body: { message: 'Server Error' }, kind: 'unavailable', applied: 'maybe' },
  { status: 404, body: { error: 'notFound', item: 'x' }, kind: 'not_found', applied: 'no' },
  { status: 409, body: { error: 'fieldAlreadyExists', field: 'name' }, kind: 'conflict', applied: 'no' },
  { status: 200, body: { success: false, message: 'No such forwarder.' }, kind: 'rejected', applied: 'no' },
  { status: 200, body: { success: false, error: 'No such forwarder.' }, kind: 'rejected', applied: 'no' },
])('the real status $status with $body is $kind, applied: $applied', ({ status, body, kind, applied }) => {
  expect(refusalOf(status, body)).toMatchObject({ kind, applied });
});

test.each([
  {
    status: 500,
    body: { error: 'notFound', item: 'x' },
    kind: 'unavailable',
    applied: 'maybe',
    because: 'absence needs a 404',
  },
  {
    status: 409,
    body: { error: 'notFound', item: 'x' },
    kind: 'rejected',
    applied: 'no',
    because: 'absence needs a 404',
  },
  {
    status: 401,
    body: { error: 'notFound', item: 'x' },
    kind: 'unauthorized',
    applied: 'no',
    because: 'the token is wrong',
  },
  {
    status: 200,
    body: { error: 'toString' },
    kind: 'unrecognised',
    applied: 'maybe',
    because: 'the code is unheard of',
  },
  {
    status: 404,
    body: { error: 'Not Found' },
    kind: 'unrecognised',
    applied: 'no',
    because: 'the base URL may be wrong',
  },
])('$status with $body is $kind, since $because', ({ status, body, kind, applied }) => {
  expect(refusalOf(status, body)).toMatchObject({ kind, applied });
});

test.each([
  { status: 200, body: { data: null } },
  { status: 200, body: { data: { items: [], total: 0 } } },
  { status: 200, body: { data: 7, error: 'other' } },
  { status: 200, body: { forwarders: [] } },
  { status: 200, body: { success: true, message: 'Created.' } },
  { status: 200, body: { type: 'domain', status: 200 } },
  { status: 404, body: undefined },
  { status: 502, body: [] },
])('$status with $body is no refusal in a known form', ({ status, body }) => {
  expect(refusalOf(status, body)).toBeUndefined();
});
