import { expect, test } from 'vitest';
import { refusalError } from '../src/answer.ts';

const exchange = { request: 'POST /things', status: 500, retryAfterMs: undefined };

function said(providerMessage: string): string | undefined {
  return refusalError({ kind: 'unavailable', applied: 'maybe', providerMessage }, exchange).providerMessage;
}

test.each([
  {
    given: 'No. postgres://admin:s3cr3t@db.internal/app is down',
    want: 'No. postgres://[sealed]@db.internal/app is down',
  },
  { given: 'sent Authorization: Bearer abcdef0123456789', want: 'sent Authorization: Bearer [sealed]' },
  { given: '{"password":"hunter22","x":1}', want: '{"password":"[sealed]","x":1}' },
  { given: 'api_key=live8d7f6a5b, try again', want: 'api_key=[sealed], try again' },
  { given: 'token eyJhbGciOiJI.eyJzdWIiOiIx.SflKxwRJSMeKKF2Q', want: 'token [sealed]' },
  { given: '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKC', want: '[sealed]' },
  { given: 'with sk_live_51H8d7f6a5b', want: 'with sk_live_[sealed]' },
])('a secret in what a provider says is taken out: $given', ({ given, want }) => {
  expect(said(given)).toBe(want);
});

test.each([
  'TypeError: x is undefined\n    at Object.handle (/srv/app/index.js:12:5)\n    at run (/srv/app/run.js:1:1)',
  'TypeError: x is undefined at /srv/app/index.js:12:5',
  'TypeError: x is undefined\n\tat com.acme.Mail.send(Mail.java:88)',
  'TypeError: x is undefined   at Acme.Mail.Send(String to) in C:\\src\\Mail.cs:line 4',
  'TypeError: x is undefined Traceback (most recent call last): File "/srv/app.py", line 3',
  'TypeError: x is undefined #0 /var/www/mail.php(12): send()',
  'TypeError: x is undefined /srv/app/mail.rb:12:in `send',
])('a stack trace is left out: %s', (given) => {
  expect(said(given)).toBe('TypeError: x is undefined …');
});

test.each([
  'The password must have at least 8 characters',
  'password: must contain a digit',
  'Token: expired. Sign in at https://acme.example/login',
  'at most 15 keys (you have 15)',
  'basic plan only',
])('what is neither is left as it is: %s', (given) => {
  expect(said(given)).toBe(given);
});
