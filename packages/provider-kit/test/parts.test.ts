import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { concealed, stringsIn } from '../src/index.ts';
import { createSealer } from '../src/sealing.ts';

describe('a concealed credential', () => {
  const credential = concealed({ apiKey: 'live_8JeTvR2xN', deep: { password: 'hunter2' } });

  test('is read field by field', () => {
    expect(credential.apiKey).toBe('live_8JeTvR2xN');
    expect(stringsIn(credential)).toEqual(['live_8JeTvR2xN', 'hunter2']);
  });

  test('prints as [sealed], whatever formats it', () => {
    const printed = [
      inspect(credential),
      inspect({ a: [credential] }, { depth: 9 }),
      JSON.stringify(credential),
      `${credential}`,
    ];
    expect(printed).toEqual(['[sealed]', '{ a: [ [sealed] ] }', '"[sealed]"', '[sealed]']);
  });
});

describe('a sealer', () => {
  test.each([
    {
      secrets: ['abcdef', 'abcdefgh'],
      given: 'x abcdefgh y',
      want: 'x [sealed] y',
      because: 'the longest is taken first',
    },
    { secrets: ['a"b\\cd'], given: '{"k":"a\\"b\\\\cd"}', want: '{"k":"[sealed]"}', because: 'JSON escapes quotes' },
    { secrets: ['key'], given: 'the key', want: 'the key', because: 'so short a secret would tear holes into words' },
    { secrets: [], given: 'nothing', want: 'nothing', because: 'there is nothing to seal' },
  ])('$given becomes $want, since $because', ({ secrets, given, want }) => {
    const sealer = createSealer(secrets);
    expect(sealer.text(given)).toBe(want);
    expect(sealer.bytes(Buffer.from(given)).toString()).toBe(want);
  });
});
