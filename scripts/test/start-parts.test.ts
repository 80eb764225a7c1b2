import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataFolderAt } from '@rollcall/data-folder';
import { type KindResult, Run } from '@rollcall/schema';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appEnvironment, childEnvironment, metricsPortOf } from '../start/child-environment.ts';
import { firstRunOf } from '../start/first-run.ts';
import { lastWords } from '../start/last-words.ts';
import { report } from '../start/report.ts';
import { createSystem } from '../start/system.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-start-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

test.each([
  {
    log: '{"level":30,"msg":"listening"}\n{"level":50,"msg":"queue trouble","err":{"message":"connection refused"}}\n',
    want: 'queue trouble: connection refused',
  },
  { log: '{"level":60,"msg":"gave up"}\n{"level":30,"msg":"stopped"}\n', want: 'gave up' },
  {
    log: 'file:///app/main.ts:3\nRollcallError: The file secrets.json is damaged.\n    at main (file:///app/main.ts:3:1)\n',
    want: 'The file secrets.json is damaged.',
  },
  { log: 'Error [ERR_X]: no such thing\n', want: 'no such thing' },
  { log: '{"level":30,"msg":"listening"}\n', want: undefined },
  { log: '{"level":50,"msg":"torn', want: undefined },
  { log: '', want: undefined },
])('the last words of $log are $want', ({ log, want }) => {
  const path = join(folder, 'process.log');
  writeFileSync(path, log);
  expect(lastWords(path, 0)).toBe(want);
});

test('what an earlier process said is not taken for the last words of this one', () => {
  const path = join(folder, 'process.log');
  writeFileSync(path, '{"level":50,"msg":"of the one before"}\n');
  const from = '{"level":50,"msg":"of the one before"}\n'.length;
  expect(lastWords(path, from)).toBeUndefined();
  appendFileSync(path, '{"level":50,"msg":"of this one"}\n');
  expect(lastWords(path, from)).toBe('of this one');
});

test('no secret of the environment reaches a child, but for those it is to read', () => {
  const env = {
    PATH: '/bin',
    DATABASE_URL: 'postgres://owner:canary@db/rollcall',
    ROLLCALL_API_KEY: 'canary',
    AWS_SECRET_ACCESS_KEY: 'canary',
    ROLLCALL_MASTER_KEY: 'a master key',
    ROLLCALL_DATABASE_POOLER: 'transaction',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
  };
  expect(childEnvironment(env)).toEqual({ PATH: '/bin' });
  expect(appEnvironment(env, { ROLLCALL_PORT: '4400' })).toEqual({
    PATH: '/bin',
    ROLLCALL_DATABASE_POOLER: 'transaction',
    ROLLCALL_MASTER_KEY: 'a master key',
    ROLLCALL_PORT: '4400',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
  });
});

test.each([
  { given: undefined, ports: [undefined, undefined] },
  { given: '', ports: [undefined, undefined] },
  { given: '9464', ports: ['9464', '9465'] },
  { given: '0', ports: ['0', '0'] },
  { given: 'nonsense', ports: ['nonsense', 'nonsense'] },
])('daemons tell their figures at ports of their own: with $given, at $ports', ({ given, ports }) => {
  const env = given === undefined ? {} : { ROLLCALL_METRICS_PORT: given };
  expect([0, 1].map((index) => metricsPortOf(env, index)['ROLLCALL_METRICS_PORT'])).toEqual(ports);
});

const kind = (name: string, seen: number, grade: KindResult['grade']): KindResult => ({
  ...{ kind: name, seen, grade, appeared: seen, changed: 0, vanished: 0, reappeared: 0, unchanged: 0, reason: '' },
});

const host = kind('host', 4, 'proven');

test.each([
  {
    run: { outcome: 'complete', kinds: [host, kind('domain', 40, 'proven')] },
    resources: 44,
    grades: '2 kinds proven',
  },
  {
    run: { outcome: 'complete', kinds: [kind('inbox', 9, 'corroborated'), host, kind('domain', 1, 'proven')] },
    ...{ resources: 14, grades: '2 kinds proven · 1 corroborated' },
  },
  {
    run: { outcome: 'partial', reason: 'inbox failed', kinds: [host, kind('inbox', 0, null)] },
    ...{ resources: 4, grades: 'partial: inbox failed · 1 kind proven · 1 not listed' },
  },
  {
    run: { state: 'running', outcome: null, kinds: [host] },
    ...{ resources: 4, grades: 'still running: see `pnpm rollcall runs`' },
  },
] as const)('a first run reads $grades', ({ run, resources, grades }) => {
  const whole = Run.parse({
    runId: '01900000-0000-7000-8000-000000000000',
    ...{ connection: 'x-sandbox', trigger: 'caller', plan: false, full: false, state: 'finished', reason: null },
    ...{ requestedAt: '2026-11-21T07:00:00.000Z', startedAt: null, finishedAt: null },
    ...run,
  });
  expect(firstRunOf(whole)).toEqual({ resources, grades });
});

test.each([
  {
    what: 'with what each first run found',
    firstRuns: new Map([['a-sandbox', { resources: 164, grades: '3 kinds proven' }]]),
    lines: [
      '  connection      stands in for  resources  first run       base URL',
      '  a-sandbox       A                    164  3 kinds proven  http://127.0.0.1:1/api/v1',
      '  longer-sandbox  Longer                 -  -               http://127.0.0.1:2',
    ],
  },
  {
    what: 'when they are started again',
    firstRuns: new Map(),
    lines: [
      '  connection      stands in for  base URL',
      '  a-sandbox       A              http://127.0.0.1:1/api/v1',
      '  longer-sandbox  Longer         http://127.0.0.1:2',
    ],
  },
])('sandboxes are listed in one table, $what', ({ firstRuns, lines }) => {
  const text = report({
    folder: dataFolderAt(folder),
    ...{ gatewayUrl: 'http://127.0.0.1:4400', database: 'somewhere', daemons: 1, newAdminKey: undefined, remarks: [] },
    sandboxes: [
      {
        connection: 'a-sandbox',
        title: 'A',
        baseUrl: 'http://127.0.0.1:1/api/v1',
        controlUrl: '',
        story: [],
        isNew: true,
      },
      {
        connection: 'longer-sandbox',
        title: 'Longer',
        baseUrl: 'http://127.0.0.1:2',
        controlUrl: '',
        story: [],
        isNew: true,
      },
    ],
    firstRuns,
  });
  expect(text).toContain(`\n${lines.join('\n')}\n`);
});

test('apps are stopped before the database, and the lock is given back last', async () => {
  const order: string[] = [];
  const part = (name: string) => ({
    stop: async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      order.push(name);
    },
  });
  const system = createSystem();
  system.keep('lock', part('lock'));
  system.keep('database', part('database'));
  system.keep('apps', part('gateway'));
  await Promise.all([system.stop(), system.stop()]);
  expect(order).toEqual(['gateway', 'database', 'lock']);
});

test('a part that comes up while the system stops is stopped at once', async () => {
  const system = createSystem();
  await system.stop();
  let isStopped = false;
  system.keep('apps', {
    stop: async () => {
      isStopped = true;
    },
  });
  expect(isStopped).toBe(true);
});
