import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRollcall, watchEvents } from '@rollcall/client';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createScreen } from '../src/output/screen.ts';
import { answers } from './support/answers.ts';
import { bareEnvironment } from './support/child.ts';
import { useStack } from './support/stack.ts';

const stack = useStack();

const watching = (args: readonly string[]) => goingOn(['runs', '--watch', ...args]);

/** A `rollcall` that goes on until it ends by itself or is stopped. */
function goingOn(args: readonly string[]) {
  const main = join(import.meta.dirname, '..', 'src', 'main.ts');
  const env = { ...bareEnvironment(), ROLLCALL_DATA_DIR: stack.dataDir };
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  const ended = once(child, 'close').then(([code]) => Number(code));
  return {
    ended,
    said,
    says: (what: RegExp) => expect.poll(() => said.out + said.err, { timeout: 15_000 }).toMatch(what),
    interrupt: () => child.kill('SIGINT'),
  };
}

const Told = z.object({ sequence: z.int(), type: z.string() });
const toldIn = (lines: string) =>
  lines
    .trimEnd()
    .split('\n')
    .map((line) => Told.parse(JSON.parse(line)));

/** What nobody asked a gateway for. */
async function recordByHand(type: string, events = 1): Promise<void> {
  const owner = new pg.Client(stack.database.ownerUrl);
  await owner.connect();
  await owner.query(
    `insert into rollcall.audit_event (workspace_id, event_id, type, actor, subject_kind, subject_id, subject_name)
    select workspace_id, gen_random_uuid(), $1, '{"type":"system","id":"x","name":"x"}', 'key', 'x', 'x'
    from rollcall.workspace, generate_series(1, $2)`,
    [type, events],
  );
  await owner.end();
}

const Looked = z.object({ at: z.string(), runs: z.array(z.object({ connection: z.string(), state: z.string() })) });

