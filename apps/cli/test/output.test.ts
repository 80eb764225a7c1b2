import type { ScopeAge } from '@rollcall/schema';
import { describe, expect, test } from 'vitest';
import { ageLines } from '../src/output/ages.ts';
import { freshnessLine } from '../src/output/freshness.ts';
import { plain } from '../src/output/plain.ts';
import { progress } from '../src/output/progress.ts';
import { summaryOf } from '../src/output/run-block.ts';
import { scheduleOf } from '../src/output/schedule.ts';
import { jsonText } from '../src/output/show.ts';
import { table } from '../src/output/table.ts';
import { ago, localTime, withReadableTimes } from '../src/output/time.ts';

describe('a table', () => {
  const rows = [
    { id: 'mb_0123456789', name: 'alice.abel@a-rather-long-name.example', count: 7 },
    { id: 'mb_9876543210', name: 'bob@b.example', count: 120 },
  ];
  const columns = [
    { title: 'name', value: ({ name }: (typeof rows)[number]) => name },
    { title: 'count', value: ({ count }: (typeof rows)[number]) => count },
    { title: 'id', value: ({ id }: (typeof rows)[number]) => id, whole: true },
  ];

  test('lines its columns up, with numbers at the right', () => {
    expect(table(rows, columns, 80)).toEqual([
      'name                                   count  id',
      'alice.abel@a-rather-long-name.example      7  mb_0123456789',
      'bob@b.example                            120  mb_9876543210',
    ]);
  });

  test('cuts its widest column to fit, and never an id', () => {
    expect(table(rows, columns, 40)).toEqual([
      'name                count  id',
      'alice.abel@a-rath…      7  mb_0123456789',
      'bob@b.example         120  mb_9876543210',
    ]);
  });

  test.each([60, 40, 30])('is not wider than %i columns where its ids leave room', (width) => {
    for (const line of table(rows, columns, width)) expect(line.length).toBeLessThanOrEqual(width);
  });

  test('stays whole where nothing can be cut', () => {
    expect(table(rows, columns, 10)[1]).toBe('alice…      7  mb_0123456789');
  });

  test('counts what is seen as one character as one', () => {
    const names = [{ name: 'jose\u0301' }, { name: 'abcdef' }, { name: 'abcdefgh' }];
    const lines = table(
      names,
      [
        { title: 'name', value: ({ name }) => name },
        { title: 'n', value: () => 1 },
      ],
      80,
    );
    expect(lines.slice(1)).toEqual(['jose\u0301      1', 'abcdef    1', 'abcdefgh  1']);
  });

  test('writes a dash for what is not there', () => {
    expect(table([{ at: null }], [{ title: 'at', value: ({ at }) => at }], 80)).toEqual(['at', '-']);
  });
});

describe('how far a long command is', () => {
  const said = (options: { json?: boolean }, isTTY: boolean) => {
    let text = '';
    const write = (part: string) => {
      text += part;
      return true;
    };
    const say = progress(options, { isTTY, columns: 80, write });
    for (const sentence of ['1 of 2', '2 of 2']) say(sentence);
    return text;
  };

  test('is one line of a terminal, and nothing where nobody looks', () => {
    expect(said({}, true)).toBe('1 of 2\n\u001b[1A\u001b[0J2 of 2\n');
    expect(said({}, false)).toBe('');
    expect(said({ json: true }, true)).toBe('');
  });
});

describe('text from a provider', () => {
  test.each([
    { given: 'plain', want: 'plain', because: 'it is harmless' },
    { given: 'a\u001b[31mred', want: 'a [31mred', because: 'escape sequences drive the terminal' },
    { given: 'a\nb\tc', want: 'a b c', because: 'a row is one line' },
    { given: 'evil\u202egnp.exe', want: 'evil gnp.exe', because: 'bidirectional overrides reorder what is seen' },
    { given: 'a\u009b2Jb', want: 'a 2Jb', because: 'some terminals obey eight-bit controls' },
    { given: 'jürgen@bücher.example', want: 'jürgen@bücher.example', because: 'letters are letters' },
  ])('is shown as $want, since $because', ({ given, want }) => {
    expect(plain(given)).toBe(want);
  });

  test('is escaped in JSON where it could drive a terminal, and means the same', () => {
    const given = { name: 'a\u009b2J\u202e\u2028' };
    expect(jsonText(given)).toBe('{"name":"a\\u009b2J\\u202e\\u2028"}');
    expect(JSON.parse(jsonText(given))).toEqual(given);
  });
});

describe('time', () => {
  const now = new Date('2026-11-21T12:05:11Z');

  test.each([
    { given: '2026-11-21T12:05:09Z', want: '2 s ago' },
    { given: '2026-11-21T12:03:11Z', want: '2 min ago' },
    { given: '2026-11-21T09:05:11Z', want: '3 h ago' },
    { given: '2026-11-18T12:05:11Z', want: '3 d ago' },
    { given: '2026-11-21T12:05:12Z', want: '0 s ago' },
  ])('$given is $want', ({ given, want }) => {
    expect(ago(given, now)).toBe(want);
  });

  test('has a date only when it is not of today', () => {
    expect(localTime('2026-11-21T12:03:11Z', now)).toMatch(/^\d\d:\d\d:11$/);
    expect(localTime('2026-11-18T12:03:11Z', now)).toMatch(/^2026-11-1\d \d\d:\d\d:11$/);
    const sentence = 'It renews at 2026-12-01T00:00:00.001Z; before 2026-11-30T23:59:59Z, cancel a-2026-12-01T00.';
    const readable = 'It renews at 2026-12-01 00:00 UTC; before 2026-11-30 23:59 UTC, cancel a-2026-12-01T00.';
    expect(withReadableTimes(sentence)).toBe(readable);
  });
});

