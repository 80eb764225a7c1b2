import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { errorCodes, RollcallError, shownError } from '../src/index.ts';

function shown(code: keyof typeof errorCodes, details: Record<string, unknown>) {
  return shownError(new RollcallError(code, 'No.', { details }), 'request-1');
}

const base = { message: 'No.', requestId: 'request-1' };

test.each([
  { what: 'what its code shows', given: { scope: 'keys:admin' }, want: { details: { scope: 'keys:admin' } } },
  { what: 'nothing that its code does not show', given: { sql: 'select', stack: 'at x' }, want: {} },
  { what: 'the operation', given: { operationId: 'op_1' }, want: { operationId: 'op_1' } },
  { what: 'no operation that is no text', given: { operationId: { id: 1 } }, want: {} },
  {
    what: 'of an issue its path and message',
    given: { issues: [{ path: 'a.b', message: 'is missing', input: 'hunter22' }] },
    want: { issues: [{ path: 'a.b', message: 'is missing' }] },
  },
  { what: 'no issues of another form', given: { issues: ['hunter22'] }, want: {} },
  {
    what: 'of a provider what it answered',
    given: {
      provider: { kind: 'rejected', code: null, message: 'No', status: 400, retryAfterMs: null, body: '<html>' },
    },
    want: { provider: { kind: 'rejected', code: null, message: 'No', status: 400, retryAfterMs: null } },
  },
])('an error shows $what', ({ given, want }) => {
  expect(shown('scope_missing', given)).toEqual({ code: 'scope_missing', ...base, ...want });
});

test('what cannot be JSON is left out, whatever reading it does', () => {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  const throwing = {
    get scope(): string {
      throw new Error('canary');
    },
  };
  for (const scope of [circle, throwing, 1n, () => {}, Symbol('x'), { toJSON: () => circle }]) {
    expect(shown('scope_missing', { scope })).toEqual({ code: 'scope_missing', ...base });
  }
});

test('everything has a bounded length', () => {
  const long = 'x'.repeat(1_000_000);
  const provider = { kind: long, code: long, message: long, status: null, retryAfterMs: null };
  const issues = Array.from({ length: 1_000 }, () => ({ path: long, message: long }));
  const error = new RollcallError('scope_missing', long, { details: { scope: long, issues, provider } });
  expect(JSON.stringify(shownError(error, null)).length).toBeLessThan(260_000);
});

test('docs/API.md lists every code, with its status and what it shows', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'API.md'), 'utf8');
  const rows = page.split('\n').filter((line) => /^\| [45]\d\d/.test(line));
  const listed = rows.flatMap((row) => {
    const [, statuses = '', codes = '', details = ''] = row.split('|');
    const all = statuses.trim().split(', ').map(Number);
    const shows = [...details.matchAll(/`(\w+)`/g)].map(([, field]) => field);
    return [...codes.matchAll(/`(\w+)`/g)].map(([, code], at) => ({ code, http: all[at] ?? all[0], shows }));
  });
  const wanted = Object.entries(errorCodes).map(([code, { http, shows }]) => ({ code, http, shows: [...shows] }));
  const byCode = (a: { code: string | undefined }, b: { code: string | undefined }) =>
    String(a.code).localeCompare(String(b.code));
  expect(listed.toSorted(byCode)).toEqual(wanted.toSorted(byCode));
});
