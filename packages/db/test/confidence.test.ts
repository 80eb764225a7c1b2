import type { Claim, Meaning } from '@rollcall/ledger';
import { type Automatism, Cause, OperationId } from '@rollcall/schema';
import { beforeEach, describe, expect, test } from 'vitest';
import { type GivenConnection, givenConnection } from './support/given.ts';
import { type Rolled, roll } from './support/roll.ts';
import { useStore } from './support/store.ts';

const store = useStore();
let connection: GivenConnection;
beforeEach(async () => {
  connection = await givenConnection(store);
});

describe('what the provider changes by itself', () => {
  const renewal: Automatism = {
    change: 'changed',
    attributes: ['renewsAt'],
    rises: ['renewsAt'],
    reason: 'an order renews itself',
    isDocumented: true,
  };
  const provisioning: Automatism = {
    change: 'changed',
    attributes: ['status', 'zone'],
    from: { status: ['pending', 'queued'] },
    to: { status: ['active'] },
    reason: 'it is set up by itself',
    isDocumented: false,
  };
  const expiry: Automatism = {
    ...{ change: 'vanished', attributes: [], from: { status: ['deleting'] } },
    ...{ reason: 'what is marked goes by itself', isDocumented: true },
  };
  const bounce: Automatism = {
    ...{ change: 'appeared', attributes: [], to: { status: ['bounced'] } },
    ...{ reason: 'who bounces is added by itself', isDocumented: true },
  };
  const automatisms = [renewal, provisioning, expiry, bounce];
  const before = { status: 'pending', zone: null, renewsAt: '2026-11-01', note: 'x' };

  test.each([
    {
      after: { renewsAt: '2026-12-01' },
      want: {
        kind: 'provider',
        confidence: 'likely',
        evidence: expect.stringContaining('an order renews itself; the '),
      },
      because: 'it is all that differs',
    },
    {
      after: { renewsAt: '2026-10-01' },
      want: { kind: 'out_of_band', confidence: 'likely' },
      because: 'no renewal moves a time back',
    },
    {
      after: { status: 'active', zone: 'z1' },
      want: { kind: 'provider', confidence: 'possible', evidence: expect.stringContaining('it is set up by itself') },
      because: 'that is concluded by us',
    },
    {
      after: { status: 'active', renewsAt: '2026-12-01' },
      want: {
        kind: 'provider',
        confidence: 'possible',
        evidence: expect.stringMatching(/an order renews itself; it is set up/),
      },
      because: 'two at once explain what differs together, as far as the weaker of them goes',
    },
    {
      after: { status: 'paused' },
      want: { kind: 'out_of_band' },
      because: 'that is not where it leads',
    },
    {
      after: { renewsAt: '2026-12-01', note: 'y' },
      want: { kind: 'out_of_band' },
      because: 'somebody also wrote a note',
    },
    { after: { zone: 'z1' }, want: { kind: 'out_of_band' }, because: 'it is not set up yet' },
  ])('explains $after as $want.kind, since $because', async ({ after, want }) => {
    await roll(store, connection, { items: [inbox('a', before)], automatisms });
    const rolled = await roll(store, connection, { items: [inbox('a', { ...before, ...after })], automatisms });
    expect(await causes(rolled)).toMatchObject({ 'changed a': want });
  });

  test('explains what it takes away and what it brings, and nothing else that comes and goes', async () => {
    const items = [
      inbox('a', { status: 'deleting' }),
      inbox('b', { status: 'active' }),
      inbox('k', { status: 'active' }),
    ];
    await roll(store, connection, { items, automatisms });
    const came = [inbox('c', { status: 'bounced' }), inbox('d', { status: 'active' })];
    const rolled = await roll(store, connection, { items: [...items.slice(2), ...came], automatisms });
    expect(await kinds(rolled)).toEqual({
      'vanished a': 'provider',
      'vanished b': 'out_of_band',
      'appeared c': 'provider',
      'appeared d': 'out_of_band',
    });
  });

  test('a change of the name is never explained', async () => {
    await roll(store, connection, { items: [inbox('a', before)], automatisms });
    const item = { ...inbox('a', { ...before, renewsAt: '2026-12-01' }), name: 'other@one.example' };
    expect(await kinds(await roll(store, connection, { items: [item], automatisms }))).toEqual({
      'changed a': 'out_of_band',
    });
  });

  test('an operation of ours explains first', async () => {
    await roll(store, connection, { items: [inbox('a', before)], automatisms });
    const claims = [
      {
        ...({
          operationId: operation,
          change: 'changed',
          externalId: 'a',
          name: null,
          ownerExternalId: null,
          count: 0,
        } as const),
        ...({
          attributes: { status: 'active' },
          defers: false,
          evidence: 'it was sent',
          confidence: 'likely',
        } as const),
      },
    ];
    const rolled = await roll(store, connection, {
      items: [inbox('a', { ...before, status: 'active' })],
      automatisms,
      claims,
    });
    expect(await causes(rolled)).toEqual({
      'changed a': { kind: 'operation', operationId: operation, evidence: 'it was sent', confidence: 'likely' },
    });
  });
});

