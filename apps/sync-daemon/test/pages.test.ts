import { acceptOperation, dispatchOperation, inWorkspace } from '@rollcall/db';
import { type Item, ProviderError } from '@rollcall/provider-kit';
import type { KindResult } from '@rollcall/schema';
import { beforeEach, describe, expect, test } from 'vitest';
import { callRoll } from '../src/run/roll.ts';
import { type Connected, keyActor, useInstallation } from './support/installation.ts';
import { kindOf, type Readings, scriptedRun } from './support/pages.ts';
import { useSandboxes } from './support/sandboxes.ts';

const installation = useInstallation();
const startSandbox = useSandboxes();

let connected: Connected;
beforeEach(async () => {
  connected = await installation.connect(await startSandbox({ seed: 8, sizes: { host: 0, domain: 0, inbox: 0 } }));
});

const item = (id: string, status = 'active'): Item => ({
  externalId: id,
  name: `${id}.example`,
  attributes: { status },
});
const items = (ids: string, status?: string) => [...ids].map((id) => item(id, status));
const passing = new ProviderError('unavailable', 'the provider is away');

/** Lists these kinds in one run. Answers how each ended, what was found, and which scopes were listed. */
async function sync(kinds: readonly ReturnType<typeof kindOf>[], readings: Readings) {
  const lease = await installation.lease(connected);
  const run = await scriptedRun(installation, { lease, connected, readings });
  const ends = ((await callRoll(run, kinds)).ends ?? []).map(({ end }) => end);
  const found = await installation.runOf(lease.runId);
  await installation.owner.query(`update rollcall.run set state = 'finished', outcome = 'complete' where run_id = $1`, [
    lease.runId,
  ]);
  return { ends, kinds: Object.fromEntries(found.kinds.map((kind) => [kind.kind, lineOf(kind)])), listed: run.listed };
}

function lineOf({ seen, appeared, changed, vanished, reappeared, grade }: KindResult): string {
  return `${seen} seen +${appeared} ~${changed} -${vanished} ^${reappeared} ${grade}`;
}

const whole = (ids: string) => [{ items: items(ids), end: 'whole_document' as const }];

describe('a listing of several pages', () => {
  const domain = kindOf('domain');

  test('that breaks in the middle starts over, and what was shown before counts once', async () => {
    const pages = [{ items: items('abc') }, { items: items('def'), end: 'whole_document' as const }];
    const readings = { domain: [[{ items: items('abc') }, passing], [{ items: items('xa') }, passing], pages] };
    expect((await sync([domain], readings)).kinds).toEqual({ domain: '6 seen +6 ~0 -0 ^0 proven' });
    // What is known already is ticked off, and must be ticked off anew as well.
    const again = await sync([domain], { domain: [[{ items: items('abc') }, passing], pages] });
    expect(again.kinds).toEqual({ domain: '6 seen +0 ~0 -0 ^0 proven' });
    const changed = [{ items: items('ab', 'paused') }, { items: items('ce'), end: 'whole_document' as const }];
    const third = await sync([domain], { domain: [[{ items: items('abcdef') }, passing], changed] });
    expect(third.kinds).toEqual({ domain: '4 seen +0 ~2 -2 ^0 proven' });
  });

  test('that never comes to its end is refused', async () => {
    await sync([domain], { domain: [whole('abc')] });
    const { ends, kinds } = await sync([domain], { domain: [[{ items: items('ab') }, { items: items('cd') }]] });
    expect({ ends, kinds }).toEqual({ ends: ['refused'], kinds: { domain: '4 seen +0 ~0 -0 ^0 refused' } });
  });

  test('shows a thing twice when two pages do, however they were staged', async () => {
    const { ends } = await sync([domain], {
      domain: [[{ items: items('ab') }, { items: items('bc'), end: 'short_page' }]],
    });
    expect(ends).toEqual(['refused']);
  });

  test('whose pages shifted is read again, and refused or believed by how it was read last', async () => {
    const shifted = [{ items: items('ab') }, { items: items('cd'), end: 'short_page' as const, overlaps: false }];
    const steady = [{ items: items('ab') }, { items: items('cd'), end: 'short_page' as const, overlaps: true }];
    const { listed, ends } = await sync([domain], { domain: [shifted, shifted, steady] });
    expect({ listed: listed.length, ends }).toEqual({ listed: 3, ends: ['believed'] });
    expect((await sync([domain], { domain: [shifted] })).listed).toHaveLength(3);
  });
});

