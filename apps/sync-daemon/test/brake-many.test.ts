import { inWorkspace, setBrake } from '@rollcall/db';
import type { Item } from '@rollcall/provider-kit';
import { expect, test } from 'vitest';
import { callRoll } from '../src/run/roll.ts';
import { type Connected, keyActor, useInstallation } from './support/installation.ts';
import { kindOf, type Readings, scriptedRun } from './support/pages.ts';
import { useSandboxes } from './support/sandboxes.ts';

const installation = useInstallation();
const startSandbox = useSandboxes();

const kinds = [kindOf('domain'), kindOf('dns_record', { perParent: 'domain' })];
/** Ten zones of six records each, of which each loses three: below what the share of one zone counts from. */
const zones = Array.from({ length: 10 }, (_, index) => `zone-${index}`);
const recordsOfZone = 6;

const item = (id: string): Item => ({ externalId: id, name: `${id}.example`, attributes: { status: 'active' } });
const whole = (ids: readonly string[]) => [{ items: ids.map(item), end: 'whole_document' as const }];

/** What a run reads when each zone shows so many of its records. */
const showing = (records: number): Readings => ({
  domain: [whole(zones)],
  ...Object.fromEntries(
    zones.map((zone) => [`dns_record ${zone}`, [whole(Array.from({ length: records }, (_, nth) => `${zone}-${nth}`))]]),
  ),
});

async function connect(): Promise<Connected> {
  return installation.connect(await startSandbox({ seed: 8, sizes: { host: 0, domain: 0, inbox: 0 } }));
}

async function call(connected: Connected, records: number): Promise<string | undefined> {
  const lease = await installation.lease(connected);
  const { held } = await callRoll(
    await scriptedRun(installation, { lease, connected, readings: showing(records) }),
    kinds,
  );
  await installation.owner.query(`update rollcall.run set state = 'finished', outcome = 'complete' where run_id = $1`, [
    lease.runId,
  ]);
  return held;
}

test('many small zones that each lose a little are held together', async () => {
  const connected = await connect();
  expect(await call(connected, recordsOfZone)).toBeUndefined();
  expect(await call(connected, recordsOfZone - 3)).toMatch(
    /^connection c-\w+: 30 of 70 would vanish that nobody asked for \(43 %\); the limit is 10 % from 25 on/,
  );
  const { rows } = await installation.owner.query(
    `select count(*)::int as live from rollcall.resource where connection_id = $1 and presence = 'live'`,
    [connected.id],
  );
  expect(rows[0].live).toBe(zones.length * (recordsOfZone + 1));
});

test('connections of one workspace count together', async () => {
  const mild = { lost: { connection: { percent: 100 } } };
  const [first, second] = [await connect(), await connect()];
  for (const connection of [first, second]) {
    await inWorkspace(installation.gateway, installation.workspaceId, (tx) =>
      setBrake(tx, { connection, overrides: mild, actor: keyActor }),
    );
    await call(connection, recordsOfZone);
  }
  await inWorkspace(installation.gateway, installation.workspaceId, (tx) =>
    setBrake(tx, { connection: null, overrides: { lost: { workspace: { absolute: 59 } } }, actor: keyActor }),
  );
  expect(await call(first, recordsOfZone - 3)).toBeUndefined();
  expect(await call(second, recordsOfZone - 3)).toMatch(
    /^workspace as a whole: 60 of \d+ would vanish .* the limit is 59/,
  );
});
