import { setTimeout as sleep } from 'node:timers/promises';
import { inWorkspace, setConnectionState } from '@rollcall/db';
import { RunDoing } from '@rollcall/schema';
import { describe, expect, test } from 'vitest';
import { RunInterrupted, startHeartbeat } from '../src/run/heartbeat.ts';
import { createProgress } from '../src/run/progress.ts';
import { type Connected, keyActor, useInstallation } from './support/installation.ts';
import { kindOf } from './support/pages.ts';
import { useSandboxes } from './support/sandboxes.ts';

const installation = useInstallation();
const startSandbox = useSandboxes('simple-inboxes');

/** A provider that takes many requests, one after the other. */
const manyKinds = {
  provider: 'simple-inboxes',
  seed: 3,
  sizes: { provider_workspace: 1, domain: 1, inbox: 10 },
} as const;

async function doingOf(runId: string): Promise<RunDoing | undefined> {
  const { rows } = await installation.owner.query('select progress from rollcall.run where run_id = $1', [runId]);
  return rows[0]?.progress === null ? undefined : RunDoing.parse(rows[0]?.progress);
}

const pause = (connection: Connected) =>
  inWorkspace(installation.gateway, installation.workspaceId, (tx) =>
    setConnectionState(tx, connection, { state: 'paused', nextDueAt: null, actor: keyActor }),
  );

describe('a run under way', () => {
  test('says what it does and how far it is, and what it came to at its end', { timeout: 20_000 }, async () => {
    const sandbox = await startSandbox(manyKinds);
    const connection = await installation.connect(sandbox);
    await sandbox.fault({ operation: '*', fault: 'delay', ms: 400, times: 0 });
    const lease = await installation.lease(connection);
    const running = installation.execute(lease);
    await expect.poll(() => doingOf(lease.runId), { timeout: 10_000 }).toMatchObject({ phase: 'listing' });
    const early = await doingOf(lease.runId);
    expect(early).toMatchObject({ bucket: 'default', kind: expect.any(String) });
    expect(early?.pages).toBeGreaterThan(0);
    expect(early?.scopesKnown).toBeGreaterThan(early?.scopesDone ?? 0);
    await sandbox.clearFaults();
    await running;
    const asked = (await sandbox.log()).length;
    const listings = await installation.owner.query('select seen from rollcall.listing where run_id = $1', [
      lease.runId,
    ]);
    const items = listings.rows.reduce((sum, { seen }) => sum + seen, 0);
    expect(await doingOf(lease.runId)).toEqual({
      ...{ phase: 'settling', kind: 'api_key', parent: null, bucket: 'default' },
      ...{ pages: expect.any(Number), items, requests: asked },
      ...{ scopesDone: listings.rows.length, scopesKnown: listings.rows.length },
    });
  });

  test('ends at the next page once its connection is paused, long before the next beat', {
    timeout: 20_000,
  }, async () => {
    const sandbox = await startSandbox(manyKinds);
    const connection = await installation.connect(sandbox);
    await sandbox.fault({ operation: '*', fault: 'delay', ms: 500, times: 0 });
    const lease = await installation.lease(connection);
    const running = installation.execute(lease);
    await expect.poll(async () => (await sandbox.log()).length).toBeGreaterThan(1);
    await pause(connection);
    const before = (await sandbox.log()).length;
    await running;
    // The page that was under way, and those of the second in which nobody looks again.
    expect((await sandbox.log()).length - before).toBeLessThanOrEqual(3);
    expect(await installation.runOf(lease.runId)).toMatchObject({
      outcome: 'cancelled',
      reason: expect.stringMatching(/paused or removed/),
    });
  });
});

describe('between two pages', () => {
  /** How often the run was written since. */
  async function updatesOf(runId: string): Promise<() => Promise<number>> {
    await installation.owner.query(`
      create table if not exists public.update_of_run (run_id uuid);
      create or replace function public.note_update() returns trigger language plpgsql security definer as
        $$ begin insert into public.update_of_run values (new.run_id); return null; end $$;
      create or replace trigger note_update after update on rollcall.run for each row execute function public.note_update()`);
    const count = async () => {
      const text = 'select count(*)::int as count from public.update_of_run where run_id = $1';
      return (await installation.owner.query(text, [runId])).rows[0].count;
    };
    const before = await count();
    return async () => (await count()) - before;
  }

  test('nothing is asked that was known a second ago: two thousand pages cost no query, and the next second one', async () => {
    const connection = await installation.connect(await startSandbox(manyKinds));
    const lease = await installation.lease(connection);
    const updates = await updatesOf(lease.runId);
    const progress = createProgress();
    const { workspaceId, daemon } = installation;
    const heartbeat = startHeartbeat(daemon, { workspaceId, lease, progress }, new AbortController().signal);
    try {
      for (let page = 0; page < 2_000; page += 1) {
        progress.page({ spec: kindOf('inbox'), parent: undefined }, 100);
        await heartbeat.betweenPages();
      }
      expect(await updates()).toBe(0);
      await sleep(1_050);
      // Scopes are listed side by side: they look together.
      await Promise.all(Array.from({ length: 4 }, () => heartbeat.betweenPages()));
      expect(await updates()).toBe(1);
      expect(await doingOf(lease.runId)).toMatchObject({ kind: 'inbox', pages: 2_000, items: 200_000 });
      await pause(connection);
      await heartbeat.betweenPages();
      await sleep(1_050);
      await expect(heartbeat.betweenPages()).rejects.toThrow(RunInterrupted);
      expect(heartbeat.signal.aborted).toBe(true);
    } finally {
      heartbeat.stop();
    }
  });
});
