import { expect, test } from 'vitest';
import { readEnvironment } from '../src/environment.ts';

const needed = { ROLLCALL_DAEMON_DATABASE_URL: 'postgres://d@localhost/r', ROLLCALL_DATA_DIR: 'data' };

test.each([
  ['0,5,300', [0, 5_000, 300_000]],
  [' 0, 0.25 ,86400 ', [0, 250, 86_400_000]],
])('the schedule %j of deliveries is read', (text, want) => {
  expect(readEnvironment({ ...needed, ROLLCALL_WEBHOOK_WAITS: text }).ROLLCALL_WEBHOOK_WAITS).toEqual(want);
});

test.each(['', '0,soon', '0,-1', '0,86401', Array.from({ length: 51 }, () => '1').join(',')])(
  'the schedule %j is none',
  (text) => {
    expect(() => readEnvironment({ ...needed, ROLLCALL_WEBHOOK_WAITS: text })).toThrow('ROLLCALL_WEBHOOK_WAITS');
  },
);

test('no network is open unless it is given', () => {
  expect(readEnvironment(needed).ROLLCALL_WEBHOOK_NETWORKS).toEqual([]);
});

test('what is wrong is said in one line, which names each variable', () => {
  const wrong = { ROLLCALL_WEBHOOK_NETWORKS: '10.0.0.0/8, inside', ROLLCALL_METRICS_PORT: 'any' };
  expect(() => readEnvironment({ ...needed, ...wrong })).toThrow(
    /^[^\n]*ROLLCALL_METRICS_PORT: \S[^\n]*; ROLLCALL_WEBHOOK_NETWORKS: "inside" is neither an address nor a network[^\n]*$/,
  );
});
