import { growRange, leafHash, nothing, provesGrowth, provesInclusion } from '@rollcall/ledger';
import { type EventId, WorkspaceId } from '@rollcall/schema';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  appendEvent,
  growLogs,
  growthProof,
  inclusionProof,
  inWorkspace,
  leafOf,
  sealEvents,
  tailOf,
} from '../src/index.ts';
import { faultOfLog } from '../src/log/checkpoints.ts';
import { keyActor } from './support/given.ts';
import { useStore } from './support/store.ts';

const store = useStore();

/** A workspace of its own, for what a test breaks. */
let workspace: WorkspaceId;
beforeEach(async () => {
  workspace = WorkspaceId.parse(uuidv7());
  await store.owner.query(`insert into rollcall.workspace (workspace_id, name) values ($1, $2)`, [
    workspace,
    workspace,
  ]);
});

/** Appends so many events and seals them. */
async function given(events: number, of: WorkspaceId = workspace): Promise<readonly EventId[]> {
  const ids = await inWorkspace(store.gateway, of, async (tx) => {
    const appended = [];
    for (let nth = 0; nth < events; nth += 1) {
      const subject = { kind: 'gateway_key', externalId: `${nth}`, name: `"${nth}" \\ ünïcode \u0001` } as const;
      appended.push(await appendEvent(tx, { type: 'key.created', actor: keyActor, subject, after: { nth } }));
    }
    return appended;
  });
  await sealEvents(store.daemon);
  return ids;
}

async function growAll(): Promise<number> {
  let leaves = 0;
  for (;;) {
    const { leaves: more, isFull } = await growLogs(store.daemon);
    leaves += more;
    if (!isFull) return leaves;
  }
}

const texts = (of: WorkspaceId = workspace) =>
  inWorkspace(store.gateway, of, async (tx) => {
    const lines = [];
    for (let sequence = 1; sequence <= (await tailOf(tx)); sequence += 1)
      lines.push((await leafOf(tx, { sequence })).text);
    return lines;
  });

function rootOfTexts(lines: readonly string[]): Uint8Array {
  const log = growRange(nothing);
  for (const line of lines) log.appendText(line);
  return log.root();
}

async function treeRoot(of: WorkspaceId = workspace): Promise<{ size: number; root: Uint8Array }> {
  const { rows } = await store.owner.query(
    'select size::int, frontier from rollcall.audit_tree where workspace_id = $1',
    [of],
  );
  const { size, frontier } = rows[0];
  return { size, root: growRange({ begin: 0, end: size, hashes: frontier }).root() };
}

test('each sealed event becomes a leaf, and the tree grows by it, whenever it comes', async () => {
  await growAll();
  for (const [events, size] of [
    [1, 1],
    [300, 301],
    [2, 303],
  ] as const) {
    await given(events);
    expect(await growAll()).toBe(events);
    expect(await treeRoot()).toEqual({ size, root: rootOfTexts(await texts()) });
  }
  expect(await growAll()).toBe(0);
  const { rows } = await store.owner.query(
    `select count(*)::int as leaves, bool_and(l.leaf = rollcall.leaf_hash(rollcall.leaf_text(e, s.seq, s.sealed_at))) as right,
      (select array_agg(n.level::int) from rollcall.audit_node n where n.workspace_id = $1) as levels
    from rollcall.audit_leaf l join rollcall.sealed_event s using (workspace_id, seq) join rollcall.audit_event e using (workspace_id, event_id)
    where l.workspace_id = $1`,
    [workspace],
  );
  expect(rows).toEqual([{ leaves: 303, right: true, levels: [8] }]);
});

