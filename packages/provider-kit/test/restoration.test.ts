import { expect, test } from 'vitest';
import { content, type Drifted, identity, ProviderError, type RestoreWay, restorationOf } from '../src/index.ts';
import { restoreCapabilities } from '../src/restore/restoration.ts';

type Restoring = Parameters<typeof restorationOf>[0];

const none = { notSupported: 'nobody makes any here.' };
const setting: RestoreWay = {
  operations: ['setBoth'],
  steps: ({ before, differs }) => [
    { operationId: 'setBoth', input: Object.fromEntries(differs.map((name) => [name, before.attributes[name]])) },
  ],
};
const seat: RestoreWay = {
  operations: ['move'],
  warning: 'The chair squeaks.',
  steps: ({ before }) => {
    if (before.attributes['seat'] === null) throw new ProviderError('not_supported', 'it had no seat.');
    return [
      { operationId: 'rise', input: {} },
      { operationId: 'move', input: { to: before.attributes['seat'] } },
    ];
  },
};

const provider: Restoring = {
  name: 'acme',
  common: {
    ...{ 'domains.add': none, 'domains.remove': none, 'dns.add': none, 'dns.remove': none, 'dns.replace': none },
    ...{ 'aliases.add': none, 'aliases.remove': none, 'inboxes.setPassword': none, 'inboxes.rename': none },
    ...{ 'providerKeys.create': none, 'providerKeys.restrict': none, 'providerKeys.rotate': none },
    'providerKeys.revoke': none,
    'inboxes.create': { operations: ['make'], needs: 'password', call: () => ({ operationId: 'make', input: {} }) },
    'inboxes.delete': { operations: ['end'], call: () => ({ operationId: 'end', input: {} }) },
  },
  restores: {
    inbox: {
      attributes: { quota: setting, note: setting, seat, photo: { notPossible: 'no listing shows it whole.' } },
    },
  },
  kinds: [
    {
      kind: 'inbox',
      ...{ bestGrade: 'proven', gradeReason: '', schedule: { cron: '* * * * *', reason: '' }, readable: false },
      attributes: { ...content('quota', 'note', 'seat', 'photo'), createdAt: identity('it is made once') },
    },
  ],
};

const attributes = { quota: 1, note: 'now', seat: 7, photo: 'p', createdAt: 't' };
const target = { kind: 'inbox', externalId: 'i1', name: 'ada@acme.example', presence: 'live', parent: null } as const;

function drifted(of: Partial<Drifted> & { was?: Readonly<Record<string, unknown>> }): Drifted {
  const { was = {}, ...given } = of;
  const before = { name: 'ada@acme.example', attributes: { ...attributes, ...was } };
  return { change: 'changed', target: { ...target, attributes }, before, differs: Object.keys(was), ...given };
}

test.each([
  {
    what: 'what shares a way is put back at once',
    of: drifted({ was: { quota: 5, note: 'then' } }),
    calls: [{ procedure: 'acme.setBoth', input: { quota: 5, note: 'then' }, restores: ['quota', 'note'] }],
  },
  {
    what: 'steps stand in their order, with what a person should know',
    of: drifted({ was: { seat: 3 } }),
    calls: [
      { procedure: 'acme.rise', input: {}, restores: ['seat'] },
      { procedure: 'acme.move', input: { to: 3 }, restores: ['seat'] },
    ],
    warnings: ['The chair squeaks.'],
  },
  {
    what: 'what cannot be put back is left, with its reason, and the rest is put back',
    of: drifted({ was: { note: 'then', photo: 'q', seat: null, createdAt: 's' } }),
    calls: [{ procedure: 'acme.setBoth', restores: ['note'] }],
    left: [
      { what: 'photo', reason: 'no listing shows it whole.' },
      { what: 'seat', reason: 'it had no seat.' },
      { what: 'createdAt', reason: expect.stringContaining('this is another one') },
    ],
  },
  {
    what: 'a common operation takes away what appeared',
    of: drifted({ change: 'appeared' }),
    calls: [{ procedure: 'inboxes.delete', input: { inbox: 'i1', confirm: 'ada@acme.example' } }],
    warnings: ['Its mail goes with it, for good.'],
  },
  {
    what: 'where the provider has no common operation, its reason is the reason',
    of: drifted({ differs: ['name'] }),
    left: [{ what: 'name', reason: 'nobody makes any here.' }],
  },
  {
    what: 'what moved to another parent is not moved back',
    of: drifted({ differs: ['parent'] }),
    left: [{ what: 'parent', reason: 'no operation of its API moves one back to where it was listed.' }],
  },
])('$what', ({ of, calls = [], left = [], warnings = [] }) => {
  expect(restorationOf(provider, of)).toEqual({
    ...{ calls: calls.map((call) => expect.objectContaining(call)), left, warnings },
    ...{ nearest: null, needsPassword: false },
  });
});

test('what comes only near to what was is done when it is asked for, with a new password', () => {
  const vanished = drifted({ change: 'vanished' });
  const unasked = restorationOf(provider, vanished);
  expect(unasked).toMatchObject({
    calls: [],
    needsPassword: false,
    nearest: expect.stringContaining('comes back empty'),
  });
  const asked = restorationOf(provider, vanished, { nearest: true, password: 'hunter2' });
  expect(asked).toMatchObject({
    calls: [{ procedure: 'inboxes.create', input: { address: 'ada@acme.example', password: 'hunter2' } }],
    ...{ left: [], warnings: [unasked.nearest], nearest: null, needsPassword: true },
  });
});

test('capabilities say of each part whether it can be put back, by what, and why not', () => {
  expect(restoreCapabilities(provider, 'inbox')).toEqual(
    expect.arrayContaining([
      { what: 'quota', operations: ['acme.setBoth'], nearest: null, reason: null },
      { what: 'photo', operations: [], nearest: null, reason: 'no listing shows it whole.' },
      { what: 'appeared', operations: ['inboxes.delete'], nearest: null, reason: null },
      expect.objectContaining({ what: 'vanished', nearest: expect.any(String) }),
    ]),
  );
});