describe('a listing that does not say whether it is whole', () => {
  const domain = kindOf('domain');
  const page = (ids: string, status?: string) => [{ items: items(ids, status), end: 'short_page' as const }];

  test('is read a second time, and believed when it shows the same in whatever order', async () => {
    expect(await sync([domain], { domain: [page('abc'), page('cab')] })).toMatchObject({
      listed: ['domain', 'domain'],
      kinds: { domain: '3 seen +3 ~0 -0 ^0 corroborated' },
    });
    expect((await sync([domain], { domain: [page('ab'), page('ab')] })).kinds).toEqual({
      domain: '2 seen +0 ~0 -1 ^0 corroborated',
    });
    expect(await certificate()).toMatchObject({ secondPass: { pages: 1, seen: 2, agreed: true } });
  });

  test.each([
    { because: 'shows more', again: page('abc') },
    { because: 'shows less', again: page('a') },
    { because: 'shows another', again: page('ac') },
    { because: 'shows one of them otherwise', again: page('ab', 'paused') },
    { because: 'does not come to its end', again: [{ items: items('ab') }] },
  ])('makes nothing vanish when the second pass $because', async ({ again }) => {
    await sync([domain], { domain: [page('abc')] });
    const { kinds, ends } = await sync([domain], { domain: [page('ab'), again] });
    expect({ kinds, ends }).toEqual({ kinds: { domain: '2 seen +0 ~0 -0 ^0 plausible' }, ends: ['believed'] });
    expect(await certificate()).toMatchObject({ secondPass: { agreed: false } });
  });

  test('fails as a whole when the second pass fails', async () => {
    const malformed = new ProviderError('unrecognised', 'this is no list');
    expect((await sync([domain], { domain: [page('abc'), [malformed]] })).ends).toEqual(['failed']);
    expect(await presences()).toEqual({});
  });

  test.each([
    { because: 'it can be plausible at best', kind: kindOf('domain', { bestGrade: 'plausible' }), reading: page('ab') },
    { because: 'it is one document', kind: domain, reading: whole('ab') },
    {
      because: 'its pages overlap',
      kind: domain,
      reading: [{ items: items('a') }, { items: items('b'), end: 'short_page' as const, overlaps: true }],
    },
  ])('is read once when $because', async ({ kind, reading }) => {
    expect((await sync([kind], { domain: [reading] })).listed).toEqual(['domain']);
    expect(await certificate()).toMatchObject({ secondPass: null });
  });
});

describe('what several pages do not show', () => {
  const domain = kindOf('domain');
  const overlapping = (one: string, other: string) => [
    { items: items(one) },
    { items: items(other), end: 'short_page' as const, overlaps: true },
  ];

  test('is looked for once more before it vanishes: a short page need not be the last', async () => {
    await sync([domain], { domain: [overlapping('ab', 'cd')] });
    const cut = await sync([domain], { domain: [overlapping('ab', 'c'), overlapping('ab', 'cd')] });
    expect(cut).toMatchObject({ listed: ['domain', 'domain'], kinds: { domain: '3 seen +0 ~0 -0 ^0 plausible' } });
    const gone = await sync([domain], { domain: [overlapping('ab', 'c')] });
    expect(gone).toMatchObject({ listed: ['domain', 'domain'], kinds: { domain: '3 seen +0 ~0 -1 ^0 corroborated' } });
  });

  test('is not looked for where something is only shown otherwise', async () => {
    await sync([domain], { domain: [overlapping('ab', 'cd')] });
    const changed = [
      { items: items('ab', 'paused') },
      { items: items('cd'), end: 'short_page' as const, overlaps: true },
    ];
    expect((await sync([domain], { domain: [changed] })).listed).toEqual(['domain']);
  });
});

describe('a kind whose listings prove nothing', () => {
  const plausible = kindOf('domain', { bestGrade: 'plausible' });

  test('shows what is new, changed and back, and nothing that is gone; nothing descends the ladder', async () => {
    expect((await sync([plausible], { domain: [whole('abc')] })).kinds).toEqual({
      domain: '3 seen +3 ~0 -0 ^0 plausible',
    });
    const second = [{ items: [item('a', 'paused'), item('d')], end: 'whole_document' as const }];
    const { ends, kinds } = await sync([plausible], { domain: [second] });
    expect({ ends, kinds }).toEqual({ ends: ['believed'], kinds: { domain: '2 seen +1 ~1 -0 ^0 plausible' } });
    expect(await presences()).toEqual({ a: 'live', b: 'live', c: 'live', d: 'live' });
  });

  test('takes nothing down that a better listing found missing', async () => {
    await sync([kindOf('domain')], { domain: [whole('abc')] });
    await sync([kindOf('domain')], { domain: [whole('bc')] });
    expect(await presences()).toMatchObject({ a: 'missing' });
    await sync([plausible], { domain: [whole('bc')] });
    expect(await presences()).toMatchObject({ a: 'missing' });
    await sync([kindOf('domain')], { domain: [whole('bc')] });
    expect(await presences()).toMatchObject({ a: 'suspect' });
  });
});

