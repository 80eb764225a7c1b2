import { inWorkspace, openDatabase, recordFindings } from '@rollcall/db';
import { CataloguedRule, Finding, FindingSummary, WorkspaceId } from '@rollcall/schema';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { useGateway } from './support/gateway.ts';

const gateway = useGateway();
const List = z.object({ data: z.array(Finding), nextCursor: z.string().nullable() });
const One = z.object({ data: Finding });
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

/** As the daemon's rules do. */
beforeAll(async () => {
  const { rows } = await gateway.owner.query('select workspace_id as id from rollcall.workspace where is_first');
  const db = openDatabase(gateway.urls.daemonUrl, { max: 1, name: 'daemon' });
  const said = { severity: 'notice', remedy: 'Look.', evidence: [], money: null, operationId: null } as const;
  const of = { ...said, eventId: null, connectionId: null, subject: null };
  try {
    await inWorkspace(db, WorkspaceId.parse(rows[0].id), (tx) =>
      recordFindings(tx, { rules: ['run_held', 'operation_leaked'], actor: { type: 'daemon', id: 'd', name: 'd' } }, [
        [
          { ...of, rule: 'run_held', fingerprint: 'run_held a', sentence: 'It is held.' },
          {
            ...of,
            rule: 'operation_leaked',
            severity: 'alarm',
            fingerprint: 'operation_leaked b',
            sentence: 'Leaked.',
          },
        ],
      ]),
    );
  } finally {
    await db.destroy();
  }
});

const list = async (input: object = {}) => List.parse((await gateway.query('findings.list', input)).data);
const sentences = async (input: object) => (await list(input)).data.map(({ sentence }) => sentence);

test.each([
  { input: {}, shows: ['Leaked.', 'It is held.'] },
  { input: { severity: 'alarm' }, shows: ['Leaked.'] },
  { input: { family: 'trust' }, shows: ['It is held.'] },
  { input: { rule: 'run_held', family: 'drift' }, shows: [] },
  { input: { state: 'resolved' }, shows: [] },
  { input: { assigned: 'ada' }, shows: [] },
])('of findings, $input shows $shows', async ({ input, shows }) => {
  expect(await sentences(input)).toEqual(shows);
});

test('a list goes on from its cursor', async () => {
  const first = await list({ limit: 1 });
  const second = await list({ limit: 1, cursor: first.nextCursor });
  expect([...first.data, ...second.data].map(({ sentence }) => sentence)).toEqual(['Leaked.', 'It is held.']);
  expect(second.nextCursor).toBeNull();
});

test('a key that may read findings says nothing of them; one that may write them does', async () => {
  const [found] = (await list({ severity: 'notice' })).data;
  const reader = await gateway.key(['inventory:read']);
  const writer = await gateway.key(['findings:write']);
  const acknowledge = (token: string) => gateway.mutate('findings.acknowledge', { id: found?.id }, token);
  expect((await acknowledge(reader.token)).error).toMatchObject({ code: 'scope_missing' });
  const { data } = await acknowledge(writer.token);
  expect(One.parse(data).data).toMatchObject({ state: 'acknowledged', acknowledged: { by: { id: writer.id } } });
  const accept = (until: string) => gateway.mutate('findings.accept', { id: found?.id, reason: 'it may', until });
  expect((await accept(inDays(-1))).error).toMatchObject({ code: 'invalid_input', issues: [{ path: 'until' }] });
  expect((await accept(inDays(367))).error).toMatchObject({ code: 'invalid_input', issues: [{ path: 'until' }] });
  const until = inDays(366);
  expect(One.parse((await accept(until)).data).data).toMatchObject({ accepted: { reason: 'it may', until } });
  const summary = z.object({ data: FindingSummary }).parse((await gateway.query('findings.summary', {})).data);
  expect(summary.data).toMatchObject({ total: 2, states: { open: 1, acknowledged: 0, accepted: 1 } });
  // No daemon judges here, nor seals.
  expect(summary.data).toMatchObject({ judgedAt: null, isBehind: false });
});

test('what is about no one change cannot be taken back, and says what to do', async () => {
  const [found] = (await list({ severity: 'alarm' })).data;
  expect((await gateway.mutate('findings.revert', { id: found?.id })).error).toMatchObject({
    ...{ code: 'finding_not_revertible', message: expect.stringContaining('remedy') },
  });
});

test('every rule is told of, found or not', async () => {
  const rules = async (input: object) =>
    z.object({ data: z.array(CataloguedRule) }).parse((await gateway.query('findings.rules', input)).data).data;
  expect((await rules({})).map(({ rule }) => rule)).toContain('rule_failed');
  expect(new Set((await rules({ family: 'trust' })).map(({ family }) => family))).toEqual(new Set(['trust']));
});