describe('runs --watch', () => {
  test('shows each run from the queue to its end, with what it read, and ends when nothing is left to watch', {
    timeout: 40_000,
  }, async () => {
    const sandbox = await stack.connect('watched', { seed: 61 });
    await sandbox.fault({ operation: 'listMailboxes', fault: 'delay', ms: 6_500 });
    const syncing = stack.cli(['sync', 'watched']);
    await expect.poll(() => sandbox.received('listMailboxes'), { timeout: 15_000 }).toBe(1);
    const watch = watching(['watched', '--until-idle']);
    await watch.says(/^watched: listing domain · 2 of 3 scopes · 2 pages · 12 items · 4 requests · \d+ of 60 used$/m);
    expect(await watch.ended).toBe(0);
    expect(watch.said.out).toMatch(/^watched: complete \(3 pages, 42 items, 4 requests\)$/m);
    expect((await syncing).code).toBe(0);
    expect((await stack.cli(['runs', '--watch', '--until-idle'])).stderr).toContain('Nothing is queued or under way.');
  });

  test('follows one run by its id, with --json one document a line', { timeout: 30_000 }, async () => {
    await stack.connect('followed', { seed: 62 });
    const { data } = await stack.ask(
      ['sync', 'followed'],
      z.object({ data: z.array(z.object({ runId: z.string() })) }),
    );
    const { code, stdout } = await stack.cli(['runs', '--watch', '--run', data[0]?.runId ?? '', '--json']);
    expect(code).toBe(0);
    const looked = stdout
      .trimEnd()
      .split('\n')
      .map((line) => Looked.parse(JSON.parse(line)));
    expect(looked.at(-1)?.runs).toEqual([{ connection: 'followed', state: 'finished' }]);
  });

  test('ends well by Ctrl+C, and goes on through a restart of the gateway, as does events --follow', {
    timeout: 60_000,
  }, async () => {
    const { tail: before } = await stack.ask(['events', '--limit', '1'], answers.events);
    const follow = goingOn(['events', '--follow', '--after', String(before), '--json']);
    const sandbox = await stack.connect('restarted', { seed: 63 });
    const watch = watching(['--connection', 'restarted']);
    await watch.says(/Nothing is queued/);
    await follow.says(/"type":"connection.added"/);
    const kinds = ['connection', 'key', 'run'].flatMap((kind) => ['--kind', kind]);
    const people = goingOn(['events', '--follow', '--after', String(before), ...kinds]);
    await people.says(/connection\.added/);
    const port = Number(new URL(stack.gatewayUrl).port);
    const stoppedAt = performance.now();
    await stack.stopGateways();
    expect(performance.now() - stoppedAt, 'no subscription keeps a gateway from stopping').toBeLessThan(10_000);
    await recordByHand('key.changed');
    await sleep(500);
    await stack.startGateway(port);
    await sandbox.fault({ operation: 'listMailboxes', fault: 'delay', ms: 5_000 });
    const { code } = await stack.cli(['sync', 'restarted']);
    expect(code).toBe(0);
    await watch.says(/^restarted: complete/m);
    watch.interrupt();
    expect(await watch.ended).toBe(0);
    expect(watch.said.err).toBe('Nothing is queued or under way.\n');
    await people.says(/^\d+ .*run\.finished .*restarted .*by sync-daemon$/m);
    expect(people.said.out).toMatch(/^\d+ .*key\.changed .*key x · by x$/m);
    await follow.says(/"type":"run.finished"/);
    for (const { interrupt, ended, said } of [people, follow]) {
      interrupt();
      expect({ code: await ended, err: said.err }).toEqual({ code: 0, err: '' });
    }
    const all = await stack.ask(['events', '--after', String(before), '--all'], answers.events);
    const told = toldIn(follow.said.out).map(({ sequence }) => sequence);
    expect(told).toEqual(all.data.map(({ sequence }) => sequence).slice(0, told.length));
    expect(told).toEqual(told.map((_, nth) => before + 1 + nth));
  });

  test('an app that takes its time over events is told each of them once, and has few of them wait', async () => {
    const rollcall = createRollcall({ url: stack.gatewayUrl, apiKey: stack.adminKey });
    const { tail } = await rollcall.events.list.query({ limit: 1 });
    const asked = () => stack.logs().match(/"procedure":"events.watch"/g)?.length ?? 0;
    const askedBefore = asked();
    const events = 2_000;
    await recordByHand('key.changed', events);
    const sealed = async () => (await rollcall.events.list.query({ limit: 1 })).tail;
    await expect.poll(sealed, { timeout: 10_000 }).toBeGreaterThanOrEqual(tail + events);
    const done = new AbortController();
    const told: number[] = [];
    for await (const { sequence } of watchEvents(rollcall, { after: tail }, done.signal)) {
      told.push(sequence);
      if (told.length === 1) await sleep(300);
      if (sequence === tail + events) done.abort();
    }
    expect(told).toEqual(Array.from({ length: events }, (_, nth) => tail + 1 + nth));
    // What would wait is left to the gateway, which is asked for it later.
    await expect.poll(asked, { timeout: 5_000 }).toBeGreaterThan(askedBefore + 1);
  });

  test.each([
    { args: ['--follow', '--limit', '5'], code: 2, says: /leave them out with --follow/ },
    { args: ['--after', '5', '--cursor', 'x'], code: 2, says: /leave it out with --after/ },
    { args: ['--after', 'x'], code: 2, says: /--after must be a whole number/ },
    { args: ['--follow', '--connection', 'nobody'], code: 1, says: /^connection_not_found: / },
    { args: ['--follow', '--after', '900000000'], code: 1, says: /^position_ahead: .*the newest is \d+/ },
    { args: ['--subject', 'x'], code: 1, says: /^invalid_input: .*give "after"/ },
    { args: ['--after', '0', '--limit', '1'], code: 0, says: /^$/ },
  ])('events $args ends with $code', async ({ args, code, says }) => {
    const ended = await stack.cli(['events', ...args]);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toMatch(says);
    if (code === 0)
      expect(ended.stdout).toMatch(/^sequence +at .*\n *1 .*\n(.*\n)?Go on with --after 1: the newest is \d+\.$/m);
  });

  test.each([
    { args: ['--until-idle'], code: 2, says: /give --watch, too/ },
    { args: ['--watch', '--run', 'x'], code: 2, says: /--run must be the id of a run/ },
    { args: ['--watch', '--connection', 'nobody'], code: 1, says: /^connection_not_found: / },
  ])('answers $args with $code', async ({ args, code, says }) => {
    const ended = await stack.cli(['runs', ...args]);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toMatch(says);
  });

  test('says at once that no gateway answers, and that a key is not good', async () => {
    const nobody = await stack.cli(['runs', '--watch'], { env: { ROLLCALL_URL: 'http://127.0.0.1:9' } });
    expect(nobody).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^gateway_unreachable: No gateway answers at/),
    });
    const refused = await stack.cli(['runs', '--watch'], { env: { ROLLCALL_API_KEY: 'rc_live_of_nobody' } });
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/^unauthenticated: No valid API key/) });
  });
});

describe('a screen', () => {
  const screenOf = (isTTY: boolean) => {
    const written: string[] = [];
    const output = { isTTY, columns: 12, write: (text: string) => written.push(text) > 0 };
    return { written, screen: createScreen(output) };
  };

  test('takes back what it showed, line by line, and cuts what the terminal would wrap', () => {
    const { written, screen } = screenOf(true);
    screen.show(['one', 'two']);
    screen.show(['a line that is too long']);
    screen.show([]);
    screen.show(['end']);
    expect(written).toEqual(['one\ntwo\n', '\u001b[2A\u001b[0Ja line tha…\n', '\u001b[1A\u001b[0J', 'end\n']);
  });

  test('writes into a pipe each line once, until another was shown', () => {
    const { written, screen } = screenOf(false);
    screen.show(['one', 'two']);
    screen.show(['one', 'three']);
    screen.show(['one', 'three']);
    screen.show(['two']);
    expect(written).toEqual(['one\ntwo\n', 'three\n', 'two\n']);
  });
});