test('what is listed by a renamed parent, and shows no change, is recorded after the rename', async () => {
  const renamedBy = { attribute: 'status', reason: 'a rename keeps it' };
  const kinds = [kindOf('domain', { renamedBy }), kindOf('dns_record', { perParent: 'domain' })];
  const domain = (id: string) => [{ items: [item(id, 'its own')], end: 'whole_document' as const }];
  await sync(kinds, { domain: [domain('a')], 'dns_record a': [whole('12')] });
  const { kinds: counts, ends } = await sync(kinds, { domain: [domain('b')], 'dns_record b': [whole('12')] });
  expect({ counts, ends }).toEqual({
    counts: { domain: '1 seen +0 ~1 -0 ^0 proven', dns_record: '2 seen +0 ~0 -0 ^0 proven' },
    ends: ['believed', 'believed'],
  });
});

test('what an operation under way brings back goes no further down, and is back in the next run', async () => {
  const domain = kindOf('domain');
  await sync([domain], { domain: [whole('ab')] });
  await sync([domain], { domain: [whole('a')] });
  const operation = {
    ...{ connection: connected, procedure: 'acme.write', input: {}, inputHmac: Buffer.alloc(32), idempotencyKey: null },
    ...{ expectations: [{ becomes: 'present', kind: 'domain', name: 'b.example' } as const], callMs: 60_000 },
    actor: keyActor,
  };
  await inWorkspace(installation.gateway, installation.workspaceId, async (tx) => {
    const { state, ...accepted } = await acceptOperation(tx, operation);
    if (!('id' in accepted)) throw new Error(`it is ${state}`);
    await dispatchOperation(tx, { ...operation, ...accepted });
  });
  const { kinds } = await sync([domain], { domain: [whole('ab')] });
  expect(kinds).toEqual({ domain: '2 seen +0 ~0 -0 ^0 proven' });
  expect(await presences()).toEqual({ a: 'live', b: 'missing' });
});

describe('a kind that is listed by parent', () => {
  const kinds = [kindOf('domain'), kindOf('dns_record', { perParent: 'domain' })];

  test('is listed once for each live parent, and one that fails leaves the others as they are', async () => {
    const domains = { domain: [whole('ab')] };
    const first = await sync(kinds, { ...domains, 'dns_record a': [whole('123')], 'dns_record b': [whole('45')] });
    expect(first.listed.toSorted()).toEqual(['dns_record a', 'dns_record b', 'domain']);
    expect(first.kinds).toEqual({ domain: '2 seen +2 ~0 -0 ^0 proven', dns_record: '5 seen +5 ~0 -0 ^0 proven' });

    const forbidden = new ProviderError('forbidden', 'not this one');
    const second = await sync(kinds, { ...domains, 'dns_record a': [[forbidden]], 'dns_record b': [whole('4')] });
    expect(second.ends.toSorted()).toEqual(['believed', 'believed', 'failed']);
    expect(second.kinds).toMatchObject({ dns_record: '1 seen +0 ~0 -1 ^0 null' });
    expect(await presences()).toMatchObject({ 1: 'live', 2: 'live', 3: 'live', 4: 'live', 5: 'missing' });

    const third = await sync(kinds, { domain: [whole('b')], 'dns_record b': [whole('4')] });
    expect(third.listed).toEqual(['domain', 'dns_record b']);
  });

  test('is listed beside others of the same parent, parent by parent', async () => {
    const [domain, dns] = kinds;
    if (domain === undefined || dns === undefined) throw new Error('there are two kinds');
    const both = [domain, dns, kindOf('dkim', { perParent: 'domain' })];
    const readings = { domain: [whole('a')], 'dns_record a': [whole('1')], 'dkim a': [whole('2')] };
    expect((await sync(both, readings)).listed).toEqual(['domain', 'dns_record a', 'dkim a']);
    const many = { ...readings, domain: [whole('abcdefgh')] };
    const { listed } = await sync(both, many);
    // As many parents as are taken on at once come before the second kind of one of them, and no more.
    expect(listed.indexOf('dkim b')).toBeLessThan(listed.indexOf('dns_record h'));
  });

  test('is given up for this run when the provider has no answer for several in a row', async () => {
    const away = new ProviderError('unavailable', 'the provider is away', { retryAfterMs: 600_000 });
    const parents = 'abcdefgh';
    const readings = Object.fromEntries([...parents].map((id) => [`dns_record ${id}`, [[away]]]));
    const { listed, ends } = await sync(kinds, { domain: [whole(parents)], ...readings });
    expect(listed.length).toBeLessThan(1 + parents.length);
    expect(ends).toEqual(['believed', ...[...parents].map(() => 'failed')]);
  });
});

/** That of the newest listing. */
async function certificate(): Promise<unknown> {
  const { rows } = await installation.owner.query(
    'select certificate from rollcall.listing where connection_id = $1 order by started_at desc limit 1',
    [connected.id],
  );
  return rows[0].certificate;
}

async function presences(): Promise<Record<string, string>> {
  const { rows } = await installation.owner.query(
    'select external_id, presence from rollcall.resource where connection_id = $1',
    [connected.id],
  );
  return Object.fromEntries(rows.map(({ external_id, presence }) => [external_id, presence]));
}
