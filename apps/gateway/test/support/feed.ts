import { setTimeout as sleep } from 'node:timers/promises';
import { type Db, openDatabase, sealEvents } from '@rollcall/db';
import { WorkspaceId } from '@rollcall/schema';
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { z } from 'zod';
import type { Stream } from './events.ts';
import type { TestGateway } from './gateway.ts';

/** What writes events straight into the database, and gives them their places, as daemons and other gateways would. */
export interface Writing {
  readonly workspaceId: WorkspaceId;
  /** Seals what is committed. */
  seal(): Promise<void>;
  /** The sequence of the newest event. */
  tail(workspaceId?: WorkspaceId): Promise<number>;
  /** Commits so many events at once, and seals them; answers the tail. */
  write(events: number, facts?: EventFacts): Promise<number>;
  /** Writes so many by several transactions that commit late and in any order, sealing all the while. */
  writeLate(events: number): Promise<void>;
}

interface EventFacts {
  readonly workspaceId?: WorkspaceId;
  readonly type?: string;
  readonly kind?: string;
  readonly externalId?: string;
  readonly connectionId?: string | null;
  readonly severity?: string;
  /** Characters that each holds beside. */
  readonly padding?: number;
}

const writersAtOnce = 4;
const lateMsMax = 25;

/** Gives a test file what writes events. The first workspace is written to unless another is named. */
export function useWriting(gateway: TestGateway): Writing {
  let daemon: Db | undefined;
  let writers: pg.Pool | undefined;
  let first: WorkspaceId | undefined;
  const known = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('only while tests run');
    return value;
  };
  beforeAll(async () => {
    daemon = openDatabase(gateway.urls.daemonUrl, { max: 1, name: 'test daemon' });
    writers = new pg.Pool({ connectionString: gateway.urls.ownerUrl, max: writersAtOnce });
    const { rows } = await gateway.owner.query(`select workspace_id from rollcall.workspace where name = 'default'`);
    first = WorkspaceId.parse(rows[0].workspace_id);
  });
  afterAll(() => Promise.all([daemon?.destroy(), writers?.end()]));
  const seal = async (): Promise<void> => void (await sealEvents(known(daemon)));
  const tail = async (workspaceId = known(first)): Promise<number> => {
    const { rows } = await gateway.owner.query('select size from rollcall.audit_tail where workspace_id = $1', [
      workspaceId,
    ]);
    return Number(rows[0]?.size ?? 0);
  };
  return {
    get workspaceId() {
      return known(first);
    },
    seal,
    tail,
    async write(events, facts = {}) {
      const workspaceId = facts.workspaceId ?? known(first);
      await insert(gateway.owner, events, { ...facts, workspaceId });
      await seal();
      return tail(workspaceId);
    },
    async writeLate(events) {
      let left = events;
      const writer = async (): Promise<void> => {
        const client = await known(writers).connect();
        try {
          while (left > 0) {
            const many = Math.min(left, 1 + Math.floor(Math.random() * 3));
            left -= many;
            await client.query('begin');
            await insert(client, many, { workspaceId: known(first) });
            await sleep(Math.random() * lateMsMax);
            await client.query('commit');
          }
        } finally {
          client.release();
        }
      };
      let isWriting = true;
      const sealing = (async () => {
        while (isWriting) {
          await seal();
          await sleep(5);
        }
      })();
      await Promise.all(Array.from({ length: writersAtOnce }, writer));
      isWriting = false;
      await sealing;
      await seal();
    },
  };
}

async function insert(by: pg.Pool | pg.PoolClient, events: number, facts: EventFacts): Promise<void> {
  const { type = 'connection.updated', kind = 'connection', externalId = 'one', connectionId = null } = facts;
  await by.query(
    `insert into rollcall.audit_event
      (workspace_id, event_id, type, severity, connection_id, actor, subject_kind, subject_id, subject_name, after)
    select $1, gen_random_uuid(), $2, $3, $4, '{"type":"system","id":"test","name":"test"}', $5, $6, 'a name',
      jsonb_build_object('padding', repeat('x', $7))
    from generate_series(1, $8::int)`,
    [facts.workspaceId, type, facts.severity ?? 'normal', connectionId, kind, externalId, facts.padding ?? 0, events],
  );
}

/** The sequences that a stream tells of, up to one, held to its ids; what is no event is passed over. */
export async function sequencesThrough(stream: Stream, last: number): Promise<number[]> {
  const told: number[] = [];
  while ((told.at(-1) ?? 0) < last) {
    const event = await stream.nextOf('message');
    if (event === undefined) throw new Error(`the stream ended after ${told.at(-1)}, before ${last}`);
    told.push(sequenceOf(event));
  }
  return told;
}

/** The rest is held to its schema by the gateway that most tests ask. */
const Sequenced = z.object({ sequence: z.int().positive() });

export function sequenceOf({ data, id }: { readonly data: unknown; readonly id?: string }): number {
  const { sequence } = Sequenced.parse(data);
  if (id?.split(':')[1] !== `${sequence}`) throw new Error(`${id} is not the id of ${sequence}`);
  return sequence;
}

/** From one to another, both included. */
export function span(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, nth) => first + nth);
}
