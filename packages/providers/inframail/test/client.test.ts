import { describe, expect, test } from 'vitest';
import { classify } from '../src/classify.ts';
import { Credential, Settings } from '../src/client.ts';

function refusalOf(status: number, body: unknown) {
  return classify({ status, headers: {}, body });
}

describe('the message is found wherever it stands', () => {
  const found = { providerMessage: 'No.' };
  test.each([
    { body: { message: 'No.' }, want: found },
    { body: { error: 'No.' }, want: found },
    { body: { error: { message: 'No.' } }, want: found },
    { body: { error: { message: 'No.', code: 'E1' } }, want: { ...found, providerCode: 'E1' } },
    { body: { error: 'Bad Request', message: 'No.' }, want: { ...found, providerCode: 'Bad Request' } },
    { body: { code: 17, message: 'No.' }, want: { ...found, providerCode: '17' } },
    { body: { detail: 'No.' }, want: found },
    { body: { errors: [{ message: 'No.' }, { message: 'Other.' }] }, want: found },
    { body: { errors: ['No.'] }, want: found },
    { body: 'No.', want: found },
    { body: { success: false, message: 'No.', error: null }, want: found },
  ])('$body', ({ body, want }) => {
    expect(refusalOf(400, body)).toEqual({ kind: 'rejected', applied: 'no', ...want });
  });

  test.each([{ body: undefined }, { body: null }, { body: [] }, { body: {} }, { body: { message: 7 } }, { body: '' }])(
    'and nowhere in $body, which leaves the status',
    ({ body }) => {
      expect(refusalOf(404, body)).toBeUndefined();
    },
  );
});

test.each([
  { status: 400, message: 'Invalid value', kind: 'rejected', applied: 'no', because: 'the request is to blame' },
  { status: 401, message: 'No', kind: 'unauthorized', applied: 'no', because: 'its status says so' },
  { status: 400, message: 'Invalid API key', kind: 'unauthorized', applied: 'no', because: 'its text says so' },
  { status: 403, message: 'Your api-key was regenerated', kind: 'unauthorized', applied: 'no', because: 'likewise' },
  { status: 403, message: 'No', kind: 'forbidden', applied: 'no', because: 'its status says so' },
  {
    status: 404,
    message: 'Profile not found',
    kind: 'unauthorized',
    applied: 'no',
    because: 'it is in the credential',
  },
  { status: 400, message: 'Invalid customer ID', kind: 'unauthorized', applied: 'no', because: 'likewise' },
  { status: 404, message: 'No', kind: 'not_found', applied: 'no', because: 'it is the API that says so' },
  { status: 400, message: 'Host order 17 not found', kind: 'not_found', applied: 'no', because: 'its text says so' },
  { status: 400, message: 'The account does not exist', kind: 'not_found', applied: 'no', because: 'likewise' },
  { status: 404, message: 'Cannot GET /api/v1/x', kind: 'unrecognised', applied: 'no', because: 'the path is wrong' },
  { status: 405, message: 'No', kind: 'unrecognised', applied: 'no', because: 'there is no such request' },
  { status: 409, message: 'No', kind: 'conflict', applied: 'no', because: 'its status says so' },
  { status: 400, message: 'Email already exists', kind: 'conflict', applied: 'no', because: 'its text says so' },
  { status: 429, message: 'Bad API key usage', kind: 'rate_limited', applied: 'no', because: 'its status is telling' },
  { status: 400, message: 'Too many requests', kind: 'rate_limited', applied: 'no', because: 'its text says so' },
  {
    status: 500,
    message: 'Email already exists',
    kind: 'unavailable',
    applied: 'maybe',
    because: 'a failure may have done it',
  },
  { status: 503, message: 'Not found', kind: 'unavailable', applied: 'maybe', because: 'nothing is missing by that' },
  {
    status: 400,
    message: 'api-key.not-found@already.exists is refused',
    kind: 'rejected',
    applied: 'no',
    because: 'an address speaks of nothing',
  },
])('$status "$message" is $kind, applied: $applied, since $because', ({ status, message, kind, applied }) => {
  expect(refusalOf(status, { message })).toEqual({ kind, applied, providerMessage: message });
});

describe('under a successful status', () => {
  test.each([
    { body: { error: 'Invalid API key' }, kind: 'unauthorized', applied: 'no' },
    { body: { success: false, message: 'Email already exists' }, kind: 'conflict', applied: 'no' },
    { body: { errors: [{ message: 'Something else' }] }, kind: 'rejected', applied: 'maybe' },
  ])('$body is a refusal', ({ body, kind, applied }) => {
    expect(refusalOf(200, body)).toMatchObject({ kind, applied });
  });

  test.each([
    { body: { emails: [] } },
    { body: { emails: [], error: null, errors: [] } },
    { body: { message: 'Email account not found before, so it was created' } },
    { body: { success: true, message: 'Created' } },
    { body: 'Created' },
  ])('$body is none', ({ body }) => {
    expect(refusalOf(200, body)).toBeUndefined();
  });
});

const credential = { apiKey: 'inf_0123456789abcdef', customerId: '12345678', profileId: '7c4d0c1e-5c0b' };

test.each([
  { given: credential, says: 'accepted' },
  { given: { ...credential, apiKey: ' inf_0123456789abcdef\n' }, says: 'accepted' },
  { given: { ...credential, apiKey: 'adbtd_live_8JeTvR2xN' }, says: 'begins with inf_' },
  { given: { ...credential, apiKey: 'inf_0123\r\nx-header: 1' }, says: 'begins with inf_' },
  { given: { ...credential, customerId: 12345678 }, says: 'must be the Customer ID as text' },
  { given: { ...credential, profileId: '' }, says: 'must be the Profile ID as the dashboard shows it' },
  { given: { apiKey: credential.apiKey }, says: 'must be the Customer ID as text' },
  { given: { ...credential, other: 1 }, says: 'Unrecognized key' },
])('the credential $given: $says', ({ given, says }) => {
  const { data, error } = Credential.safeParse(given);
  expect(error === undefined ? 'accepted' : JSON.stringify(error.issues)).toContain(says);
  expect(JSON.stringify(error?.issues ?? [])).not.toMatch(/8JeT|0123/);
  if (data !== undefined) expect(data).toEqual(credential);
});

test.each([
  { given: { hostOrderIds: ['1'] }, want: { hostOrderIds: ['1'], deleteStyle: 'delete' } },
  {
    given: { hostOrderIds: [' 1', '2'], deleteStyle: 'POST' },
    want: { hostOrderIds: ['1', '2'], deleteStyle: 'post' },
  },
])('the settings $given are $want', ({ given, want }) => {
  expect(Settings.parse(given)).toEqual(want);
});

test.each([
  { given: {}, says: 'must list the Host Order IDs that the dashboard shows' },
  { given: { hostOrderIds: '1' }, says: 'must list the Host Order IDs that the dashboard shows' },
  { given: { hostOrderIds: [] }, says: 'must name at least one host' },
  { given: { hostOrderIds: [1700000000001] }, says: 'must be a Host Order ID as text: put it in quotes' },
  { given: { hostOrderIds: ['1', ' 1'] }, says: 'must name each host once' },
  { given: { hostOrderIds: ['1'], deleteStyle: 'patch' }, says: 'must be \\"delete\\" or \\"post\\"' },
  { given: { hostOrderIds: ['1'], moneyUnit: 'major' }, says: 'Unrecognized key' },
])('the settings $given are refused: $says', ({ given, says }) => {
  expect(JSON.stringify(Settings.safeParse(given).error?.issues)).toContain(says);
});
