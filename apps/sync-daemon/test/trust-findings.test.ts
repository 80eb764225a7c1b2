import { inWorkspace, listFindings, sealEvents } from '@rollcall/db';
import type { Finding, FindingRule } from '@rollcall/schema';
import { beforeAll, expect, test } from 'vitest';
import { judgeWorkspace } from '../src/judging/judge-workspace.ts';
import { answerShapesSet } from '../src/judging/sets/answer-shapes.ts';
import { connectionsSet } from '../src/judging/sets/connections.ts';
import { keyCountsSet, keysSet } from '../src/judging/sets/keys.ts';
import { providerWorkSet } from '../src/judging/sets/provider-work.ts';
import { ratesSet } from '../src/judging/sets/rates.ts';
import { reputationsSet } from '../src/judging/sets/reputations.ts';
import { scopesSet } from '../src/judging/sets/scopes.ts';
import { type Connected, useInstallation } from './support/installation.ts';
import { type TestSandbox, useSandboxes } from './support/sandboxes.ts';

// What is judged here is what sandboxes of these providers told, in real runs.
const installation = useInstallation();
const now = new Date().toISOString().slice(0, 10);
const sandboxes = {
  hosts: useSandboxes('adbtd'),
  orders: useSandboxes('simple-inboxes'),
  newsletters: useSandboxes('elastic-email'),
};
const started: Partial<Record<keyof typeof sandboxes, { sandbox: TestSandbox; connection: Connected }>> = {};
const at = (name: keyof typeof sandboxes) => {
  const found = started[name];
  if (found === undefined) throw new Error(`${name} is not there yet`);
  return found;
};

beforeAll(async () => {
  const sizes = {
    hosts: { host: 4, domain: 2, inbox: 2 },
    orders: { domain: 8, dns_record: 0, inbox: 0 },
    newsletters: { suppression: 0 },
  };
  for (const name of ['hosts', 'orders', 'newsletters'] as const) {
    const sandbox = await sandboxes[name]({ seed: 1, now, sizes: sizes[name] });
    const connection = await installation.connect(sandbox);
    started[name] = { sandbox, connection };
    await installation.run(connection);
  }
}, 60_000);

const sets = [
  ...[providerWorkSet, reputationsSet, keysSet, keyCountsSet, connectionsSet, scopesSet, ratesSet, answerShapesSet],
];

/** The open findings of a rule, by what is said of them, once everything was judged again. */
async function found(rule: FindingRule): Promise<readonly Finding[]> {
  const signal = new AbortController().signal;
  await judgeWorkspace({ ...installation.daemon, signal }, installation.workspaceId, sets);
  return inWorkspace(installation.daemon.db, installation.workspaceId, (tx) =>
    listFindings(tx, { rules: [rule], every: false, limit: 100 }),
  );
}

const named = async (rule: FindingRule): Promise<readonly string[]> =>
  (await found(rule)).map(({ subject, sentence }) => subject?.name ?? sentence).toSorted();
const change = (text: string, values: readonly unknown[] = []) => installation.owner.query(text, [...values]);

test('no rule breaks over what these providers list, and nothing of theirs is late or wrong in form', async () => {
  expect((await found('rule_failed')).flatMap(({ evidence }) => evidence)).toEqual([]);
  expect(await named('scope_not_proven')).toEqual([]);
  expect(await named('budget_starved')).toEqual([]);
  expect(await named('document_left')).toEqual([]);
  expect(await named('credential_failing')).toEqual([]);
  expect(await named('credential_rotation_due')).toEqual([]);
});

test('work that failed is found until the same is done', async () => {
  const [failed, ...others] = (await found('provisioning_failed')).filter(
    ({ subject }) => subject?.kind === 'domain_action',
  );
  expect({ others, evidence: failed?.evidence }).toEqual({
    others: [],
    evidence: ['the provider says: the registrar did not answer', 'it was tried 3 times of 3'],
  });
  // The same is done since, as a later run would have recorded it.
  await change(
    `insert into rollcall.resource select (jsonb_populate_record(r, jsonb_build_object('external_id', 'later',
      'attributes', r.attributes || '{"status": "completed", "createdAt": "2099-01-01T00:00:00Z"}'))).*
    from rollcall.resource r where r.kind = 'domain_action' and r.external_id = $1`,
    [failed?.subject?.externalId],
  );
  expect((await found('provisioning_failed')).filter(({ subject }) => subject?.kind === 'domain_action')).toEqual([]);
  await change(`delete from rollcall.resource where external_id = 'later'`);
});

