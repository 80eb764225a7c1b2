import { setTimeout as sleep } from 'node:timers/promises';
import { type Db, openDatabase, tails } from '@rollcall/db';
import { WorkspaceId } from '@rollcall/schema';
import pg from 'pg';
import { familyCpuSeconds, parentOf } from './process-usage.ts';
import { type Stack, startStack } from './stack.ts';

/** Gateway, daemon and PostgreSQL, and a session of the owner, who can keep the daemon from sealing. */
export interface EventsRig {
  readonly stack: Stack;
  readonly owner: pg.Client;
  readonly gateway: Db;
  readonly workspaceId: WorkspaceId;
  postgresCpuSeconds(): number;
  /** A session that appends. */
  session(): Promise<pg.Client>;
  tail(): Promise<number>;
}

export async function onEventsRig(work: (rig: EventsRig) => Promise<void>): Promise<void> {
  await using open = new AsyncDisposableStack();
  // The receiver of the webhooks is on this machine.
  const stack = await startStack({ environment: { ROLLCALL_WEBHOOK_NETWORKS: '127.0.0.0/8' } });
  open.defer(() => stack.stop());
  const owner = new pg.Client(stack.ownerUrl);
  await owner.connect();
  open.defer(() => owner.end());
  const gateway = openDatabase(stack.gatewayDatabaseUrl, { max: 2, name: 'bench' });
  open.defer(() => gateway.destroy());
  const { rows } = await owner.query('select workspace_id as id, pg_backend_pid() as pid from rollcall.workspace');
  const workspaceId = WorkspaceId.parse(rows[0].id);
  const postmaster = parentOf(rows[0].pid) ?? 0;
  await work({
    ...{ stack, owner, gateway, workspaceId },
    postgresCpuSeconds: () => familyCpuSeconds(postmaster),
    async session() {
      const client = new pg.Client(stack.gatewayDatabaseUrl);
      await client.connect();
      open.defer(() => client.end());
      return client;
    },
    tail: async () => (await tails(gateway, [workspaceId])).get(workspaceId) ?? 0,
  });
}

/**
 * Appends so many events in one transaction and one message: a statement as a run makes it, of a change with its cause and
 * both states, some 700 bytes of JSON each once they are read.
 */
export async function tell(
  client: pg.Client,
  { workspaceId }: Pick<EventsRig, 'workspaceId'>,
  events: number,
): Promise<void> {
  await client.query(
    `begin; select set_config('rollcall.workspace_id', '${workspaceId}', true);
    insert into rollcall.audit_event (workspace_id, event_id, recorded_at, type, connection_id, actor, subject_kind, subject_id,
      subject_name, cause, before, after, run_id)
    select '${workspaceId}', rollcall.uuid_v7(), clock_timestamp(), 'resource.changed', '${workspaceId}',
      '{"type": "daemon", "id": "host:1", "name": "sync-daemon"}', 'inbox', 'mb_' || n, 'inbox-' || n || '@bench.example',
      '{"kind": "out_of_band", "evidence": "the listing of this run shows it otherwise than the one before"}',
      '{"plan": "basic", "status": "active"}', '{"plan": "basic", "status": "paused"}', '${workspaceId}'
    from generate_series(1, ${events}) n;
    commit`,
  );
}

/** Keeps the daemon from sealing for as long as `work` takes: by the lock that whoever seals takes (migration 0030). */
export async function withoutSealer<T>({ owner }: Pick<EventsRig, 'owner'>, work: () => Promise<T>): Promise<T> {
  await owner.query('select pg_advisory_lock(7209030)');
  try {
    return await work();
  } finally {
    await owner.query('select pg_advisory_unlock(7209030)');
  }
}

/** Resolves when all that was told is sealed. */
export async function allSealed({ owner }: Pick<EventsRig, 'owner'>): Promise<void> {
  for (;;) {
    const { rows } = await owner.query('select exists (select from rollcall.audit_pending) as waits');
    if (!rows[0].waits) return;
    await sleep(5);
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