describe('our own mapping', () => {
  test.each([
    { rawBefore: 'aa', rawAfter: 'aa', confidence: 'certain', says: 'the provider says the same, byte for byte' },
    { rawBefore: 'aa', rawAfter: 'bb', confidence: 'possible', says: "the provider's own words differ, too" },
    { rawBefore: undefined, rawAfter: 'bb', confidence: 'likely', says: 'version 1 to 2' },
  ])(
    'changed it: $confidence when its bytes were $rawBefore and are $rawAfter',
    async ({ rawBefore, rawAfter, ...want }) => {
      const of = (raw: string | undefined) => (raw === undefined ? {} : { rawDigest: raw.repeat(32) });
      await roll(store, connection, { items: [{ ...inbox('a', { status: 'on' }), ...of(rawBefore) }] });
      const items = [{ ...inbox('a', { status: 'active' }), ...of(rawAfter) }];
      const rolled = await roll(store, connection, { items, mappingVersion: 2 });
      expect(await causes(rolled)).toEqual({
        'changed a': {
          kind: 'rollcall',
          confidence: want.confidence,
          evidence: expect.stringMatching(
            new RegExp(`^our mapping went from version 1 to 2.*${want.says}$|${want.says}$`),
          ),
        },
      });
    },
  );

  test('did not change what the provider says otherwise in a way that it is known to change by itself', async () => {
    const automatisms: Automatism[] = [
      { change: 'changed', attributes: ['status'], reason: 'it is set up by itself', isDocumented: true },
    ];
    const raw = (byte: string) => ({ rawDigest: byte.repeat(32) });
    await roll(store, connection, { items: [{ ...inbox('a', { status: 'on' }), ...raw('aa') }], automatisms });
    const items = [{ ...inbox('a', { status: 'active' }), ...raw('bb') }];
    const rolled = await roll(store, connection, { items, mappingVersion: 2, automatisms });
    expect(await kinds(rolled)).toEqual({ 'changed a': 'provider' });
  });
});

describe("the provider's own times", () => {
  const times = { made: 'createdAt', changed: 'updatedAt' };
  const minutes = (count: number) => new Date(Date.UTC(2026, 10, 1, 12, count));
  const second = { startedAt: minutes(60), times, noise: ['updatedAt'] };
  const first = { ...second, startedAt: minutes(0) };

  test.each([
    {
      updatedAt: minutes(30).toISOString(),
      confidence: 'likely',
      says: /; the provider says that it was changed at 2026-11-01T12:30:00.000Z;/,
    },
    { updatedAt: '2026-11-01T14:30:00+02:00', confidence: 'likely', says: /changed at 2026-11-01T12:30:00.000Z/ },
    {
      updatedAt: minutes(-60).toISOString(),
      confidence: 'possible',
      says: /changed last at 2026-11-01T11:00:00.000Z, before the listing/,
    },
    { updatedAt: 'last week', confidence: 'likely', says: /^(?!.*the provider says)/ },
    { updatedAt: '2026-13-41T25:61:00Z', confidence: 'likely', says: /^(?!.*the provider says)/ },
    { updatedAt: 17, confidence: 'likely', says: /^(?!.*the provider says)/ },
    { updatedAt: null, confidence: 'likely', says: /^(?!.*the provider says)/ },
  ])('of a change stand in its evidence: $updatedAt', async ({ updatedAt, confidence, says }) => {
    await roll(store, connection, { ...first, items: [inbox('a', { size: 1, updatedAt: null })] });
    const rolled = await roll(store, connection, { ...second, items: [inbox('a', { size: 2, updatedAt })] });
    expect(await causes(rolled)).toMatchObject({
      'changed a': { kind: 'out_of_band', confidence, evidence: expect.stringMatching(says) },
    });
  });

  test.each([
    { createdAt: minutes(30).toISOString(), confidence: 'likely', says: /made at 2026-11-01T12:30:00.000Z; no/ },
    { createdAt: minutes(-1).toISOString(), confidence: 'possible', says: /before a listing that did not show it/ },
  ])('of its making stand in the evidence of what appeared: $createdAt', async ({ createdAt, confidence, says }) => {
    await roll(store, connection, { ...first, items: [] });
    const rolled = await roll(store, connection, { ...second, items: [inbox('a', { createdAt })] });
    expect(await causes(rolled)).toMatchObject({ 'appeared a': { confidence, evidence: expect.stringMatching(says) } });
  });
});

