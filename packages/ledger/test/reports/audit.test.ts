import { expect, test } from 'vitest';
import { type AuditParts, auditDraft, auditPeople, noOperations } from '../../src/index.ts';

const ci = { type: 'api_key', id: 'k1', name: 'ci', address: '192.0.2.1' } as const;
const group = {
  ...{ day: '2026-10-03', actor: ci, connectionId: null, count: 2 },
  ...{ first: '2026-10-03T10:00:00.000Z', last: '2026-10-03T11:00:00.000Z' },
} as const;
const groups = [
  { ...group, type: 'operation.accepted' },
  {
    ...group,
    type: 'secret.read',
    count: 1,
    actor: { ...ci, address: '192.0.2.2', name: 'ci, renamed' },
    last: '2026-10-03T12:00:00.000Z',
  },
  { ...group, type: 'brake.changed', count: 1 },
  { ...group, type: 'resource.changed', count: 90, actor: { type: 'daemon', id: '', name: 'daemon' } },
] as const;
const attempts = { keyId: 'k1', name: 'ci', reason: 'wrong_secret', first: group.first, last: group.last };
const operations = new Map([['api_key k1', { succeeded: 1, failed: 0, not_known: 1 }]]);

test('whoever did anything is one row, with all addresses and the newest name; keys stand before processes', () => {
  const people = auditPeople(groups, operations, [{ ...attempts, address: null, attempts: 3 }]);
  expect(people).toMatchObject([
    {
      id: 'k1',
      name: 'ci, renamed',
      events: 4,
      operations: { not_known: 1 },
      secretsRead: 1,
      settings: 1,
      refused: 3,
      addresses: ['192.0.2.1', '192.0.2.2'],
    },
    { type: 'daemon', id: '', events: 90, operations: noOperations, settings: 0 },
  ]);
});

const table = { columns: [], count: 0, mark: '', async *pages() {} };
const quiet: AuditParts = {
  ...{ about: 'everything', groups: [], people: [], refused: [], newAddresses: [], notKnown: [] },
  ...{ operations: table, secrets: table, settings: table, events: table, open: undefined, isConfined: false },
  span: { first: 12, last: 20, count: 9, missing: 0, unsigned: 0 },
  checkpoint: { number: 3, size: 20, root: 'r', at: '2026-11-01T00:00:00.000Z' },
};
const figures = (parts: AuditParts) => auditDraft(parts).sections.flatMap((section) => section.figures ?? []);

test('each figure says which sequences of the log it stands on, and what signs for them', () => {
  expect(auditDraft(quiet)).toMatchObject({ state: 'complete', reasons: [], headline: [{ severity: 'good' }] });
  expect(new Set(figures(quiet).map(({ coverage }) => coverage))).toEqual(
    new Set(['9 events among the sequences 12 to 20 of the log, without a gap, signed for by checkpoint 3']),
  );
});

test.each([
  { given: { checkpoint: null }, state: 'incomplete' },
  { given: { span: { ...quiet.span, missing: 2 } }, state: 'incomplete' },
  { given: { span: { ...quiet.span, unsigned: 2 } }, state: 'open' },
  { given: { open: { sentence: 'The period ends later.', remedy: null } }, state: 'open' },
  { given: { isConfined: true }, state: 'complete' },
])('with $given it is $state, and says why', ({ given, state }) => {
  const draft = auditDraft({ ...quiet, ...given });
  expect(draft.state).toBe(state);
  expect(draft.reasons).toHaveLength(1);
  expect(figures({ ...quiet, ...given }).every(({ value }) => (value === null) === (state === 'incomplete'))).toBe(
    true,
  );
});

test('the headline has what is worst first: what nobody knows, who tried, where a key came from, what failed, who has secrets', () => {
  const refused = [1, 9, 40].map((count) => ({
    ...attempts,
    address: count === 1 ? null : '203.0.113.66',
    attempts: count,
  }));
  const people = auditPeople(groups, new Map([['api_key k1', { succeeded: 1, failed: 2, not_known: 1 }]]), refused);
  const newAddresses = [{ keyId: 'k1', name: 'ci', address: '192.0.2.2', count: 1, first: group.first }];
  const { headline } = auditDraft({ ...quiet, people, refused, newAddresses, notKnown: ['acme.write at main'] });
  expect(headline.map(({ severity, sentence }) => `${severity}: ${sentence}`)).toEqual([
    'alarm: Of 1 operation nobody knows yet what became: acme.write at main.',
    'alarm: 49 attempts from 203.0.113.66 on ci opened nothing (wrong_secret).',
    'notice: 1 attempt from an address that is not known on ci opened nothing (wrong_secret).',
    'notice: The key ci was used from 192.0.2.2 for the first time, at 2026-10-03T10:00:00.000Z; 1 events came of it.',
    'notice: 2 operations failed: 2 by ci, renamed.',
    'notice: Secrets of providers were given to ci, renamed (1).',
  ]);
});
