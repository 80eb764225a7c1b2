import { type Item, ProviderError } from '@rollcall/provider-kit';
import type { KindResult } from '@rollcall/schema';
import { beforeEach, describe, expect, test } from 'vitest';
import { syncKind } from '../src/run/kind.ts';
import { type Connected, useInstallation } from './support/installation.ts';
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
  const ends: string[] = [];
  for (const kind of kinds) ends.push(...(await syncKind(run, kind)).map(({ end }) => end));
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

describe('a kind that is listed by parent', () => {
  const kinds = [kindOf('domain'), kindOf('dns_record', { perParent: 'domain' })];

  test('is listed once for each live parent, and one that fails leaves the others as they are', async () => {
    const domains = { domain: [whole('ab')] };
    const first = await sync(kinds, { ...domains, 'dns_record a': [whole('123')], 'dns_record b': [whole('45')] });
    expect(first.listed).toEqual(['domain', 'dns_record a', 'dns_record b']);
    expect(first.kinds).toEqual({ domain: '2 seen +2 ~0 -0 ^0 proven', dns_record: '5 seen +5 ~0 -0 ^0 proven' });

    const forbidden = new ProviderError('forbidden', 'not this one');
    const second = await sync(kinds, { ...domains, 'dns_record a': [[forbidden]], 'dns_record b': [whole('4')] });
    expect(second.ends).toEqual(['believed', 'failed', 'believed']);
    expect(second.kinds).toMatchObject({ dns_record: '1 seen +0 ~0 -1 ^0 null' });
    expect(await presences()).toMatchObject({ 1: 'live', 2: 'live', 3: 'live', 4: 'live', 5: 'missing' });

    const third = await sync(kinds, { domain: [whole('b')], 'dns_record b': [whole('4')] });
    expect(third.listed).toEqual(['domain', 'dns_record b']);
  });
});

async function presences(): Promise<Record<string, string>> {
  const { rows } = await installation.owner.query(
    'select external_id, presence from rollcall.resource where connection_id = $1',
    [connected.id],
  );
  return Object.fromEntries(rows.map(({ external_id, presence }) => [external_id, presence]));
}
