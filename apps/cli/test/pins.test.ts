import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test, vi } from 'vitest';
import { answers } from './support/answers.ts';
import { useStack } from './support/stack.ts';

const stack = useStack();

async function owner(statements: string) {
  const client = new pg.Client({ connectionString: stack.database.ownerUrl });
  await client.connect();
  try {
    return (await client.query(statements)).rows;
  } finally {
    await client.end();
  }
}

/** Has the log signed as it is now, and answers the checkpoint that the daemon keeps in its file: that one or a newer. */
async function kept(): Promise<{ readonly size: number }> {
  await stack.ask(['audit', 'checkpoint', '--fresh'], answers.auditCheckpoint);
  const [newest] = await owner(
    `select workspace_id as id, number::int from rollcall.audit_checkpoint order by number desc limit 1`,
  );
  const file = join(stack.dataDir, 'checkpoints', `${newest.id}.ndjson`);
  const last = (): number =>
    Number(/"number":(\d+)[^\n]*\n$/.exec(existsSync(file) ? readFileSync(file, 'utf8') : '')?.[1]);
  await vi.waitUntil(() => last() >= newest.number, { timeout: 20_000 });
  return (await owner(`select size::int from rollcall.audit_checkpoint where number = ${last()}`))[0];
}

test('a tail that is cut off with all that tells of it is found by what the daemon keeps, without being told where', async () => {
  const { size: to } = await kept();
  await stack.cli(['keys', 'create', 'late', '--scope', 'audit:read']);
  await vi.waitUntil(async () => (await owner('select size::int from rollcall.audit_tree'))[0].size > to, 10_000);
  const { size } = await kept();
  const { pins, right } = await stack.ask(['verify'], answers.verified);
  expect([pins, right]).toEqual([expect.any(Number), true]);
  expect(pins).toBeGreaterThanOrEqual(2);
  await owner(`begin; set local session_replication_role = replica;
    delete from rollcall.api_key k using rollcall.audit_event e join rollcall.sealed_event s using (event_id)
      where s.seq > ${to} and e.subject_kind = 'gateway_key' and e.subject_id = k.key_id;
    delete from rollcall.audit_event e using rollcall.sealed_event s where s.event_id = e.event_id and s.seq > ${to};
    delete from rollcall.sealed_event where seq > ${to}; delete from rollcall.audit_leaf where seq > ${to};
    delete from rollcall.audit_node where (index + 1) << level > ${to};
    delete from rollcall.audit_checkpoint where size > ${to}; update rollcall.audit_tail set size = ${to};
    update rollcall.audit_tree set size = ${to}, frontier = (select c.frontier from rollcall.audit_checkpoint c where c.size = ${to} limit 1);
    update rollcall.checkpoint_pin set number = (select max(number) from rollcall.audit_checkpoint);
    commit`);
  const found = await stack.ask(['verify'], answers.verified, { code: 1 });
  expect(found.problems).toEqual([
    {
      ...{ kind: 'rolled_back', sequence: null },
      sentence: expect.stringContaining(
        `was signed for ${size} events, and the log holds ${to}: ${to + 1} to ${size} were cut off`,
      ),
    },
  ]);
  // What is left fits: nobody who looks at the database alone can know.
  expect(await stack.ask(['verify', '--pin', '/dev/null'], answers.verified)).toMatchObject({ pins: 0, right: true });
}, 60_000);