test('what stands on a list is found, and what may come back from its rest', async () => {
  const listed = (await found('blacklisted')).map(({ subject, severity }) => `${subject?.kind} ${severity}`);
  expect(listed.toSorted()).toEqual(['host alarm', 'recovery_entry notice']);
  expect(await named('ready_to_reactivate')).toEqual([expect.stringMatching(/-rest-2\.example$/)]);
});

test('keys are found that nobody uses, that are open to all, that may do everything, and that end', async () => {
  const { connection } = at('newsletters');
  expect(await named('key_too_broad')).toEqual(['newsletter']);
  const unused = (await found('key_unused')).filter(({ subject }) => subject?.kind === 'api_key');
  expect(unused.map(({ subject, connection: of }) => [subject?.name, of])).toEqual([['newsletter', connection.name]]);
  const open = (await found('key_without_networks')).filter(({ subject }) => subject?.kind === 'api_key');
  expect(open.map(({ subject }) => subject?.name).toSorted()).toEqual(['console', 'newsletter']);
});

test('that a key was used makes no drift, and is known all the same', async () => {
  const { sandbox, connection } = at('newsletters');
  const { rows } = await change(
    `select count(*)::int as events from rollcall.audit_event where type = 'resource.changed'`,
  );
  await sandbox.change({ do: 'edit', kind: 'api_key', id: 'newsletter', set: { LastUse: new Date().toISOString() } });
  await installation.run(connection, { kinds: ['sub_account', 'api_key'] });
  const after = await change(
    `select count(*)::int as events from rollcall.audit_event where type = 'resource.changed'`,
  );
  expect(after.rows).toEqual(rows);
  expect(await named('key_too_broad')).toEqual([]);
  expect((await found('key_unused')).filter(({ subject }) => subject?.name === 'newsletter')).toEqual([]);
});

test("a gateway key is judged by when it was used, and what is of no connection is no connection's", async () => {
  await change(`insert into rollcall.api_key (workspace_id, key_id, name, secret_hmac, scopes, units_per_minute, created_at, expires_at)
    select workspace_id, 'oldoldoldold', 'forgotten', '\\x00', '{inventory:read}', 60, now() - interval '91 days', now() + interval '5 days'
    from rollcall.workspace`);
  const [unused] = (await found('key_unused')).filter(({ subject }) => subject?.kind === 'gateway_key');
  expect(unused).toMatchObject({ connection: null, subject: { externalId: 'oldoldoldold', name: 'forgotten' } });
  const [ends] = (await found('key_expiring')).filter(({ subject }) => subject?.kind === 'gateway_key');
  expect(ends).toMatchObject({ severity: 'alarm', connection: null });
  await change(`update rollcall.api_key set last_used_on = current_date where key_id = 'oldoldoldold'`);
  expect((await found('key_unused')).filter(({ subject }) => subject?.kind === 'gateway_key')).toEqual([]);
  await change(`update rollcall.api_key set revoked_at = now() where key_id = 'oldoldoldold'`);
  expect((await found('key_expiring')).filter(({ subject }) => subject?.kind === 'gateway_key')).toEqual([]);
});

test('a connection is judged by how its credential is taken, and since when it has it', async () => {
  const { connection } = at('hosts');
  await change(`update rollcall.connection set refusals = 1 where connection_id = $1`, [connection.id]);
  expect(await found('credential_failing')).toMatchObject([{ severity: 'notice', connection: connection.name }]);
  await change(
    `update rollcall.connection set refusals = 3, circuit_opened_at = now(), circuit_reason = 'unauthorized: no' where connection_id = $1`,
    [connection.id],
  );
  expect(await found('credential_failing')).toMatchObject([{ severity: 'alarm', evidence: ['unauthorized: no'] }]);
  await change(
    `update rollcall.connection set refusals = 0, circuit_opened_at = null, circuit_reason = null where connection_id = $1`,
    [connection.id],
  );
  await change(`update rollcall.credential set given_at = now() - interval '181 days' where connection_id = $1`, [
    connection.id,
  ]);
  expect(await named('credential_rotation_due')).toEqual([connection.name]);
  expect(await named('credential_failing')).toEqual([]);
  await change(`update rollcall.credential set given_at = now()`);
});

