import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { about, createLogger, inSpan, note, presentAbout, presentTraceparent } from '../src/index.ts';

function useLog() {
  const lines: string[] = [];
  const log = createLogger({ name: 'test', level: 'trace' }, { write: (line) => void lines.push(line) });
  return { log, lines, last: (): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '{}') };
}

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

test('a line has what the present work is about, and the trace that it belongs to', async () => {
  const { log, last } = useLog();
  await about({ requestId: 'r-1' }, async () => {
    await turn();
    note({ keyId: 'k-1' });
    await about({ operationId: 'o-1' }, async () => {
      await turn();
      log.info({ state: 'succeeded' }, 'inner');
      expect(last()).toMatchObject({
        requestId: 'r-1',
        keyId: 'k-1',
        operationId: 'o-1',
        state: 'succeeded',
        msg: 'inner',
      });
    });
    log.info('outer');
    expect(last()).not.toHaveProperty('operationId');
    await inSpan({ name: 'work', from: traceparent }, async () => {
      await turn();
      log.info({ requestId: 'told otherwise' }, 'traced');
      expect(presentTraceparent()).toBe(traceparent);
    });
    expect(last()).toMatchObject({ traceId: '4bf92f3577b34da6a3ce929d0e0e4736', requestId: 'told otherwise' });
    expect(presentAbout()).toEqual({ requestId: 'r-1', keyId: 'k-1' });
  });
  log.info('outside');
  expect(Object.keys(last()).sort()).toEqual(['hostname', 'level', 'msg', 'name', 'pid', 'time']);
  note({ keyId: 'nobody’s' });
  expect(presentAbout()).toEqual({});
});

test('what says itself how it is written is asked', () => {
  const { log, lines } = useLog();
  const concealed = Object.defineProperty({ word: 'canary-2c' }, 'toJSON', {
    value: () => '[sealed]',
    enumerable: false,
  });
  log.info({ credentials: [concealed], at: new Date(0), one: { at: new Date(0) } }, 'told');
  expect(lines.join('')).toContain(
    '"credentials":["[sealed]"],"at":"1970-01-01T00:00:00.000Z","one":{"at":"1970-01-01',
  );
});

test('work that is not of a trace is none where no spans are made', async () => {
  expect(await inSpan({ name: 'work', begins: true }, (span) => span.isRecording())).toBe(false);
  expect(presentTraceparent()).toBeUndefined();
});

test.each(['password', 'apiKey', 'authorization', 'input', 'headers', 'token'])(
  'a field that may hold a secret is sealed: %s',
  (field) => {
    const { log, lines } = useLog();
    const canary = 'canary-9b2f';
    log.info({ [field]: canary, one: { [field]: canary }, more: { one: [{ [field]: canary }] } }, 'told');
    log.child({ [field]: canary }).info('told');
    expect(lines.join('')).not.toContain(canary);
    expect(lines.join('').match(/\[sealed\]/g)).toHaveLength(4);
  },
);
