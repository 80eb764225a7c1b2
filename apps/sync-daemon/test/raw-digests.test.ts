import { hash } from 'node:crypto';
import { type Item, type Page, ProviderError } from '@rollcall/provider-kit';
import type { KindResult } from '@rollcall/schema';
import { beforeEach, expect, test } from 'vitest';
import { callRoll } from '../src/run/roll.ts';
import { type Connected, useInstallation } from './support/installation.ts';
import { kindOf, scriptedRun } from './support/pages.ts';
import { useSandboxes } from './support/sandboxes.ts';

const installation = useInstallation();
const startSandbox = useSandboxes();

let connected: Connected;
let parsed: string[];
beforeEach(async () => {
  parsed = [];
  connected = await installation.connect(await startSandbox({ seed: 8, sizes: { host: 0, domain: 0, inbox: 0 } }));
});

const domain = kindOf('domain', { attributes: { used: { role: 'volatile', reason: 'it moves by itself' } } });

/** A page that shows these: `a` as it was at first, `a2` changed, `a!` in other bytes that mean the same. */
function page(shown: string, end: 'whole_document' | 'short_page' | undefined = 'whole_document') {
  const rows = shown.split(' ').map((text) => ({
    id: text.slice(0, 1),
    status: text.slice(1).replace('!', ''),
    used: text.endsWith('!') ? 9 : 1,
  }));
  const inBytes = {
    count: rows.length,
    rawDigestAt: (index: number) => hash('sha256', JSON.stringify(rows[index]), 'hex'),
    readAt(index: number): Item {
      const { id, ...attributes } = rows[index] ?? { id: '' };
      parsed.push(id);
      return { externalId: id, name: `${id}.example`, attributes };
    },
  };
  const items: Page['items'] = Object.assign(
    rows.map((_, index) => inBytes.readAt(index)),
    { inBytes },
  );
  return { items, ...(end === undefined ? {} : { end }) };
}

/** Reads these pages as one listing: what was found, and which items were parsed. */
async function sync(...pages: readonly (ReturnType<typeof page> | ProviderError)[]) {
  return syncReadings([pages], domain);
}

async function syncReadings(
  readings: readonly (readonly (ReturnType<typeof page> | ProviderError)[])[],
  kind: typeof domain,
  parents = '',
) {
  const lease = await installation.lease(connected);
  const name = parents === '' ? kind.kind : `${kind.kind} ${parents}`;
  parsed = [];
  const run = await scriptedRun(installation, { lease, connected, readings: { [name]: readings } });
  await callRoll(run, [kind]);
  const { kinds } = await installation.runOf(lease.runId);
  await installation.owner.query(`update rollcall.run set state = 'finished', outcome = 'complete' where run_id = $1`, [
    lease.runId,
  ]);
  return `${kinds.map(lineOf).join()}, parsed ${parsed.join('') || 'none'}`;
}

function lineOf({ seen, appeared, changed, vanished, grade }: KindResult): string {
  return `${seen} seen +${appeared} ~${changed} -${vanished} ${grade}`;
}

/** Which row versions of the ledger there are: another one after a write that changed nothing, too. */
async function rows(): Promise<unknown> {
  const { rows: found } = await installation.owner.query(
    'select external_id, xmin::text from rollcall.resource where connection_id = $1 order by 1',
    [connected.id],
  );
  return found;
}

test('only the first, the last and what is not known by its bytes is parsed', async () => {
  expect(await sync(page('a b c d e'))).toBe('5 seen +5 ~0 -0 proven, parsed abcde');
  expect(await sync(page('a b c d e'))).toBe('5 seen +0 ~0 -0 proven, parsed ae');
  expect(await sync(page('a b c2 d e f'))).toBe('6 seen +1 ~1 -0 proven, parsed acf');
  expect(await sync(page('f e c2 b a'))).toBe('5 seen +0 ~0 -1 proven, parsed fa');
});

test('other bytes of the same meaning are parsed, and write no resource row', async () => {
  await sync(page('a b c d e'));
  const before = await rows();
  expect(await sync(page('a b! c d! e!'))).toBe('5 seen +0 ~0 -0 proven, parsed abde');
  expect(await sync(page('a b c! d e'))).toBe('5 seen +0 ~0 -0 proven, parsed ace');
  expect(await rows()).toEqual(before);
});