test('scopes are late by the grade that they can earn, also those that were never listed', async () => {
  const { connection } = at('hosts');
  // Tests leave their connections to themselves: once a year.
  await change(`update rollcall.connection set schedule = '0 * * * *' where connection_id = $1`, [connection.id]);
  const ofHosts = 'where connection_id = $1 and kind = $2';
  await change(`update rollcall.scope set whole_at = now() - interval '4 days' ${ofHosts}`, [connection.id, 'inbox']);
  expect(await found('scope_not_proven')).toMatchObject([
    { evidence: ['nothing is known to have failed: it was not listed'] },
  ]);
  await change(`update rollcall.scope set trouble = 'unavailable: HTTP 500' ${ofHosts}`, [connection.id, 'inbox']);
  expect(await found('scope_not_proven')).toMatchObject([{ evidence: ['unavailable: HTTP 500'] }]);
  await change(`update rollcall.scope set whole_at = now(), trouble = null ${ofHosts}`, [connection.id, 'inbox']);
  await change(`delete from rollcall.scope ${ofHosts}`, [connection.id, 'host']);
  expect(await found('scope_not_proven'), 'it was added just now').toEqual([]);
  await change(`update rollcall.connection set created_at = now() - interval '4 days' where connection_id = $1`, [
    connection.id,
  ]);
  expect(await found('scope_not_proven')).toMatchObject([
    { sentence: expect.stringMatching(/host was not proven since the connection was added/) },
  ]);
  await change(`update rollcall.connection set state = 'paused', next_due_at = null where connection_id = $1`, [
    connection.id,
  ]);
  expect(await found('scope_not_proven'), 'a paused one is not listed on purpose').toEqual([]);
  await change(`update rollcall.connection set state = 'active', created_at = now() where connection_id = $1`, [
    connection.id,
  ]);
});

test("of each page of a key's count the listing must be believed", async () => {
  const { connection } = at('newsletters');
  const before = await found('keys_near_limit');
  expect(before).toMatchObject([{ connection: connection.name, severity: 'notice' }]);
  await change(`update rollcall.scope set trouble = 'unavailable: HTTP 500' where connection_id = $1`, [connection.id]);
  await change(
    `update rollcall.resource set presence = 'missing', missing_since = now() where kind = 'api_key' and connection_id = $1`,
    [connection.id],
  );
  await change(
    `update rollcall.resource set presence = 'live', missing_since = null where kind = 'api_key' and connection_id = $1`,
    [connection.id],
  );
  expect(await found('keys_near_limit'), 'it stays as it is').toEqual(before);
  await change(`update rollcall.scope set trouble = null where connection_id = $1`, [connection.id]);
});

test('requests that are used up for hours are found, by what failed for want of them', async () => {
  const { connection } = at('hosts');
  const of = `where connection_id = $1 and kind = 'inbox'`;
  await change(
    `update rollcall.scope set trouble = 'rate_limited: the rate budget allowed no request for 60 s' ${of}`,
    [connection.id],
  );
  expect(await found('budget_starved'), 'it was believed just now').toEqual([]);
  await change(`update rollcall.scope set believed_at = now() - interval '4 hours' ${of}`, [connection.id]);
  expect(await found('budget_starved')).toMatchObject([{ severity: 'alarm', subject: { name: connection.name } }]);
  await change(`update rollcall.scope set trouble = null, believed_at = now() ${of}`, [connection.id]);
  await change(`update rollcall.rate_budget set paused_until = now() + interval '2 hours' where connection_id = $1`, [
    connection.id,
  ]);
  expect(await found('budget_starved')).toMatchObject([{ severity: 'notice' }]);
  await change(`update rollcall.rate_budget set paused_until = null`);
});

test('an answer that leaves its document is found by its operation and its field, and is over when it is back', async () => {
  const { sandbox, connection } = at('hosts');
  await sandbox.fault({ operation: 'listMailboxes', fault: 'extra_fields', times: 0, fields: { warmup: true } });
  await installation.run(connection);
  const [left, ...others] = await found('document_left');
  expect(others).toEqual([]);
  expect(left?.sentence).toMatch(
    /^listMailboxes on .* answers otherwise than the document .*"data\[\]\.warmup" appeared/,
  );
  await sandbox.clearFaults();
  await change(`update rollcall.answer_shape set seen_at = seen_at - interval '25 hours' where documented is null`);
  expect(await named('document_left')).toEqual([]);
  await sealEvents(installation.daemon.db);
});
