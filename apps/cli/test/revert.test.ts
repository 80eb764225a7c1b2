import { createRollcall } from '@rollcall/client';
import type { AuditEvent, Bulk, EventType, Finding, Resource } from '@rollcall/schema';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { answers } from './support/answers.ts';
import { ErrorDocument } from './support/cli.ts';
import { first, scenarioOn } from './support/scenario.ts';
import { useStack } from './support/stack.ts';
import type { TestSandbox } from './support/test-sandbox.ts';

const stack = useStack();
const scenario = scenarioOn(stack);
/** What is only looked up goes the short way: a command takes longer than what it asks. */
const rollcall = () => createRollcall({ url: stack.gatewayUrl, apiKey: stack.adminKey });

let shop: TestSandbox;
let mail: TestSandbox;
beforeAll(async () => {
  shop = await stack.connect('shop', { seed: 7, provider: 'simple-inboxes', sizes: { domain: 2, order: 1 } });
  // As many requests a minute as these syncs need: what is tried here is not the waiting for a rate.
  await stack.cli(['connections', 'update', 'shop', '--rate', 'default=6000']);
  mail = await stack.connect('mail', { seed: 7, provider: 'mailbux', sizes: { domain: 1, inbox: 4 } });
  await stack.ask(['sync'], answers.sync);
});