test('every event, and every growth, can be proven from what is kept', async () => {
  await given(530);
  await growAll();
  const lines = await texts();
  const size = lines.length;
  const root = rootOfTexts(lines);
  await inWorkspace(store.gateway, workspace, async (tx) => {
    for (const index of [0, 1, 255, 256, 511, 512, 529]) {
      const proof = await inclusionProof(tx, { index, size });
      expect(provesInclusion({ index, size }, { leaf: leafHash(lines[index] ?? ''), proof, root })).toBe(true);
      const growth = { from: index + 1, to: size };
      const fromRoot = rootOfTexts(lines.slice(0, index + 1));
      expect(provesGrowth(growth, { fromRoot, toRoot: root, proof: await growthProof(tx, growth) })).toBe(true);
    }
    await expect(inclusionProof(tx, { index: 0, size: 600 })).rejects.toMatchObject({ code: 'log_broken' });
  });
});

test('many workspaces grow side by side, and those with little to do first', async () => {
  await growAll();
  await store.owner.query(`
    with made as (insert into rollcall.workspace (workspace_id, name)
      select gen_random_uuid(), 'many-' || n from generate_series(1, 1000) n returning workspace_id)
    insert into rollcall.audit_event (workspace_id, event_id, type, actor, subject_kind, subject_id, subject_name)
      select workspace_id, gen_random_uuid(), 'key.created', '{}', 'gateway_key', n, n from made, generate_series(1, 3) n`);
  await store.owner.query(
    `insert into rollcall.audit_event (workspace_id, event_id, type, actor, subject_kind, subject_id, subject_name)
      select $1, gen_random_uuid(), 'key.created', '{}', 'gateway_key', n, n from generate_series(1, 12000) n`,
    [workspace],
  );
  await sealEvents(store.daemon);
  expect(await growLogs(store.daemon)).toEqual({ leaves: 10_000, faults: [], isFull: true });
  const few = async () =>
    (await store.owner.query(`select count(*)::int from rollcall.audit_tree where size = 3`)).rows[0].count;
  expect(await few()).toBe(1_000);
  expect(await growAll()).toBe(5_000);
  expect(await treeRoot()).toEqual({ size: 12_000, root: rootOfTexts(await linesOf(workspace)) });
});

/** All lines in one question. */
async function linesOf(of: WorkspaceId): Promise<readonly string[]> {
  const { rows } = await store.owner.query(
    `select rollcall.leaf_text(e, s.seq, s.sealed_at) as text
    from rollcall.sealed_event s join rollcall.audit_event e using (workspace_id, event_id)
    where s.workspace_id = $1 order by s.seq`,
    [of],
  );
  return rows.map(({ text }) => text);
}

