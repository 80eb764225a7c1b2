import { claimRun, inWorkspace, type RunLease } from '@rollcall/db';
import { type Item, ProviderError } from '@rollcall/provider-kit';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { RunContext } from '../src/run/context.ts';
import { descendPresence } from '../src/run/descend.ts';
import { noteAccess } from '../src/run/note-access.ts';
import { followParents } from '../src/run/orphans.ts';
import { callRoll } from '../src/run/roll.ts';
import { settleOperations } from '../src/run/settle.ts';
import { checksums } from './support/checksums.ts';
import { type Connected, useInstallation } from './support/installation.ts';
import { kindOf, type Readings, scriptedRun } from './support/pages.ts';
import { type TestSandbox, useSandboxes } from './support/sandboxes.ts';

// A worker that lost its run, and does not know it yet: each way in which a run writes is tried with its stale lease, and
// must leave every table as it was. The same with the lease that is held does write, or the test would prove nothing.

const installation = useInstallation();
const startSandbox = useSandboxes();

let sandbox: TestSandbox;
let connected: Connected;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 9, sizes: { host: 1, domain: 0, inbox: 0 } });
});
beforeEach(async () => {
  connected = await installation.connect(sandbox);
});

const domain = kindOf('domain');
const records = kindOf('dns_record', { perParent: 'domain', ownedBy: { kind: 'domain', attribute: 'domain' } });
const kinds = [domain, records];
const whole = (items: readonly Item[]) => [[{ items, end: 'whole_document' as const }]];
const domains = (ids: string) =>
  whole([...ids].map((id) => ({ externalId: id, name: `${id}.example`, attributes: {} })));
const recordsOf = (parent: string, ids: string) =>
  whole([...ids].map((id) => ({ externalId: id, name: id, attributes: { domain: `${parent}.example` } })));
const both: Readings = {
  domain: domains('ab'),
  'dns_record a': recordsOf('a', '12'),
  'dns_record b': recordsOf('b', '3'),
};
const without: Readings = { domain: domains('b'), 'dns_record b': recordsOf('b', '3') };

async function contextOf(lease: RunLease, readings: Readings = {}, specs = kinds): Promise<RunContext> {
  const run = await scriptedRun(installation, { lease, connected, readings });
  return { ...run, provider: { ...run.provider, kinds: specs } };
}

/** A whole run of these readings, so that there is something to be changed. */
async function synced(readings: Readings, { follows = true, specs = kinds } = {}): Promise<void> {
  const lease = await installation.lease(connected);
  const run = await contextOf(lease, readings, specs);
  await callRoll(run, specs);
  if (follows) await followParents(run);
  await installation.owner.query(`update rollcall.run set state = 'finished', outcome = 'complete' where run_id = $1`, [
    lease.runId,
  ]);
}

async function takenFrom({ runId }: RunLease): Promise<RunLease> {
  const taken = await inWorkspace(installation.daemon.db, installation.workspaceId, (tx) => claimRun(tx, runId));
  if (taken === undefined || taken === 'busy') throw new Error('the run is there to be taken');
  return taken;
}

const connectionIs = (columns: string) =>
  installation.owner.query(`update rollcall.connection set ${columns} where connection_id = $1`, [connected.id]);
const refused = { accepted: false, error: new ProviderError('unauthorized', 'it is not accepted') } as const;

interface Way {
  readonly what: string;
  given?(): Promise<unknown>;
  writes(lease: RunLease): Promise<unknown>;
}