describe('a change that somebody else made', () => {
  test('of a DNS record is taken back as it was shown, once it is approved, and put down to the operation', async () => {
    const before = first(await live('shop', 'dns_record'));
    await shop.change({ do: 'alter', kind: 'dns_record', id: before.externalId, attribute: 'content' });
    await scenario.sync('shop');
    const event = first(await scenario.events('shop', '--standing', 'open'));
    expect(event).toMatchObject({
      ...{ subject: { externalId: before.externalId }, standing: 'open', cause: { kind: 'out_of_band' } },
      before: { content: before.attributes['content'] },
    });

    const { parts, plan, warnings } = await revert(event.id);
    const was = { what: 'content', before: before.attributes['content'], now: 'by-hand.example', reason: null };
    expect(parts).toEqual([{ ...was, after: was.before }]);
    expect(warnings).toEqual([expect.stringContaining('under another id')]);
    expect(plan).toMatchObject({ state: 'planned', reverts: event.id });
    const steps = ['simple-inboxes.addDnsRecord', 'simple-inboxes.deleteDnsRecord'];
    expect(plan.items.map(({ procedure }) => procedure)).toEqual(steps);
    const [vain, late] = [await planOf(event), await planOf(event)];
    // Showing it was one step; nothing happens before the other.
    expect(await shop.received('addDnsRecord')).toBe(0);

    // What could not be written again is not ended either, and is still to be decided.
    await shop.fault({ operation: 'addDnsRecord', fault: 'status', status: 409 });
    await apply(vain);
    await shop.clearFaults();
    expect(await shop.received('deleteDnsRecord')).toBe(0);
    expect(await standingOf(event)).toBe('open');

    const applied = await stack.cli(['apply', plan.id, '--hash', plan.hash.slice(0, 12), '--wait', '--json']);
    expect(applied).toMatchObject({ code: 0, json: { data: { id: plan.id, counts: { succeeded: 2 } } } });
    await expect(apply(late)).rejects.toThrow(/is being reverted/);
    expect(await standingOf(event)).toBe('reverting');
    expect((await shop.items('dns_record')).map(({ id }) => id)).not.toContain(before.externalId);
    await scenario.sync('shop');
    const restored = (await live('shop', 'dns_record')).filter(({ name }) => name === before.name);
    expect(restored.map(meaningOf)).toContainEqual(meaningOf(before));
    const changes = (await eventsOf('shop')).filter(({ subject }) => subject.name === before.name).slice(0, 2);
    expect(changes.map(({ type, cause }) => [type, cause?.kind]).sort()).toEqual([
      ['resource.appeared', 'operation'],
      ['resource.vanished', 'operation'],
    ]);
    const accepted = await eventsOf('shop', 'operation.accepted');
    expect(accepted.map(({ after }) => after?.['reverts'])).toEqual([event.id, event.id, event.id]);
    expect(await refusal(['revert', event.id])).toMatchObject({
      code: 'event_decided',
      details: { standing: 'reverted' },
    });
  });

  test('is taken back whatever it was: one that came goes, one that went comes back, a setting is as before', async () => {
    // Not the one that was only just made again: that would be waited for.
    const texts = (await live('shop', 'dns_record')).filter(({ attributes }) => attributes['type'] === 'TXT');
    const gone = first(texts.toReversed());
    const [domain, person] = [first(await live('shop', 'domain')), first(await live('shop', 'inbox'))];
    const described = first(await live('mail', 'inbox'));
    await shop.change({ do: 'delete', kind: 'dns_record', id: gone.externalId });
    await shop.change({ do: 'create', kind: 'dns_record', name: `by-hand.${domain.name}` });
    await shop.change({ do: 'alter', kind: 'domain', id: domain.externalId, attribute: 'forwardingUrl' });
    await shop.change({ do: 'alter', kind: 'inbox', id: person.externalId, attribute: 'lastName' });
    await mail.change({ do: 'alter', kind: 'inbox', id: described.externalId, attribute: 'quotaBytes' });
    await stack.ask(['sync'], answers.sync);
    const events = [...(await open('shop')), ...(await open('mail'))];
    expect(events.map(({ type, subject }) => `${type} ${subject.kind}`).sort()).toEqual([
      ...[
        'resource.appeared dns_record',
        'resource.changed domain',
        'resource.changed inbox',
        'resource.changed inbox',
      ],
      'resource.vanished dns_record',
    ]);
    for (const event of events) await apply(await planOf(event));
    await stack.ask(['sync'], answers.sync);
    expect(await Promise.all(events.map(standingOf))).toEqual(events.map(() => 'reverted'));
    expect([...(await open('shop')), ...(await open('mail'))]).toEqual([]);
    const records = await live('shop', 'dns_record');
    expect(records.map(({ name }) => name)).not.toContain(`by-hand.${domain.name}`);
    expect(records.map(meaningOf)).toContainEqual(meaningOf(gone));
    expect((await live('shop', 'domain')).map(meaningOf)).toContainEqual(meaningOf(domain));
    expect((await live('shop', 'inbox')).map(meaningOf)).toContainEqual(meaningOf(person));
    expect((await live('mail', 'inbox')).map(meaningOf)).toContainEqual(meaningOf(described));
  });

  test('and that cannot be undone says so; what comes nearest is done if asked for; or all is taken as right', async () => {
    const [one, other] = await live('mail', 'inbox');
    for (const { externalId: id } of [one, other].filter((inbox) => inbox !== undefined)) {
      await mail.change({ do: 'delete', kind: 'inbox', id });
    }
    await scenario.sync('mail');
    const events = await open('mail');
    const [event, second] = [one, other].map((inbox) =>
      first(events.filter(({ subject }) => subject.externalId === inbox?.externalId)),
    );
    if (event === undefined || second === undefined) throw new Error('two were deleted');
    const refused = await refusal(['revert', event.id]);
    expect(refused).toMatchObject({
      code: 'not_supported',
      message: expect.stringContaining('cannot be made what it was'),
      details: { nearest: expect.stringContaining('its mail and its further addresses are gone') },
    });
    const { plan, warnings, password } = await revert(event.id, '--nearest');
    expect(warnings).toEqual([refused.details['nearest']]);
    expect(password).toMatch(/^[A-Z][a-z]\d\w{5}(-\w{5}){3}$/);
    expect(JSON.stringify(plan)).not.toContain(password);
    await apply(plan);
    expect((await mail.items('inbox')).map(({ name }) => name)).toContain(one?.name);
    const own = await stack.ask(['revert', second.id, '--nearest', '--password-stdin'], answers.revert, {
      stdin: 'Correct-horse-7\n',
    });
    expect(own.data.password).toBeNull();
    expect(JSON.stringify(own)).not.toContain('Correct-horse-7');

    expect((await stack.cli(['accept', second.id])).code).toBe(2);
    const { data } = await stack.ask(['accept', second.id, '--reason', 'it is not needed'], answers.accept);
    // It may have been sealed since.
    expect(data).toEqual({ ...second, standing: 'accepted', sequence: data.sequence });
    await expect(apply(own.data.plan)).rejects.toThrow(/was accepted already/);
    expect((await open('mail')).map(({ id }) => id)).not.toContain(second.id);
    expect(first(await eventsOf('mail', 'drift.accepted'))).toMatchObject({
      ...{ about: second.id, subject: second.subject, actor: { type: 'api_key' } },
      after: { reason: 'it is not needed' },
    });
    expect(await refusal(['accept', second.id, '--reason', 'again'])).toMatchObject({ code: 'event_decided' });
    const { stdout } = await stack.cli(['history', 'mail', 'inbox', other?.externalId ?? '']);
    expect(stdout).toContain(`accepted (event ${second.id})`);
  });

  test('is the last word on what it changed, or is not taken back; nor is what nobody did', async () => {
    const domain = first(await live('shop', 'domain'));
    for (const site of ['one', 'two']) {
      const set = { forwardingUrl: `https://${site}.example/` };
      await shop.change({ do: 'edit', kind: 'domain', id: domain.externalId, set });
      await scenario.sync('shop');
    }
    const [two, one] = await open('shop');
    expect(await refusal(['revert', one?.id ?? ''])).toMatchObject({
      code: 'event_superseded',
      message: expect.stringContaining(two?.id ?? ''),
      details: { later: [{ id: two?.id, type: 'resource.changed', cause: 'out_of_band' }] },
    });
    const lines = await stack.cli(['revert', two?.id ?? '']);
    expect(lines.stdout).toMatch(
      /forwardingUrl +https:\/\/one.example\/ +https:\/\/two.example\/ +https:\/\/one.example\//,
    );
    expect(lines.stdout).toMatch(
      /Nothing was sent\. To do exactly this: pnpm rollcall apply [0-9a-f-]{36} --hash [0-9a-f]{12} --wait\n/,
    );

    const sight = (await eventsOf('mail', 'resource.appeared')).at(-1);
    const run = first(await eventsOf('mail', 'run.finished'));
    expect(await refusal(['revert', sight?.id ?? ''])).toMatchObject({ code: 'event_not_revertible' });
    expect(await refusal(['accept', run.id, '--reason', 'x'])).toMatchObject({ code: 'event_not_revertible' });
    expect((await stack.cli(['revert', 'yesterday'])).code).toBe(2);
  });
});