test('what appeared where no listing was ever whole may have been there before', async () => {
  await roll(store, connection, { items: [inbox('a')], believed: false });
  const rolled = await roll(store, connection, { items: [inbox('a'), inbox('b')] });
  expect(await causes(rolled)).toMatchObject({ 'appeared b': { kind: 'out_of_band', confidence: 'possible' } });
});

describe('another resource under the same external id', () => {
  const identity = ['createdAt'];
  const made = (at: string | null) => inbox('a', { createdAt: at });

  test.each([
    { before: '2026-01-01', after: '2026-02-01', another: true },
    { before: null, after: '2026-02-01', another: false },
  ])('is told by what stays for life: from $before to $after, $another', async ({ before, after, another }) => {
    await roll(store, connection, { items: [made(before)], identity });
    const { 'changed a': cause } = await causes(await roll(store, connection, { items: [made(after)], identity }));
    expect(cause?.evidence.includes('another one under the same external id: its createdAt differs')).toBe(another);
  });

  test('is what an operation made that was to make one of that name', async () => {
    await roll(store, connection, { items: [made('2026-01-01'), inbox('b')], identity });
    const claims = ['a', 'b'].map((id) => claim({ change: 'appeared', name: `${id}@one.example` }));
    const items = [made('2026-02-01'), inbox('b', { size: 1 })];
    expect(await kinds(await roll(store, connection, { items, identity, claims }))).toEqual({
      'changed a': 'operation',
      'changed b': 'out_of_band',
    });
  });

  test('or the same again: what one operation took, and a later one brought back before anybody looked', async () => {
    const [taken, made] = [
      claim({ change: 'vanished', externalId: 'a' }),
      claim({ change: 'appeared', name: 'a@one.example' }),
    ];
    for (const [size, claims, kind] of [
      [1, [taken, made], 'operation'],
      [2, [made, taken], 'out_of_band'],
      [3, [made], 'out_of_band'],
    ] as const) {
      await roll(store, connection, { items: [inbox('a')] });
      const rolled = await roll(store, connection, { items: [inbox('a', { size })], claims });
      expect(await kinds(rolled)).toEqual({ 'changed a': kind });
    }
  });
});

function claim(given: Pick<Claim, 'change'> & Partial<Claim>): Claim {
  return {
    ...{ operationId: operation, externalId: null, name: null, ownerExternalId: null, attributes: null, count: 0 },
    ...{ defers: false, evidence: 'sent', confidence: 'certain' },
    ...given,
  };
}

const operation = OperationId.parse('018f0000-0000-7000-8000-000000000001');

function inbox(id: string, attributes: Readonly<Record<string, unknown>> = {}): Meaning {
  return { externalId: id, name: `${id}@one.example`, attributes };
}

async function causes({ runId }: Rolled): Promise<Record<string, Cause>> {
  const { rows } = await store.owner.query<{ change: string; cause: unknown }>(
    `select substr(type, 10) || ' ' || subject_id as change, cause from rollcall.audit_event
      where run_id = $1 and type like 'resource.%'`,
    [runId],
  );
  return Object.fromEntries(rows.map(({ change, cause }) => [change, Cause.strict().parse(cause)]));
}

async function kinds(rolled: Rolled): Promise<Record<string, string>> {
  return Object.fromEntries(Object.entries(await causes(rolled)).map(([change, { kind }]) => [change, kind]));
}