const ways: readonly Way[] = [
  {
    what: 'record what a listing shows',
    given: () => synced(both),
    writes: async (lease) => callRoll(await contextOf(lease, { ...both, domain: domains('abc') }), [domain]),
  },
  {
    what: 'record that a listing failed',
    given: () => synced(both),
    writes: async (lease) =>
      callRoll(await contextOf(lease, { domain: [[new ProviderError('rejected', 'no')]] }), [domain]),
  },
  {
    what: 'take what is absent down the ladder',
    given: () => synced({ ...both, domain: domains('abc') }).then(() => synced(both)),
    writes: async (lease) =>
      descendPresence(await contextOf(lease), {
        scope: { spec: domain, parent: undefined },
        key: { connectionId: connected.id, kind: 'domain', parent: '' },
        startedAt: new Date(),
        window: null,
      }),
  },
  {
    what: 'have what a parent held vanish with it',
    given: () => synced(both).then(() => synced(without, { follows: false })),
    writes: async (lease) => followParents(await contextOf(lease)),
  },
  {
    what: 'take what a parent held down the ladder after it',
    given: async () => {
      await synced(both);
      await synced(without);
      await synced(without, { follows: false });
    },
    writes: async (lease) => followParents(await contextOf(lease)),
  },
  {
    what: 'say that our settings do not name a parent any more',
    given: async () => {
      const specs = [kindOf('domain', { configured: true }), records];
      await synced(both, { specs });
      await synced(without, { specs, follows: false });
    },
    writes: async (lease) =>
      followParents(await contextOf(lease, {}, [kindOf('domain', { configured: true }), records])),
  },
  {
    what: 'settle an operation',
    given: async () => {
      await synced(both);
      await installation.owner.query(
        `insert into rollcall.operation (workspace_id, operation_id, connection_id, procedure, input, input_hmac, state,
          expectations, actor, accepted_at, dispatched_at, deadline_at)
        values ($1, rollcall.uuid_v7(), $2, 'acme.add', '{}', '', 'unknown', $3, '{}', now() - interval '1 hour',
          now() - interval '1 hour', now())`,
        [
          installation.workspaceId,
          connected.id,
          JSON.stringify([{ becomes: 'present', kind: 'domain', externalId: 'a', name: 'a.example' }]),
        ],
      );
    },
    writes: async (lease) => settleOperations(await contextOf(lease)),
  },
  {
    what: 'count that the credential was refused',
    writes: async (lease) => noteAccess(await contextOf(lease), { access: { verdict: () => refused }, refusals: 0 }),
  },
  {
    what: 'forget how often it was refused',
    given: () => connectionIs('refusals = 2'),
    writes: async (lease) =>
      noteAccess(await contextOf(lease), { access: { verdict: () => ({ accepted: true }) }, refusals: 2 }),
  },
  {
    what: 'do a whole run, from its scopes to its end',
    writes: (lease) => installation.execute(lease),
  },
];

const tables = ['audit_event', 'connection', 'learned', 'listing', 'operation', 'resource', 'resource_rename'].concat(
  ...['resource_version', 'run', 'scope', 'stage_item'],
);

test.each(ways)('who lost the run does not $what; who holds it does', async ({ given, writes }) => {
  await given?.();
  const lost = await installation.lease(connected);
  const held = await takenFrom(lost);
  const before = await checksums(installation.owner, tables);
  await writes(lost).catch((error: Error) => {
    if (error.name !== 'RunInterrupted') throw error;
  });
  expect(await checksums(installation.owner, tables)).toEqual(before);
  await writes(held);
  expect(await checksums(installation.owner, tables)).not.toEqual(before);
});

test.each([
  { what: 'pin the account that it opened', fault: undefined },
  { what: 'say of the scopes that the account cannot be opened', fault: { fault: 'status', status: 401 } },
])('who loses the run while the account is opened does not $what', async ({ fault }) => {
  const own = await startSandbox({ seed: 10, sizes: { host: 1, domain: 0, inbox: 0 } });
  connected = await installation.connect(own);
  await own.fault({ operation: 'getWorkspace', fault: 'delay', ms: 400 });
  const lost = await installation.lease(connected);
  const running = installation.execute(lost);
  await expect.poll(async () => (await own.log()).length).toBeGreaterThan(0);
  if (fault !== undefined) await own.fault({ operation: 'getWorkspace', times: 0, ...fault });
  await takenFrom(lost);
  const before = await checksums(installation.owner, tables);
  await running;
  expect(await checksums(installation.owner, tables)).toEqual(before);
});
