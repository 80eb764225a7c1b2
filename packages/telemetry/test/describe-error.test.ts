import { expect, test } from 'vitest';
import { describeError } from '../src/index.ts';

const canary = 'canary-5e1d7';

function caught(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

/** As pg throws it. */
function ofPostgres(code: string, message: string): Error {
  const rest = { severity: 'ERROR', routine: 'pg_strtoint32', table: 'operation', detail: `Key (name)=(${canary})` };
  return Object.assign(new Error(message), {
    code,
    ...rest,
    where: `SQL statement "${canary}"`,
    internalQuery: canary,
  });
}

test.each([
  { what: 'JSON that cannot be parsed', error: caught(() => JSON.parse(`{"a": ${canary}`)) },
  { what: 'a URL that cannot be read', error: caught(() => new URL(`http://me:${canary}@ `)) },
  { what: 'a value that PostgreSQL cannot take', error: ofPostgres('22P02', `invalid input syntax: "${canary}"`) },
  {
    what: 'a row that breaks a rule',
    error: ofPostgres('23505', 'duplicate key value violates unique constraint "k"'),
  },
  { what: 'what a function raised', error: ofPostgres('P0001', `no such thing: "${canary} "quoted" ${canary}"`) },
  { what: 'a password in an address', error: new Error(`connect postgres://app:${canary}1@db/app`) },
  { what: 'a header', error: new Error(`refused: Authorization: Bearer ${canary}0123`) },
  { what: 'fields of its own', error: Object.assign(new Error('no'), { config: { headers: canary }, input: canary }) },
  { what: 'a cause', error: new Error('no', { cause: ofPostgres('22P02', `not a number: "${canary}"`) }) },
  { what: 'what is no error', error: { message: canary, password: canary } },
  { what: 'a text', error: canary },
])('nothing of what it met is told of an error: $what', ({ error }) => {
  const told = JSON.stringify(describeError(error));
  expect(told).not.toContain(canary);
  expect(told).toMatch(/"message":"."?/);
});

test('what happened and where is told', () => {
  const cause = ofPostgres('42703', 'column "colour" does not exist');
  expect(describeError(new RangeError('no such rate', { cause }))).toEqual({
    type: 'RangeError',
    message: 'no such rate',
    stack: expect.stringMatching(/^\s+at .*describe-error\.test\.ts/),
    cause: {
      ...{ type: 'Error', message: 'column "colour" does not exist', code: '42703', severity: 'ERROR' },
      ...{ routine: 'pg_strtoint32', table: 'operation', stack: expect.any(String) },
    },
  });
});

test('errors that are huge, endless or unreadable are told as far as they go', () => {
  const circle = new Error('round');
  circle.cause = circle;
  expect(JSON.stringify(describeError(circle)).match(/"round"/g)).toHaveLength(6);
  expect(describeError(new Error('x'.repeat(500_000))).message.length).toBeLessThan(1_010);
  const unreadable = new Proxy(new Error('no'), { get: () => caught(() => JSON.parse('{')) && undefined });
  expect(describeError(unreadable)).toBeDefined();
  const throwing = Object.defineProperty(new Error('no'), 'cause', { get: () => JSON.parse('{') });
  expect(describeError(throwing)).toEqual({ type: 'Unknown', message: 'what was thrown cannot be read' });
});
