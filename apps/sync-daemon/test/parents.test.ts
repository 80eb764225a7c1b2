import { goneGraceMs } from '@rollcall/ledger';
import type { Item, KindSpec } from '@rollcall/provider-kit';
import { beforeEach, describe, expect, test } from 'vitest';
import { followParents } from '../src/run/orphans.ts';
import { callRoll } from '../src/run/roll.ts';
import { type Connected, useInstallation } from './support/installation.ts';
import { kindOf, type Readings, scriptedRun } from './support/pages.ts';
import { useSandboxes } from './support/sandboxes.ts';

const installation = useInstallation();
const startSandbox = useSandboxes();

let connected: Connected;
beforeEach(async () => {
  connected = await installation.connect(await startSandbox({ seed: 9, sizes: { host: 0, domain: 0, inbox: 0 } }));
});

const ownedBy = { kind: 'domain', attribute: 'domain' };
const records = kindOf('dns_record', { perParent: 'domain', ownedBy });
const kinds = [kindOf('domain'), records];

const whole = (items: readonly Item[]) => [{ items, end: 'whole_document' as const }];
const domains = (ids: string) =>
  whole([...ids].map((id) => ({ externalId: id, name: `${id}.example`, attributes: { made: id.toLowerCase() } })));
const recordsOf = (domain: string, ids: string) =>
  whole([...ids].map((id) => ({ externalId: id, name: id, attributes: { domain: `${domain}.example` } })));

/** One run of these kinds. Answers how many of each came, changed, went and came back, and which scopes were listed. */
async function sync(readings: Record<string, Readings[string][number]>, specs: readonly KindSpec[] = kinds) {
  const lease = await installation.lease(connected);
  const once = Object.fromEntries(Object.entries(readings).map(([scope, reading]) => [scope, [reading]]));
  const scripted = await scriptedRun(installation, { lease, connected, readings: once });
  const run = { ...scripted, provider: { ...scripted.provider, kinds: specs } };
  await callRoll(run, specs);
  await followParents(run);
  const { kinds: found } = await installation.runOf(lease.runId);
  await installation.owner.query(`update rollcall.run set state = 'finished', outcome = 'complete' where run_id = $1`, [
    lease.runId,
  ]);
  const lines = found.map(({ kind, appeared, changed, vanished, reappeared, grade }) => [
    kind,
    `+${appeared} ~${changed} -${vanished} ^${reappeared} ${grade}`,
  ]);
  return { ...Object.fromEntries(lines), listed: run.listed, runId: lease.runId };
}

async function presences(): Promise<string> {
  const { rows } = await installation.owner.query(
    'select external_id as id, presence from rollcall.resource where connection_id = $1 order by 1',
    [connected.id],
  );
  return rows.map(({ id, presence }) => `${id} ${presence}`).join(', ');
}

async function scopes(): Promise<unknown[]> {
  const { rows } = await installation.owner.query(
    `select concat_ws(' ', kind, nullif(parent, ''), trouble) as line from rollcall.scope where connection_id = $1 order by 1`,
    [connected.id],
  );
  return rows.map(({ line }) => line);
}

async function evidenceOf(type: string, runId: string): Promise<string[]> {
  const { rows } = await installation.owner.query(
    `select subject_id || ': ' || (cause ->> 'evidence') as line from rollcall.audit_event
      where type = $1 and run_id = $2 and subject_kind = 'dns_record' order by 1`,
    [type, runId],
  );
  return rows.map(({ line }) => line);
}

const later = (ms: number) =>
  installation.owner.query(
    `update rollcall.resource set missing_since = missing_since - $2 * interval '1 ms' where connection_id = $1`,
    [connected.id, ms],
  );