describe('the line of an event', () => {
  const everything = `
    insert into rollcall.audit_event (workspace_id, event_id, recorded_at, type, severity, connection_id, actor, subject_kind,
      subject_id, subject_name, cause, before, after, run_id, operation_id, true_after, true_from, about_event_id, traceparent)
    values ($1, '00000000-0000-7000-8000-000000000001', '2026-03-29 01:59:59.123456+00', 'resource.changed', 'alarm',
      '00000000-0000-7000-8000-000000000002', '{"type": "api_key"}', 'inbox', 'a"b\\c', E'tab\\t \\u00fc \\U0001F600',
      '{"kind": "provider"}', '{"n": 1.10, "big": 123456789012345678901234567890.5}', '{"n": 1E-7, "deep": {"b": [null, true]}}',
      '00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000004', '2026-06-01 12:00:00+00',
      '2026-06-01 12:00:00.5+00', '00000000-0000-7000-8000-000000000005', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')`;
  const line = `{"sequence": 7, "sealed_at": "2026-11-28T22:00:00.000001Z", "workspace_id": "WORKSPACE", "event_id": "00000000-0000-7000-8000-000000000001", "recorded_at": "2026-03-29T01:59:59.123456Z", "type": "resource.changed", "severity": "alarm", "connection_id": "00000000-0000-7000-8000-000000000002", "actor": {"type": "api_key"}, "subject_kind": "inbox", "subject_id": "a\\"b\\\\c", "subject_name": "tab\\t \u00fc \u{1F600}", "cause": {"kind": "provider"}, "before": {"n": 1.10, "big": 123456789012345678901234567890.5}, "after": {"n": 0.0000001, "deep": {"b": [null, true]}}, "true_after": "2026-06-01T12:00:00Z", "true_from": "2026-06-01T12:00:00.5Z", "run_id": "00000000-0000-7000-8000-000000000003", "operation_id": "00000000-0000-7000-8000-000000000004", "about_event_id": "00000000-0000-7000-8000-000000000005", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}`;

  const lineWith = async (settings: Readonly<Record<string, string>>): Promise<string> => {
    const client = new pg.Client(store.urls.ownerUrl);
    await client.connect();
    try {
      for (const [name, value] of Object.entries(settings))
        await client.query('select set_config($1, $2, false)', [name, value]);
      const { rows } = await client.query(
        `select rollcall.leaf_text(e, 7, '2026-11-28 22:00:00.000001+00') as text from rollcall.audit_event e where e.workspace_id = $1`,
        [workspace],
      );
      return rows[0].text;
    } finally {
      await client.end();
    }
  };

  test.each([
    { settings: {} },
    { settings: { TimeZone: 'America/St_Johns', DateStyle: 'SQL, DMY' } },
    { settings: { TimeZone: 'Asia/Kathmandu', DateStyle: 'German', extra_float_digits: '-15' } },
    { settings: { DateStyle: 'Postgres, MDY', bytea_output: 'escape', IntervalStyle: 'sql_standard' } },
    { settings: { lc_numeric: 'C', lc_time: 'C', standard_conforming_strings: 'off', quote_all_identifiers: 'on' } },
    { settings: { search_path: 'pg_catalog', jit: 'on', jit_above_cost: '0', xmlbinary: 'hex' } },
  ])('is the same, and says all, whatever the session is set to: $settings', async ({ settings }) => {
    await store.owner.query(everything, [workspace]);
    expect(await lineWith(settings)).toBe(line.replace('WORKSPACE', workspace));
  });

  test('holds every column, with nothing for one that is null', async () => {
    await store.owner.query(everything, [workspace]);
    const { rows } = await store.owner.query<{ name: string; nullable: boolean }>(
      `select attname as name, not attnotnull as nullable from pg_attribute
      where attrelid = 'rollcall.audit_event'::regclass and attnum > 0 and not attisdropped`,
    );
    const keys = (text: string) => Object.keys(JSON.parse(text)).toSorted();
    expect(keys(await lineWith({}))).toEqual(['sealed_at', 'sequence', ...rows.map(({ name }) => name)].toSorted());
    const other = WorkspaceId.parse(uuidv7());
    await given(1, other);
    const plain = await inWorkspace(store.gateway, other, (tx) => leafOf(tx, { sequence: 1 }));
    const nullable = rows.filter((row) => row.nullable && row.name !== 'after').map(({ name }) => name);
    expect(keys(plain.text)).toEqual(keys(await lineWith({})).filter((name) => !nullable.includes(name)));
  });
});