test.each([
  { what: 'twice in the same bytes', pages: ['a b c', 'd b e'] },
  { what: 'by its bytes and by its meaning', pages: ['a b c', 'd b! e'] },
  { what: 'by its meaning and by its bytes', pages: ['a b! c', 'd b e'] },
  { what: 'as it was and changed', pages: ['a b c', 'd b2 e'] },
  { what: 'twice, and not known', pages: ['a b c d', 'f e f'] },
])('a listing that shows one thing $what is refused', async ({ pages }) => {
  await sync(page('a b c d e'));
  const [first = '', second = ''] = pages;
  expect(await sync(page(first, undefined), page(second))).toMatch(/refused/);
});

test('a listing that starts over ticks off anew what it knows by its bytes', async () => {
  await sync(page('a b c d e'));
  const away = new ProviderError('unavailable', 'the provider is away');
  const readings = [[page('a b c', undefined), away], [page('a b d e')]];
  expect(await syncReadings(readings, domain)).toMatch(/^4 seen \+0 ~0 -1 proven/);
});

test('a second pass is compared by meaning, whichever of its items are parsed', async () => {
  const counted = (text: string) => [page(text, 'short_page')];
  await syncReadings([counted('a b c d'), counted('a b c d')], domain);
  expect(await syncReadings([counted('a b c d'), counted('a c! b d')], domain)).toBe(
    '4 seen +0 ~0 -0 corroborated, parsed adc',
  );
  expect(await syncReadings([counted('a b c d'), counted('a b2 c d')], domain)).toBe(
    '4 seen +0 ~0 -0 plausible, parsed adb',
  );
});

test.each([
  { what: 'mapping version', change: 'mapping_version = mapping_version + 1' },
  { what: 'document version', change: `document_version = '0'` },
  { what: 'setting', change: `settings = '{"other": "0"}'` },
])('where another $what was read before, everything is parsed', async ({ change }) => {
  await sync(page('a b c'));
  await installation.owner.query(`update rollcall.scope set ${change} where connection_id = $1`, [connected.id]);
  expect(await sync(page('a b c'))).toBe('3 seen +0 ~0 -0 proven, parsed abc');
  expect(await sync(page('a b c'))).toBe('3 seen +0 ~0 -0 proven, parsed ac');
});

test('where equal bytes mean something else than they did, everything is parsed although nothing says so', async () => {
  await sync(page('a b c'));
  // As if the mapping had made something else of these bytes.
  await installation.owner.query(
    `update rollcall.resource set digest = sha256(digest) where connection_id = $1 and external_id in ('a', 'b')`,
    [connected.id],
  );
  expect(await sync(page('a b c'))).toBe('3 seen +0 ~2 -0 proven, parsed aabc');
  expect(await sync(page('a b c'))).toBe('3 seen +0 ~0 -0 proven, parsed ac');
});

test('what a rebaseline could not settle is not known by its bytes any more', async () => {
  const plausible = kindOf('domain', { bestGrade: 'plausible' });
  await syncReadings([[page('a b c d')]], plausible);
  await installation.owner.query('update rollcall.scope set mapping_version = 0 where connection_id = $1', [
    connected.id,
  ]);
  // `b` is not shown, and stays as it is: nobody knows what the new mapping makes of it.
  expect(await syncReadings([[page('a c d')]], plausible)).toBe('3 seen +0 ~0 -0 plausible, parsed acd');
  expect(await syncReadings([[page('a b c d')]], plausible)).toBe('4 seen +0 ~0 -0 plausible, parsed abd');
});

test('under a parent of another name, equal bytes are another thing', async () => {
  const child = kindOf('dkim', { perParent: 'domain' });
  await sync(page('p'));
  await syncReadings([[page('a b c')]], child, 'p');
  expect(await syncReadings([[page('a b c')]], child, 'p')).toBe('3 seen +0 ~0 -0 proven, parsed ac');
  await installation.owner.query(
    `update rollcall.resource set name = 'q.example' where connection_id = $1 and kind = 'domain'`,
    [connected.id],
  );
  expect(await syncReadings([[page('a b c')]], child, 'p')).toBe('3 seen +0 ~0 -0 proven, parsed abc');
});