describe('a finding of what somebody else changed', () => {
  let before: Resource;
  let finding: Finding;
  beforeAll(async () => {
    before = first((await live('shop', 'dns_record')).filter(({ attributes }) => attributes['type'] === 'TXT'));
    await shop.change({ do: 'alter', kind: 'dns_record', id: before.externalId, attribute: 'content' });
    await scenario.sync('shop');
    finding = await found('dns_changed_out_of_band', before.externalId);
  });

  test('is listed with what to do, shown with what was seen, and counted', async () => {
    const { id, rule, sentence, remedy, eventId } = finding;
    const only = ['findings', 'list', '--rule', rule];
    expect((await stack.ask(only, answers.findings)).data).toContainEqual(finding);
    const [table, none, shown, summary, rules] = await Promise.all([
      stack.cli(only),
      stack.cli([...only, '--assigned', 'Nobody']),
      stack.cli(['findings', 'show', id]),
      stack.cli(['findings', 'summary', '--connection', 'shop']),
      stack.cli(['findings', 'rules', '--family', 'drift']),
    ]);
    expect(table.stdout.split('\n').slice(0, 3)).toEqual([
      expect.stringMatching(/^notice +today/),
      `        → ${remedy}`,
      `        shop · ${rule} · ${id}`,
    ]);
    expect(table.stdout).toContain(sentence);
    expect(none.stdout).toMatch(/^Nothing of it is found\./);
    expect(shown.stdout).toMatch(/^shop: dns_changed_out_of_band, notice, open since .* \(today\)\n/);
    expect(shown.stdout).toContain(`The change is the event ${eventId}: "findings revert ${id}"`);
    expect(summary.stdout).toMatch(/^rule +severity +open +acknowledged +accepted +oldest +costs\n/);
    expect(summary.stdout).toMatch(/\ndns_changed_out_of_band +notice +1 +0 +0 /);
    expect(rules.stdout).toMatch(/\ninbox_vanished +drift +alarm +An inbox is not there any more/);
    const { data } = await stack.ask(['findings', 'summary'], answers.findingSummary);
    expect(data.rules.find((one) => one.rule === rule)).toMatchObject({ open: 1, accepted: 0 });
    const { data: catalogue } = await stack.ask(['findings', 'rules'], answers.findingRules);
    expect(catalogue.map((one) => one.rule)).toContain(rule);
  });

  test('takes what people say of it, and refuses what nobody may say', async () => {
    const say = async (...args: readonly string[]) => {
      const { code, stdout, stderr } = await stack.cli(['findings', ...args]);
      return `${code} ${stdout}${stderr}`;
    };
    const { id } = finding;
    const accept = ['accept', id, '--reason', 'it may'];
    expect(await say('acknowledge', id)).toMatch(/^0 It is acknowledged, and stays found/);
    expect(await say('assign', id, '--to', 'Ada')).toBe('0 It is for Ada.\n');
    const [nobody, noReason, past, far, bad, unknown] = await Promise.all([
      say('assign', id),
      say('accept', id, '--until', '30d'),
      say(...accept, '--until', '2020-01-01'),
      say(...accept, '--until', '367d'),
      say('show', 'yesterday'),
      say('acknowledge', '01900000-0000-7000-8000-000000000001'),
    ]);
    expect(nobody).toMatch(/^2 .*Give either --to NAME or --nobody/);
    expect(noReason).toMatch(/^2 .*--reason/);
    expect(past).toMatch(/^1 .*2020-01-01.* is over\. Give a time within 366 days/);
    expect(far).toMatch(/^1 .*is further away than 366 days/);
    expect(bad).toMatch(/^2 .*must be the id of a finding/);
    expect(unknown).toMatch(/^1 .*There is no finding 01900000/);
    const { data } = await stack.ask(['findings', ...accept, '--until', '30d'], answers.finding);
    expect(data).toMatchObject({ state: 'accepted', accepted: { reason: 'it may' }, assigned: { to: 'Ada' } });
    expect((await stack.cli(['findings', 'show', id])).stdout).toMatch(/ · for Ada, accepted by .* until .*: it may\n/);
    expect(await say('reopen', id)).toBe('0 It is open again.\n');
  });

  test('is resolved once what it is about was taken back, and there is nothing left to say of it', async () => {
    const { id } = finding;
    const { parts, plan } = (await stack.ask(['findings', 'revert', id], answers.revert)).data;
    expect(parts).toMatchObject([{ what: 'content', after: before.attributes['content'] }]);
    expect(plan).toMatchObject({ state: 'planned', reverts: finding.eventId });
    await apply(plan);
    await scenario.sync('shop');
    await expect.poll(async () => (await findingOf(id)).state, { timeout: 20_000 }).toBe('resolved');
    expect((await live('shop', 'dns_record')).map(meaningOf)).toContainEqual(meaningOf(before));
    for (const verb of ['acknowledge', 'revert']) {
      expect(await refusal(['findings', verb, id])).toMatchObject({ code: 'finding_resolved' });
    }
    expect((await stack.cli(['findings', 'show', id])).stdout).toMatch(/resolved at .* · for Ada, resolved\n/);
    const every = await stack.ask(['findings', '--every', '--state', 'resolved', '--all'], answers.findings);
    expect(every.data.map((one) => one.id)).toContain(id);
  });
});

