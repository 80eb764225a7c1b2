import { type Item, ProviderError } from '@rollcall/provider-kit';
import { Certificate } from '@rollcall/schema';
import { beforeEach, expect, test } from 'vitest';
import { callRoll } from '../src/run/roll.ts';
import { type Connected, useInstallation } from './support/installation.ts';
import { kindOf, type Readings, scriptedRun } from './support/pages.ts';
import { useSandboxes } from './support/sandboxes.ts';

const installation = useInstallation();
const startSandbox = useSandboxes();
const domain = kindOf('domain');

let connected: Connected;
beforeEach(async () => {
  connected = await installation.connect(await startSandbox({ seed: 8, sizes: { host: 0, domain: 0, inbox: 0 } }));
});

const item = (id: string, attributes: Item['attributes']): Item => ({
  externalId: id,
  name: `${id}.example`,
  attributes,
});
const items = (ids: string, attributes: Item['attributes'] = { status: 'active' }) =>
  [...ids].map((id) => item(id, attributes));
const forbidden = new ProviderError('forbidden', 'not any more');
const passing = new ProviderError('unavailable', 'the provider is away', { retryAfterMs: 0 });

/** Lists the domains in one run. Answers how that ended, its certificate, and how often they were listed. */
async function sync(readings: Readings['domain'] = []) {
  const lease = await installation.lease(connected);
  const run = await scriptedRun(installation, { lease, connected, readings: { domain: readings } });
  const ends = ((await callRoll(run, [domain])).ends ?? []).map(({ end }) => end);
  const { rows } = await installation.owner.query(
    `with done as (update rollcall.run set state = 'finished', outcome = 'complete' where run_id = $1)
      select grade, certificate from rollcall.listing where run_id = $1`,
    [lease.runId],
  );
  return {
    ends,
    grade: rows[0].grade,
    certificate: Certificate.parse(rows[0].certificate),
    readings: run.listed.length,
  };
}

const last = { end: 'short_page' as const };

test.each<{
  name: string;
  readings: NonNullable<Readings['domain']>;
  want: object;
  times: number;
  restarts: unknown[];
  grade: string | null;
}>([
  {
    name: 'that broke off twice and came whole in the end',
    readings: [[passing], [{ items: items('ab') }, passing], [{ items: items('abc'), end: 'whole_document' }]],
    grade: 'proven',
    times: 3,
    restarts: [
      { because: 'failed', evidence: 'the provider is away' },
      { because: 'failed', evidence: 'the provider is away' },
    ],
    want: { seen: 3, movement: null, failure: null },
  },
  {
    name: 'whose total moved once',
    readings: [
      [
        { items: items('ab'), total: 3 },
        { items: items('cd'), total: 4, ...last },
      ],
      [
        { items: items('ab'), total: 4 },
        { items: items('cd'), total: 4, ...last },
      ],
    ],
    grade: 'proven',
    times: 2,
    restarts: [{ because: 'moved', evidence: 'the stated total went from 3 to 4 while the pages were read' }],
    want: { seen: 4, movement: null, failure: null },
  },
  {
    name: 'in which an item moves to the next page all the time',
    readings: [[{ items: items('ab') }, { items: items('bc'), ...last }]],
    grade: 'refused',
    times: 3,
    restarts: [1, 2].map(() => ({ because: 'moved', evidence: '1 item moved from one page to another' })),
    want: { movement: '1 item moved from one page to another', duplicates: 1 },
  },
  {
    name: 'that goes round in a circle, which is left at once',
    readings: [[...'abcdefgh'].map((id, index) => ({ items: items(id), cursor: `page=${index % 3}` }))],
    grade: 'refused',
    times: 1,
    restarts: [],
    want: { reason: 'the listing goes round in a circle: "page=0" came a second time', seen: 4 },
  },
  {
    name: 'of which the third page is forbidden',
    readings: [[{ items: items('ab') }, { items: items('cd') }, forbidden]],
    grade: null,
    times: 1,
    restarts: [],
    want: { grade: 'refused', failure: 'forbidden: not any more', seen: 4 },
  },
])('the certificate of a listing $name', async ({ readings, want, times, restarts, grade }) => {
  const found = await sync(readings);
  expect({ readings: found.readings, grade: found.grade }).toEqual({ readings: times, grade });
  expect(found.certificate).toMatchObject({ ...want, restarts });
  const ends = grade === null ? ['failed'] : grade === 'refused' ? ['refused'] : ['believed'];
  expect(found.ends, 'also at first sight, a page that was readable makes a failure of what is forbidden').toEqual(
    ends,
  );
});

test('a field that all had and none has is believed lost once three listings say so', async () => {
  const had = [[{ items: items('abcdef', { status: 'active', selector: 's1' }), end: 'whole_document' as const }]];
  const lost = [[{ items: items('abcdef', { status: 'active', selector: null }), end: 'whole_document' as const }]];
  await sync(had);
  const first = await sync(lost);
  expect(first.ends).toEqual(['refused']);
  expect(first.certificate.reason).toMatch(
    /^no item has "selector" any more, which nearly every one had; two that begin/,
  );
  for (const times of [2, 3]) {
    await installation.owner.query(
      `update rollcall.scope set doubt = doubt || jsonb_build_object('countedAt', '2026-01-01T00:00:00.000Z') where connection_id = $1`,
      [connected.id],
    );
    const { grade, certificate } = await sync(lost);
    expect({ grade, times: certificate.doubt?.times }).toEqual({ grade: times === 3 ? 'proven' : 'refused', times });
  }
  const few = [
    [
      {
        items: [
          ...items('abcd', { status: 'active', selector: null }),
          ...items('ef', { status: 'new', selector: null }),
        ],
        end: 'whole_document' as const,
      },
    ],
  ];
  expect((await sync(few)).certificate.doubt).toBeNull();
});