describe('where something is not as it was left, nothing is added, it is said, and all others grow', () => {
  /** Changes something that nobody may change, as a superuser who means to would. */
  const tamper = async (statement: string) => {
    const client = await store.owner.connect();
    try {
      await client.query(`set session_replication_role = replica`);
      await client.query(statement.replaceAll('WORKSPACE', `'${workspace}'`));
    } finally {
      await client.query(`set session_replication_role = origin`);
      client.release();
    }
  };

  test.each([
    {
      what: 'an order that was set back behind the tree',
      statement: `delete from rollcall.sealed_event where workspace_id = WORKSPACE and seq > 4;
        update rollcall.audit_tail set size = 4 where workspace_id = WORKSPACE`,
      more: 0,
      fault: 'the tree holds 5 events, and their order ends at 4',
    },
    {
      what: 'an order without its tail',
      statement: `delete from rollcall.audit_tail where workspace_id = WORKSPACE`,
      more: 0,
      fault: 'the tree holds 5 events, and their order ends at 0',
    },
    {
      what: 'an event that was altered after it got its leaf',
      statement: `update rollcall.audit_event e set subject_name = 'x' from rollcall.sealed_event s where s.seq = 5
        and s.workspace_id = WORKSPACE and e.workspace_id = s.workspace_id and e.event_id = s.event_id`,
      more: 1,
      fault: 'the event 5 is not the one that its leaf was made of',
    },
    {
      what: 'an order that was set back and went on otherwise',
      statement: `delete from rollcall.sealed_event where workspace_id = WORKSPACE and seq = 5;
        update rollcall.audit_tail set size = 4 where workspace_id = WORKSPACE`,
      more: 2,
      fault: 'the event 5 is not the one that its leaf was made of',
    },
    {
      what: 'a tree that was set back',
      statement: `delete from rollcall.audit_tree where workspace_id = WORKSPACE`,
      more: 0,
      fault: 'there are leaves beyond 0, which the tree says is the last',
    },
    {
      what: 'a gap in the order',
      statement: `delete from rollcall.audit_leaf where workspace_id = WORKSPACE;
        delete from rollcall.audit_tree where workspace_id = WORKSPACE;
        delete from rollcall.sealed_event where workspace_id = WORKSPACE and seq = 3`,
      more: 0,
      fault: 'some of the events from 1 to 5 are missing',
    },
  ])('$what', async ({ statement, more, fault }) => {
    await given(5);
    await growAll();
    await tamper(statement);
    await given(more);
    const other = WorkspaceId.parse(uuidv7());
    await given(2, other);
    const before = await store.owner.query('select count(*)::int from rollcall.audit_leaf where workspace_id = $1', [
      workspace,
    ]);
    const { faults, leaves } = await growLogs(store.daemon);
    expect({ faults: faults.filter(({ workspaceId }) => workspaceId === workspace), leaves }).toEqual({
      faults: [{ workspaceId: workspace, fault }],
      leaves: 2,
    });
    const after = await store.owner.query('select count(*)::int from rollcall.audit_leaf where workspace_id = $1', [
      workspace,
    ]);
    expect(after.rows).toEqual(before.rows);
    // Nobody is held up by what is passed over.
    expect(
      (await growLogs(store.daemon, [workspace])).faults.filter(({ workspaceId }) => workspaceId === workspace),
    ).toEqual([]);
    await tamper(`delete from rollcall.audit_tree where workspace_id = WORKSPACE;
      delete from rollcall.audit_leaf where workspace_id = WORKSPACE; delete from rollcall.sealed_event where workspace_id = WORKSPACE;
      delete from rollcall.audit_tail where workspace_id = WORKSPACE; delete from rollcall.audit_event where workspace_id = WORKSPACE`);
  });
});

test('a node that somebody put where one will stand stops no log from growing', async () => {
  await store.owner.query(
    `insert into rollcall.audit_node (workspace_id, level, index, hash) values ($1, 8, 0, sha256('x'))`,
    [workspace],
  );
  await given(256);
  const other = WorkspaceId.parse(uuidv7());
  await given(256, other);
  expect(await growLogs(store.daemon)).toMatchObject({ leaves: 512, faults: [] });
  const why = await inWorkspace(store.daemon, workspace, faultOfLog);
  expect(why).toBe('the log of 256 events is not the one of 0 that was signed and what was added since');
  expect(await inWorkspace(store.daemon, other, faultOfLog)).toBeUndefined();
});

test('a tree is stored where its leaves end, and by whoever made them', async () => {
  await given(3);
  await growAll();
  const store3 = `select rollcall.store_trees(array[$1::uuid], array[$2::bigint], array[$3::bytea], '{}', '{}', '{}', '{}')`;
  const daemon = new pg.Client(store.urls.daemonUrl);
  await daemon.connect();
  try {
    for (const [size, hashes] of [
      [2, 1],
      [3, 2],
      [4, 1],
    ] as const) {
      const frontier = Buffer.alloc(32 * hashes);
      await expect(daemon.query(store3, [workspace, size, frontier])).rejects.toThrow('only grows');
    }
    await store.owner.query('select pg_advisory_lock(7209037)');
    await expect(daemon.query(store3, [workspace, 4, Buffer.alloc(32)])).rejects.toMatchObject({ code: '55P03' });
  } finally {
    await daemon.end();
    await store.owner.query('select pg_advisory_unlock_all()');
  }
});