/** Judging comes a moment after the run. */
async function found(rule: Finding['rule'], externalId: string): Promise<Finding> {
  const of = async () =>
    (await rollcall().findings.list.query({ rule })).data.filter(({ subject }) => subject?.externalId === externalId);
  return vi.waitFor(async () => first(await of()), { timeout: 20_000 });
}

async function findingOf(id: Finding['id']): Promise<Finding> {
  return (await rollcall().findings.get.query({ id })).data;
}

async function live(connection: string, kind: string): Promise<readonly Resource[]> {
  return (await rollcall().resources.list.query({ connection, kind, presence: 'live', limit: 500 })).data;
}

/** What somebody set: ids and times are the provider's, and those of what is made again are others. */
function meaningOf({ name, attributes }: Resource): Readonly<Record<string, unknown>> {
  const { createdAt: _made, updatedAt: _changed, ...meaning } = attributes;
  return { name, ...meaning };
}

async function eventsOf(connection: string, type?: EventType): Promise<readonly AuditEvent[]> {
  return (await rollcall().events.list.query({ connection, type, limit: 500 })).data;
}

async function open(connection: string): Promise<readonly AuditEvent[]> {
  return (await rollcall().events.list.query({ connection, standing: 'open' })).data;
}

async function standingOf({ id, type, connection }: AuditEvent): Promise<AuditEvent['standing'] | undefined> {
  return (await eventsOf(connection ?? '', type)).find((event) => event.id === id)?.standing;
}

async function revert(id: string, ...more: readonly string[]) {
  return (await stack.ask(['revert', id, ...more], answers.revert)).data;
}

async function planOf({ id }: AuditEvent) {
  return (await rollcall().events.revert.mutate({ id })).data.plan;
}

async function apply({ id: planId, hash }: Pick<Bulk, 'id' | 'hash'>): Promise<void> {
  const { operations } = rollcall();
  await operations.applyPlan.mutate({ planId, hash });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const watching = operations.bulk.watch.subscribe(
    { id: planId, until: 'sent' },
    { onComplete: resolve, onError: reject },
  );
  await promise.finally(() => watching.unsubscribe());
}

async function refusal(args: readonly string[]) {
  const { json, code } = await stack.cli([...args, '--json']);
  expect(code).toBe(1);
  return ErrorDocument.parse(json).error;
}
