import { type LogProblem, notVerified } from '@rollcall/ledger';
import { sql } from 'kysely';
import {
  type Checkpoint,
  growLogs,
  makeCheckpoint,
  rotateLogKey,
  sealEvents,
  type Tx,
  verifyLog,
} from '../../src/index.ts';
import { keyActor } from './given.ts';
import { testRing } from './ring.ts';
import type { Store } from './store.ts';

/** A log of `events` that fill every column, with checkpoints on the way, a key that was changed, and a tail that nobody has signed. */
export async function givenSignedLog(store: Store, events: number): Promise<readonly Checkpoint[]> {
  const checkpoints: Checkpoint[] = [];
  const sign = async (): Promise<void> => {
    const signing = await makeCheckpoint(store.daemon, store.mine, { ring: testRing, known: checkpoints.slice(-1) });
    if (signing.did !== 'sign') throw new Error(`it was not signed: ${JSON.stringify(signing)}`);
    checkpoints.push(signing.checkpoint);
  };
  const [early, late] = [Math.floor(events / 6), Math.floor(events / 2)];
  await append(store, early);
  await sign();
  await append(store, late - early);
  await sign();
  // As on a day without events.
  await sign();
  await store.asGateway((tx) => rotateLogKey(tx, { ring: testRing, actor: keyActor, lost: false }));
  await append(store, events - late - 1 - unsigned);
  await sign();
  await append(store, unsigned);
  return checkpoints;
}

/** So many events have come since the newest checkpoint. */
const unsigned = 10;

async function append(store: Store, events: number): Promise<void> {
  await store.owner.query(
    `insert into rollcall.audit_event (workspace_id, event_id, type, severity, connection_id, actor, subject_kind, subject_id,
       subject_name, cause, before, after, run_id, operation_id, true_after, true_from, about_event_id, traceparent)
     select $1, rollcall.uuid_v7(), 'resource.changed', 'normal', rollcall.uuid_v7(), '{"type": "daemon", "id": "d", "name": "d"}',
       'inbox', 'inbox ' || n, 'näme "' || n || E'\\n', '{"kind": "out_of_band", "evidence": "e"}', '{"quota": 1.10}', '{"quota": 2}',
       rollcall.uuid_v7(), rollcall.uuid_v7(), now(), now(), rollcall.uuid_v7(), '00-x'
     from generate_series(1, $2::int) n`,
    [store.mine, events],
  );
  await sealEvents(store.daemon);
  await growLogs(store.daemon);
}

/** What verifying the whole log says, in parts of so many events. */
export async function verified(
  tx: Tx,
  { most = 1_000, sizes = [] }: { most?: number; sizes?: readonly number[] } = {},
): Promise<{ problems: readonly LogProblem[]; roots: ReadonlyMap<number, string | null> }> {
  const problems: LogProblem[] = [];
  const roots = new Map<number, string | null>();
  let from = notVerified;
  for (;;) {
    const looked = await verifyLog(tx, from, {
      most,
      add: (problem) => problems.push(problem),
      rootAt: {
        sizes: new Set(sizes),
        tell: (size, root) => roots.set(size, root === null ? null : Buffer.from(root).toString('hex')),
      },
    });
    from = looked.verified;
    if (looked.isWhole) return { problems, roots };
  }
}

/** The columns of a table, and what they are of. */
export async function columnsOf(store: Store, table: string): Promise<readonly { name: string; type: string }[]> {
  const { rows } = await sql<{ name: string; type: string }>`
    select a.attname as name, format_type(a.atttypid, null) as type from pg_attribute a
    where a.attrelid = ${`rollcall.${table}`}::regclass and a.attnum > 0 and not a.attisdropped order by 1`.execute(
    store.daemon,
  );
  return rows;
}
