import { ProviderError } from '@rollcall/provider-kit';
import { expect, test } from 'vitest';
import { Credential, isUnreadable, isWithoutEndpoint, Settings } from '../src/client.ts';

test.each([
  { credential: { token: 'sWfT3x-kQ9' }, accepted: true },
  { credential: { token: ' sWfT3x-kQ9\n' }, accepted: true },
  { credential: { token: 'Bearer sWfT3x-kQ9' }, accepted: false },
  { credential: { token: 'sWfT3x\r\nX-Header: 1' }, accepted: false },
  { credential: { token: '' }, accepted: false },
  { credential: { apiKey: 'sWfT3x-kQ9' }, accepted: false },
  { credential: { token: 'sWfT3x-kQ9', apiKey: 'x' }, accepted: false },
])('the credential $credential is accepted: $accepted', ({ credential, accepted }) => {
  const parsed = Credential.safeParse(credential);
  expect(parsed.success).toBe(accepted);
  expect(JSON.stringify(parsed.error?.issues ?? [])).not.toContain('sWfT3x');
  if (parsed.success) expect(parsed.data).toEqual({ token: 'sWfT3x-kQ9' });
});

test('a token with its scheme before it is told what to leave out', () => {
  expect(Credential.safeParse({ token: 'Bearer x' }).error?.issues[0]?.message).toContain('without "Bearer"');
});

test('without settings, the forms of Stalwart come first and lists are as in the guide', () => {
  expect(Settings.parse({})).toEqual({
    patchDialect: 'stalwart',
    listDialect: 'guide',
    dnsPath: 'stalwart',
    dkimAlgorithms: 'stalwart',
    forwarderEndpoint: false,
  });
});

test.each([
  {
    settings: { patchDialect: 'merge' },
    says: 'must be "stalwart" (a list of actions), "guide" (an object) or "auto"',
  },
  { settings: { dnsPath: 'both' }, says: 'must be "stalwart" or "guide"' },
  { settings: { forwarderEndpoint: 'yes' }, says: 'must be true or false' },
  { settings: { hostOrderIds: [] }, says: 'Unrecognized key' },
])('the settings $settings are refused: $says', ({ settings, says }) => {
  expect(Settings.safeParse(settings).error?.issues[0]?.message).toContain(says);
});

test.each([
  { error: new ProviderError('not_supported', '', { status: 404, providerCode: 'Not Found' }), want: true },
  { error: new ProviderError('not_supported', '', { status: 404, providerCode: 'unsupported' }), want: false },
  { error: new ProviderError('not_supported', '', { status: 200, providerCode: 'unsupported' }), want: false },
  { error: new ProviderError('not_found', '', { status: 404 }), want: false },
  { error: new Error('404'), want: false },
])('$error.kind $error.status $error.providerCode means that there is no such endpoint: $want', ({ error, want }) => {
  expect(isWithoutEndpoint(error)).toBe(want);
});

test.each([
  { error: new ProviderError('rejected', '', { status: 400 }), want: true },
  { error: new ProviderError('rejected', '', { status: 200, providerCode: 'other' }), want: false },
  { error: new ProviderError('rate_limited', '', { status: 400 }), want: false },
])('$error.kind under $error.status means that another form may do: $want', ({ error, want }) => {
  expect(isUnreadable(error)).toBe(want);
});
