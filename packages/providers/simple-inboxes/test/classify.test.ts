import { expect, test } from 'vitest';
import { classify } from '../src/classify.ts';
import { Credential, Settings } from '../src/client.ts';

function refusalOf(status: number, body: unknown) {
  return classify({ status, headers: {}, body });
}

const documented = [
  { status: 400, code: 'INVALID_REQUEST', kind: 'rejected', applied: 'no' },
  { status: 401, code: 'MISSING_API_KEY', kind: 'unauthorized', applied: 'no' },
  { status: 401, code: 'INVALID_API_KEY', kind: 'unauthorized', applied: 'no' },
  { status: 404, code: 'NOT_FOUND', kind: 'not_found', applied: 'no' },
  { status: 429, code: 'RATE_LIMIT_EXCEEDED', kind: 'rate_limited', applied: 'no' },
  { status: 500, code: 'SERVER_ERROR', kind: 'unavailable', applied: 'maybe' },
];
const older = [
  { status: 401, code: 'UNAUTHORIZED', kind: 'unauthorized', applied: 'no' },
  { status: 429, code: 'RATE_LIMITED', kind: 'rate_limited', applied: 'no' },
];

test.each([...documented, ...older])('$status $code is $kind, applied: $applied', ({ status, code, kind, applied }) => {
  const refusal = { kind, applied, providerCode: code, providerMessage: 'No.' };
  expect(refusalOf(status, { success: false, error: { code, message: 'No.' } })).toEqual(refusal);
});

test.each([
  // The code is what is believed where the status is another one of the same side, in both vocabularies.
  { status: 400, code: 'UNAUTHORIZED', kind: 'unauthorized', applied: 'no', because: 'both blame the request' },
  { status: 400, code: 'RATE_LIMITED', kind: 'rate_limited', applied: 'no', because: 'both blame the request' },
  { status: 403, code: 'MISSING_API_KEY', kind: 'unauthorized', applied: 'no', because: 'both blame the request' },
  { status: 400, code: 'RATE_LIMIT_EXCEEDED', kind: 'rate_limited', applied: 'no', because: 'both blame the request' },
  {
    status: 402,
    code: 'NO_MONEY',
    kind: 'payment_required',
    applied: 'no',
    because: 'an unknown code leaves the status',
  },
  { status: 403, code: 'SUSPENDED', kind: 'forbidden', applied: 'no', because: 'an unknown code leaves the status' },
  { status: 409, code: 'EXISTS', kind: 'conflict', applied: 'no', because: 'an unknown code leaves the status' },
  { status: 404, code: 'NO_ROUTE', kind: 'unrecognised', applied: 'no', because: 'the base URL may be wrong' },
  { status: 400, code: 'NOT_FOUND', kind: 'rejected', applied: 'no', because: 'absence needs a 404' },
  { status: 500, code: 'NOT_FOUND', kind: 'unavailable', applied: 'maybe', because: 'absence needs a 404' },
  { status: 400, code: 'SERVER_ERROR', kind: 'rejected', applied: 'maybe', because: 'one of them says maybe' },
  { status: 200, code: 'INVALID_REQUEST', kind: 'rejected', applied: 'maybe', because: 'the body says it failed' },
  { status: 200, code: 'NOT_FOUND', kind: 'unrecognised', applied: 'maybe', because: 'absence needs a 404' },
  { status: 200, code: 'toString', kind: 'unrecognised', applied: 'maybe', because: 'it is no documented code' },
])('$status $code is $kind, applied: $applied, since $because', ({ status, code, kind, applied }) => {
  const body = { success: false, error: { code, message: 'No.' } };
  expect(refusalOf(status, body)).toMatchObject({ kind, applied, providerCode: code });
});

test.each([
  { body: { success: false }, kind: 'unrecognised' },
  { body: { success: false, error: 'broken' }, kind: 'unrecognised' },
  { body: { error: { code: 'INVALID_REQUEST' } }, kind: 'rejected' },
])('$body under 200 is a refusal all the same: $kind', ({ body, kind }) => {
  expect(refusalOf(200, body)).toMatchObject({ kind, applied: 'maybe' });
});

test.each([
  { body: { success: true, data: [] } },
  { body: { success: true, data: { error: { code: 'x' } }, error: null } },
  { body: { data: [] } },
  { body: [] },
  { body: null },
  { body: undefined },
])('$body is no refusal', ({ body }) => {
  expect(refusalOf(200, body)).toBeUndefined();
});

test.each([
  { credential: { apiKey: 'si_live_8JeTvR2xN' }, accepted: true },
  { credential: { apiKey: ' si_live_8JeTvR2xN\n' }, accepted: true },
  { credential: { apiKey: 'si_live_8Je\r\nX-Header: 1' }, accepted: false },
  { credential: { apiKey: '' }, accepted: false },
  { credential: { key: 'si_live_8JeTvR2xN' }, accepted: false },
])('the credential $credential is accepted: $accepted', ({ credential, accepted }) => {
  const parsed = Credential.safeParse(credential);
  expect(parsed.success).toBe(accepted);
  expect(JSON.stringify(parsed.error?.issues ?? [])).not.toContain('8JeT');
  if (parsed.success) expect(parsed.data).toEqual({ apiKey: 'si_live_8JeTvR2xN' });
});

test('a money unit that there is not is told what there is', () => {
  expect(Settings.safeParse({}).data).toEqual({});
  expect(Settings.safeParse({ moneyUnit: 'minor' }).data).toEqual({ moneyUnit: 'minor' });
  const issues = Settings.safeParse({ moneyUnit: 'cents' }).error?.issues ?? [];
  expect(issues.map(({ message }) => message).join()).toContain('must be major (24.50 is $24.50), minor');
});