describe('what is listed by a parent that is gone', () => {
  const rest = { domain: domains('b'), 'dns_record b': recordsOf('b', '3') };
  beforeEach(() =>
    sync({ domain: domains('ab'), 'dns_record a': recordsOf('a', '12'), 'dns_record b': recordsOf('b', '3') }),
  );

  test('vanishes with it, in the same run and by the same cause, and is covered by no scope any more', async () => {
    const { runId, listed, ...lines } = await sync(rest);
    expect(lines).toEqual({ domain: '+0 ~0 -1 ^0 proven', dns_record: '+0 ~0 -2 ^0 proven' });
    expect(listed).toEqual(['domain', 'dns_record b']);
    expect(await presences()).toBe('1 missing, 2 missing, 3 live, a missing, b live');
    expect(await scopes()).toEqual(['dns_record b', 'domain']);
    const because = expect.stringMatching(/^[12]: its domain a\.example is gone: the listing of .* does not show it/);
    expect(await evidenceOf('resource.vanished', runId)).toEqual([because, because]);
    expect(await sync(rest)).toMatchObject({ domain: '+0 ~0 -0 ^0 proven', dns_record: '+0 ~0 -0 ^0 proven' });
  });

  test('goes down the presence ladder after it, and is asked for by nobody', async () => {
    await sync(rest);
    const second = await sync(rest);
    expect(await presences()).toBe('1 suspect, 2 suspect, 3 live, a suspect, b live');
    expect(await evidenceOf('resource.suspected', second.runId)).toEqual(
      ['1', '2'].map((id) =>
        expect.stringMatching(`^${id}: its domain a\\.example is suspect: a second believed listing`),
      ),
    );
    await sync(rest);
    expect(await presences()).toBe('1 suspect, 2 suspect, 3 live, a suspect, b live');
    await later(goneGraceMs);
    const { runId } = await sync(rest);
    expect(await presences()).toBe('1 gone, 2 gone, 3 live, a gone, b live');
    expect(await evidenceOf('resource.gone', runId)).toEqual(
      ['1', '2'].map((id) => expect.stringMatching(`^${id}: its domain a\\.example is gone: missing since `)),
    );
  });

  test('comes back with it: it is listed again, and what made the parent come back explains it', async () => {
    await sync(rest);
    const back = await sync({ ...rest, domain: domains('ab'), 'dns_record a': recordsOf('a', '14') });
    expect(back).toMatchObject({ domain: '+0 ~0 -0 ^1 proven', dns_record: '+1 ~0 -0 ^1 proven' });
    expect(await presences()).toBe('1 live, 2 suspect, 3 live, 4 live, a live, b live');
    expect(await scopes()).toEqual(['dns_record a', 'dns_record b', 'domain']);
    expect(await evidenceOf('resource.reappeared', back.runId)).toEqual([
      expect.stringMatching(/^1: its domain a\.example is back: the listing of .* shows it/),
    ]);
  });

  test('stays while the listing of its parents is not believed, or a plan asks', async () => {
    const plausible = [kindOf('domain', { bestGrade: 'plausible' }), records];
    expect(await sync(rest, plausible)).toMatchObject({ domain: '+0 ~0 -0 ^0 plausible' });
    expect(await presences()).toBe('1 live, 2 live, 3 live, a live, b live');
  });
});

test('what our settings stopped naming is not looked for: it is not gone, and neither is what it holds', async () => {
  const configured = [kindOf('domain', { configured: true }), records];
  const b = { 'dns_record b': recordsOf('b', '') };
  await sync({ ...b, domain: domains('ab'), 'dns_record a': recordsOf('a', '12') }, configured);
  for (const _run of [1, 2]) await sync({ ...b, domain: domains('b') }, configured);
  await later(2 * goneGraceMs);
  await sync({ ...b, domain: domains('b') }, configured);
  expect(await presences()).toBe('1 live, 2 live, a missing, b live');
  const said = "dns_record a the connection's settings do not name the domain a.example any more: it is not listed";
  expect(await scopes()).toEqual([said, 'dns_record b', 'domain']);
  await sync({ ...b, domain: domains('ab'), 'dns_record a': recordsOf('a', '1') }, configured);
  expect(await presences()).toBe('1 live, 2 missing, a live, b live');
  expect(await scopes()).toEqual(['dns_record a', 'dns_record b', 'domain']);
});

test('what is listed by a parent that was renamed goes on with it', async () => {
  const renamedBy = { attribute: 'made', reason: 'it stays' };
  const named = [kindOf('domain', { renamedBy }), records];
  await sync({ domain: domains('a'), 'dns_record a': recordsOf('a', '12') }, named);
  const renamed = await sync({ domain: domains('A'), 'dns_record A': recordsOf('A', '1') }, named);
  expect(renamed).toMatchObject({ domain: '+0 ~1 -0 ^0 proven', dns_record: '+0 ~1 -1 ^0 proven' });
  expect(await presences()).toBe('1 live, 2 missing, A live');
  expect(await scopes()).toEqual(['dns_record A', 'domain']);
  expect(await evidenceOf('resource.changed', renamed.runId)).toEqual([
    expect.stringMatching(/^1: its domain A\.example was renamed: it has the same made as a/),
  ]);
});
