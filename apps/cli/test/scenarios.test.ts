import { describe, expect, test } from 'vitest';
import { answers } from './support/answers.ts';
import { ErrorDocument } from './support/cli.ts';
import { first, scenarioOn } from './support/scenario.ts';
import { useStack } from './support/stack.ts';

const stack = useStack();
const scenario = scenarioOn(stack);

describe('a listing that can be believed', () => {
  test('the first shows everything there is, each thing at first sight; the second changes nothing', async () => {
    const sandbox = await stack.connect('first', { seed: 101 });
    const run = await scenario.sync('first');
    expect(run).toMatchObject({ connection: 'first', outcome: 'complete', reason: null });
    expect(run.kinds).toMatchObject([
      { kind: 'host', seen: 2, appeared: 2, grade: 'proven' },
      { kind: 'domain', seen: 10, appeared: 10, grade: 'proven' },
      { kind: 'inbox', seen: 30, appeared: 30, grade: 'proven' },
    ]);
    const held = await scenario.inventory('first', '--kind', 'inbox');
    const there = await sandbox.items('inbox');
    expect(held.map(({ externalId }) => externalId).toSorted()).toEqual(there.map(({ id }) => id).toSorted());

    const again = await scenario.sync('first');
    expect(again.kinds).toMatchObject([
      { appeared: 0, changed: 0, vanished: 0, unchanged: 2 },
      { appeared: 0, changed: 0, vanished: 0, unchanged: 10 },
      { appeared: 0, changed: 0, vanished: 0, unchanged: 30 },
    ]);
    expect(await scenario.inventory('first', '--kind', 'inbox')).toEqual(held);
  });

  test('a mailbox deleted behind its back has vanished, with evidence, out of band', async () => {
    const sandbox = await stack.connect('behind', { seed: 102 });
    await scenario.sync('behind');
    const gone = first(await sandbox.items('inbox'));
    await sandbox.change({ do: 'delete', kind: 'inbox', id: gone.id });

    const run = await scenario.sync('behind');
    expect(run.kind('inbox')).toMatchObject({ seen: 29, vanished: 1, appeared: 0, grade: 'proven' });
    expect(run.outcome).toBe('complete');
    const event = first(await scenario.events('behind', '--type', 'resource.vanished'));
    expect(event).toMatchObject({
      connection: 'behind',
      subject: { kind: 'inbox', externalId: gone.id, name: gone.name },
      cause: { kind: 'out_of_band', evidence: expect.stringMatching(/does not show it.*proven/) },
      runId: run.runId,
      actor: { type: 'daemon' },
    });
    expect(event.cause).not.toHaveProperty('operationId');
    expect(first(await scenario.inventory('behind', '--name', gone.name))).toMatchObject({ presence: 'missing' });
  });

  test('an edit behind its back has changed, field by field, and what comes back has reappeared', async () => {
    const sandbox = await stack.connect('edited', { seed: 103 });
    await scenario.sync('edited');
    const domain = first(await sandbox.items('domain'));
    await sandbox.change({ do: 'edit', kind: 'domain', id: domain.id, set: { dkimSelector: 'other-2027' } });
    expect((await scenario.sync('edited')).kind('domain')).toMatchObject({ changed: 1, unchanged: 9 });
    expect(first(await scenario.events('edited', '--type', 'resource.changed'))).toMatchObject({
      subject: { externalId: domain.id },
      cause: { kind: 'out_of_band' },
      before: { dkimSelector: 'adbtd-2026' },
      after: { dkimSelector: 'other-2027' },
    });

    await sandbox.fault({ operation: 'listDomains', fault: 'missing_item', index: 0, times: 1 });
    expect((await scenario.sync('edited')).kind('domain')).toMatchObject({ vanished: 1 });
    expect((await scenario.sync('edited')).kind('domain')).toMatchObject({ reappeared: 1 });
    expect(await scenario.inventory('edited', '--kind', 'domain', '--presence', 'live')).toHaveLength(10);
  });

  test('another new thing behind its back has appeared, out of band', async () => {
    const sandbox = await stack.connect('created', { seed: 104 });
    await scenario.sync('created');
    const domain = first(await sandbox.items('domain'));
    await sandbox.change({ do: 'create', kind: 'inbox', name: `new.person@${domain.name}` });
    expect((await scenario.sync('created')).kind('inbox')).toMatchObject({ appeared: 1, unchanged: 30 });
    expect(first(await scenario.events('created', '--type', 'resource.appeared'))).toMatchObject({
      subject: { name: `new.person@${domain.name}` },
      cause: { kind: 'out_of_band' },
    });
  });
});

test('a plan shows what a sync would find, and changes nothing', async () => {
  const sandbox = await stack.connect('planned', { seed: 131 });
  await scenario.sync('planned');
  await sandbox.change({ do: 'delete', kind: 'inbox', first: 2 });
  const before = {
    inventory: await scenario.inventory('planned'),
    events: await scenario.events('planned', '--type', 'resource.vanished'),
  };
  const { data } = await stack.ask(['sync', 'planned', '--plan'], answers.sync);
  expect(first(data).kinds.find(({ kind }) => kind === 'inbox')).toMatchObject({ seen: 28, vanished: 2 });
  expect(await scenario.inventory('planned')).toEqual(before.inventory);
  expect(await scenario.events('planned', '--type', 'resource.vanished')).toEqual(before.events);
  expect((await scenario.sync('planned')).kind('inbox')).toMatchObject({ vanished: 2 });
});

describe('pause, resume, remove', () => {
  test('a paused connection is not synced until it is resumed', async () => {
    await stack.connect('pausing', { seed: 141 });
    await stack.cli(['connections', 'pause', 'pausing']);
    const refused = await stack.cli(['sync', 'pausing', '--json']);
    expect(ErrorDocument.parse(refused.json).error.code).toBe('connection_not_active');
    await stack.cli(['connections', 'resume', 'pausing']);
    expect((await scenario.sync('pausing')).outcome).toBe('complete');
  });

  test('a removed connection leaves its history, and its name can be had again', async () => {
    const sandbox = await stack.connect('passing', { seed: 142 });
    await scenario.sync('passing');
    const inbox = first(await sandbox.items('inbox'));
    await stack.cli(['connections', 'remove', 'passing']);
    expect(await stack.cli(['resources', '--connection', 'passing'])).toMatchObject({ code: 1 });
    const removed = await stack.ask(['events', '--type', 'connection.removed', '--all'], answers.events);
    expect(removed.data.map(({ subject }) => subject.name)).toContain('passing');

    await stack.connect('passing', { seed: 143 });
    expect(await stack.cli(['history', 'passing', 'inbox', inbox.id])).toMatchObject({ code: 1 });
    expect((await scenario.sync('passing')).kind('inbox')).toMatchObject({ appeared: 30 });
  });
});
