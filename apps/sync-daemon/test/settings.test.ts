import type { KindResult } from '@rollcall/schema';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { callRoll } from '../src/run/roll.ts';
import { useInstallation } from './support/installation.ts';
import { kindOf, scriptedRun } from './support/pages.ts';
import { useSandboxes } from './support/sandboxes.ts';

const installation = useInstallation();
const startSandbox = useSandboxes();
const settings = z.object({ unit: z.enum(['major', 'minor']).default('major') });

interface Listing {
  readonly config: Readonly<Record<string, unknown>>;
  readonly amounts: readonly number[];
}

/** Lists the wallets of a connection twice, under two configurations; answers how the second listing was believed. */
async function listTwice(first: Listing, second: Listing, wallet = kindOf('wallet')) {
  const connected = await installation.connect(await startSandbox({ seed: 9 }));
  const results: (KindResult | undefined)[] = [];
  for (const { config, amounts } of [first, second]) {
    const lease = await installation.lease(connected);
    const items = amounts.map((amount, at) => ({ externalId: `w_${at}`, name: `w ${at}`, attributes: { amount } }));
    const readings = { wallet: [[{ items, end: 'whole_document' as const }]] };
    const run = await scriptedRun(installation, { lease, connected, readings });
    const { connection, provider } = run;
    const inUnits = { connection: { ...connection, config }, provider: { ...provider, settings } };
    await callRoll({ ...run, ...inUnits }, [wallet]);
    results.push((await installation.runOf(lease.runId)).kinds[0]);
    await installation.owner.query(
      `update rollcall.run set state = 'finished', outcome = 'complete' where run_id = $1`,
      [lease.runId],
    );
  }
  return { connected, grade: results.at(-1)?.grade, reason: results.at(-1)?.reason };
}

test.each([
  { config: { unit: 'major' }, cause: 'out_of_band', because: 'that was the default all along' },
  { config: { unit: 'minor' }, cause: 'rollcall', because: 'it is read in another way' },
])('what changes while $config is set is $cause, since $because', async ({ config, cause }) => {
  const { connected, reason } = await listTwice({ config: {}, amounts: [5] }, { config, amounts: [7] });
  expect(reason?.endsWith("; rebaseline: the connection's setting unit changed")).toBe(cause === 'rollcall');
  const { rows } = await installation.owner.query(
    `select cause ->> 'kind' as cause from rollcall.audit_event where connection_id = $1 and type = 'resource.changed'`,
    [connected.id],
  );
  expect(rows).toEqual([{ cause }]);
});

test.each([
  { decides: 'how' as const, grade: 'refused', because: 'a unit makes nothing vanish' },
  { decides: 'which' as const, grade: 'proven', because: 'a filter may let nothing through' },
])('an empty list after a setting that decides $decides is $grade: $because', async ({ decides, grade }) => {
  const amounts = Array.from({ length: 12 }, (_, at) => at);
  const wallet = kindOf('wallet', { shapedBy: { unit: decides } });
  const second = await listTwice({ config: {}, amounts }, { config: { unit: 'minor' }, amounts: [] }, wallet);
  expect(second.grade).toBe(grade);
});
