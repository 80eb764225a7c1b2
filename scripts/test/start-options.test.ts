import { dataDirDefault } from '@rollcall/data-folder';
import { expect, test } from 'vitest';
import { startHelp, startOptions, UsageError } from '../start/options.ts';

test('without flags and variables, everything has a default', () => {
  expect(startOptions([], {})).toEqual({
    dataDir: dataDirDefault,
    port: 4400,
    daemons: 1,
    sandbox: true,
    story: true,
    logLevel: 'info',
  });
});

test.each([
  { args: ['--data-dir', '/d'], env: {}, want: { dataDir: '/d' } },
  { args: [], env: { ROLLCALL_DATA_DIR: '/d' }, want: { dataDir: '/d' } },
  { args: ['--port', '4500'], env: { ROLLCALL_PORT: '4600' }, want: { port: 4500 } },
  { args: [], env: { ROLLCALL_PORT: '4600' }, want: { port: 4600 } },
  { args: [], env: { ROLLCALL_PORT: '' }, want: { port: 4400 } },
  { args: ['--no-sandbox'], env: {}, want: { sandbox: false } },
  { args: ['--no-sandbox'], env: { ROLLCALL_SANDBOX: 'on' }, want: { sandbox: false } },
  { args: [], env: { ROLLCALL_SANDBOX: 'off' }, want: { sandbox: false } },
  { args: ['--daemons=3'], env: {}, want: { daemons: 3 } },
  { args: [], env: { ROLLCALL_DAEMONS: '0' }, want: { daemons: 0 } },
  { args: ['--', '--log-level', 'debug'], env: {}, want: { logLevel: 'debug' } },
  { args: [], env: { ROLLCALL_LOG_LEVEL: 'warn' }, want: { logLevel: 'warn' } },
])('$args with $env gives $want', ({ args, env, want }) => {
  expect(startOptions(args, env)).toMatchObject(want);
});

test.each([
  { args: ['--port', 'many'], env: {}, says: '--port must be a port from 1 to 65535, and is "many".' },
  { args: ['--port', '0'], env: {}, says: '--port must be a port' },
  { args: ['--port', '70000'], env: {}, says: '--port must be a port' },
  { args: [], env: { ROLLCALL_PORT: '4.5' }, says: 'ROLLCALL_PORT must be a port' },
  { args: ['--daemons', '17'], env: {}, says: '--daemons must be a number from 0 to 16' },
  { args: [], env: { ROLLCALL_DAEMONS: '-1' }, says: 'ROLLCALL_DAEMONS must be a number' },
  { args: [], env: { ROLLCALL_SANDBOX: 'maybe' }, says: 'ROLLCALL_SANDBOX must be "on" or "off", and is "maybe".' },
  { args: ['--log-level', 'loud'], env: {}, says: '--log-level must be one of silent, fatal' },
  { args: ['--data-dir', ''], env: {}, says: '--data-dir must be a folder' },
  { args: ['--data-dir'], env: {}, says: "'--data-dir <value>' argument missing" },
  { args: ['--prot', '1'], env: {}, says: "Unknown option '--prot'. Run `pnpm start --help`" },
  { args: ['now'], env: {}, says: "Unexpected argument 'now'" },
])('$args with $env is refused in one sentence', ({ args, env, says }) => {
  const act = () => startOptions(args, env);
  expect(act).toThrow(UsageError);
  expect(act).toThrow(says);
});

test('help lists every flag with its variable', () => {
  expect(startOptions(['--port', 'many', '--help'], {})).toBe('help');
  for (const [flag, variable] of [
    ['--data-dir DIR', 'ROLLCALL_DATA_DIR'],
    ['--port N', 'ROLLCALL_PORT'],
    ['--no-sandbox', 'ROLLCALL_SANDBOX'],
    ['--daemons N', 'ROLLCALL_DAEMONS'],
    ['--log-level LEVEL', 'ROLLCALL_LOG_LEVEL'],
  ]) {
    expect(startHelp()).toMatch(new RegExp(`${flag} +${variable} `));
  }
  expect(
    Math.max(
      ...startHelp()
        .split('\n')
        .map(({ length }) => length),
    ),
  ).toBeLessThanOrEqual(120);
});