describe('the line under a list', () => {
  const now = new Date('2026-11-21T12:05:11Z');
  const asOf = '2026-11-21T12:03:11Z';
  const none = { proven: 0, corroborated: 0, plausible: 0, stale: 0, failed: 0 };

  test.each([
    { coverage: { ...none, proven: 3 }, asOf, want: /^3 of 3 scopes proven · as of \d\d:\d\d:11 \(2 min ago\)$/ },
    { coverage: { ...none, proven: 1 }, asOf, want: /^1 of 1 scope proven · as of/ },
    {
      coverage: { ...none, proven: 2, plausible: 1, stale: 1 },
      asOf,
      want: /^2 of 4 scopes proven · 1 plausible · 1 stale/,
    },
    { coverage: { ...none, failed: 1 }, asOf: null, want: /^0 of 1 scope proven · 1 failed · never believed yet$/ },
    { coverage: none, asOf: null, want: /^nothing has been listed yet/ },
  ])('says how complete and how old it is: $want', ({ coverage, asOf, want }) => {
    expect(freshnessLine({ coverage, asOf }, now)).toMatch(want);
  });
});

describe('the ages under a list of resources', () => {
  const now = new Date('2026-11-21T12:05:11Z');
  const age = (given: Partial<ScopeAge>): ScopeAge => ({
    ...{ connection: 'si', provider: 'p', kind: 'wallet', scopes: 1, troubled: 0, grade: 'proven' },
    ...{ believedAt: '2026-11-21T12:03:11Z', fullAt: '2026-11-21T12:03:11Z', nextDueAt: '2026-11-22T12:15:00Z' },
    ...given,
  });

  test.each<{ given: Partial<ScopeAge>; want: RegExp }>([
    { given: {}, want: /^wallet {2}si +proven {2}2 min ago {2}2026-11-2\d \d\d:15:00$/ },
    { given: { kind: 'dns_record', scopes: 40 }, want: /^dns_record {2}si +proven × 40 {2}2 min ago/ },
    { given: { troubled: 1 }, want: /proven, not believed since {2}2 min ago/ },
    { given: { scopes: 40, troubled: 2 }, want: /proven × 40, 2 not believed since {2}2 min ago/ },
    { given: { fullAt: '2026-11-21T11:59:11Z' }, want: /2 min ago, in full 6 min ago {2}/ },
    { given: { grade: null, believedAt: null, troubled: 1 }, want: /- +never believed {2}/ },
    { given: { grade: null, believedAt: null, troubled: 3, scopes: 9 }, want: /- × 9, 3 in trouble {2}never believed/ },
    { given: { nextDueAt: null }, want: /2 min ago {2}-$/ },
  ])('of $given are $want', ({ given, want }) => {
    const [, , line] = ageLines({ ages: [age(given)], agesLeftOut: 0 }, now);
    expect(line).toMatch(want);
  });

  test('say how many are left out, and are none where nothing was listed', () => {
    expect(ageLines({ ages: [age({})], agesLeftOut: 7 }, now).at(-1)).toMatch(/^and 7 younger ones: .*rollcall scopes/);
    expect(ageLines({ ages: [], agesLeftOut: 0 }, now)).toEqual([]);
  });
});

test.each([
  { kinds: { inbox: 'a', domain: 'a' }, want: 'a' },
  { kinds: { wallet: 'b', inbox: 'a', domain: 'a', dns: 'c', dkim: 'c' }, want: 'a · dns, dkim c · wallet b' },
  { kinds: { k: 'a', l: 'a', m: 'a', n: 'b', o: 'b', p: 'b' }, want: 'a · 3 kinds b' },
  { kinds: {}, want: '-' },
])('a connection on $kinds is listed $want', ({ kinds, want }) => {
  const setBy = 'provider' as const;
  const scheduled = Object.entries(kinds).map(([kind, schedule]) => ({
    ...{ kind, schedule, setBy, reason: 'why', nextDueAt: null },
  }));
  expect(scheduleOf({ kinds: scheduled })).toBe(want);
});

describe('the result of a run in one line', () => {
  const kind = (name: string, seen: number, grade: 'proven' | 'refused' | null) => ({
    kind: name,
    seen,
    grade,
    reason: '',
    appeared: 0,
    changed: 0,
    vanished: 0,
    reappeared: 0,
    unchanged: 0,
  });

  test.each([
    {
      kinds: [kind('host', 4, 'proven'), kind('domain', 40, 'proven'), kind('inbox', 120, 'proven')],
      want: 'host 4 · domain 40 · inbox 120 · proven',
    },
    { kinds: [kind('host', 4, 'proven'), kind('inbox', 0, 'refused')], want: 'host 4 proven · inbox 0 refused' },
    { kinds: [kind('host', 4, 'proven'), kind('inbox', 0, null)], want: 'host 4 proven · inbox not listed' },
    { kinds: [kind('inbox', 0, null)], want: 'inbox not listed' },
    { kinds: [], want: '' },
  ])('is "$want"', ({ kinds, want }) => {
    expect(summaryOf(kinds)).toBe(want);
  });
});
