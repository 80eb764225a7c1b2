import { createRollcall } from '@rollcall/client';
import type { Finding, Operation } from '@rollcall/schema';
import pg from 'pg';
import { expect, test } from 'vitest';
import { answers } from './support/answers.ts';
import { first } from './support/scenario.ts';
import { useStack } from './support/stack.ts';
import type { TestSandbox } from './support/test-sandbox.ts';

// A gateway is killed (kill -9) while each of its operations is held at another point: by a request that its provider
// leaves unanswered, or by a lock that a trigger of this test takes. The daemon, and another gateway, find out the rest.

const stack = useStack();

interface Point {
  readonly name: string;
  /** What holds it there. */
  readonly held: { readonly fault: string } | { readonly before: 'dispatched' | 'succeeded' } | 'nothing';
  readonly isPaused?: true;
  /** On record when the gateway was killed. */
  readonly left: Operation['state'];
  /** How it ends, and by which steps. */
  readonly steps: readonly Operation['state'][];
  /** Whether the provider did it. */
  readonly isDone: boolean;
}

const points: readonly Point[] = [
  {
    name: 'accepted',
    held: { before: 'dispatched' },
    left: 'accepted',
    steps: ['accepted', 'failed'],
    isDone: false,
  },
  {
    name: 'sent-and-lost',
    held: { fault: 'hang' },
    left: 'dispatched',
    steps: ['accepted', 'dispatched', 'unknown', 'contradicted'],
    isDone: false,
  },
  {
    name: 'sent-and-done',
    held: { fault: 'apply_then_hang' },
    left: 'dispatched',
    steps: ['accepted', 'dispatched', 'unknown', 'confirmed'],
    isDone: true,
  },
  {
    name: 'answered',
    held: { before: 'succeeded' },
    left: 'dispatched',
    steps: ['accepted', 'dispatched', 'unknown', 'confirmed'],
    isDone: true,
  },
  {
    name: 'recorded',
    held: 'nothing',
    left: 'succeeded',
    steps: ['accepted', 'dispatched', 'succeeded', 'confirmed'],
    isDone: true,
  },
  {
    name: 'sent-and-paused',
    held: { fault: 'apply_then_hang' },
    isPaused: true,
    left: 'dispatched',
    steps: ['accepted', 'dispatched', 'unknown', 'confirmed'],
    isDone: true,
  },
];

const paused = points.filter(({ isPaused }) => isPaused);
const domainOf = ({ name }: Point) => `${name}.example`;

test('an operation whose gateway is killed at any point is a question on record, and ends as what is true', {
  timeout: 120_000,
}, async () => {
  const owner = new pg.Client(stack.database.ownerUrl);
  await owner.connect();
  const sandboxes = new Map<Point, TestSandbox>();
  for (const [nth, point] of points.entries())
    sandboxes.set(point, await stack.connect(point.name, { seed: 300 + nth }));
  await stack.ask(['sync'], answers.sync);
  await owner.query(`create function public.wait_there() returns trigger language plpgsql as
    $$ begin perform pg_advisory_xact_lock(tg_argv[0]::bigint); return new; end $$`);
  for (const [nth, point] of points.entries()) await hold(owner, { nth, point, sandbox: sandboxOf(sandboxes, point) });

  const called = Promise.allSettled(points.map(ask));
  await expect
    .poll(() => statesIn(owner), { timeout: 20_000 })
    .toEqual(points.map(({ name, left }) => `${name} ${left}`));
  for (const point of points) await arrived(owner, { point, sandbox: sandboxOf(sandboxes, point) });

  await first(stack.gateways).kill();
  await called;
  await owner.query('select pg_advisory_unlock_all()');
  await stack.startGateway();
  for (const { name } of paused) await client().connections.pause.mutate({ name });
  expect(await statesIn(owner), 'nobody says more than is known').toEqual(
    points.map(({ name, left }) => `${name} ${left}`),
  );
  // Their deadlines are over, and all that follows comes at once. What was paused has had its time, too.
  await owner.query(`create function public.hasten() returns trigger language plpgsql as
    $$ begin new.look_at = now() - interval '1 s'; new.settle_by = now() + tg_argv[0]::interval; return new; end $$`);
  for (const { name, isPaused } of points) {
    await owner.query(`create trigger "hasten ${name}" before update on rollcall.operation for each row
      when (new.state = 'unknown' and old.state = 'dispatched' and new.procedure = 'adbtd.addDomain'
        and new.input ->> 'name' = '${name}.example')
      execute function public.hasten('${isPaused ? '-1 s' : '1 day'}')`);
  }
  await owner.query(`update rollcall.operation set deadline_at = now() - interval '1 s',
    dispatched_at = dispatched_at - interval '16 minutes'`);

  const settled = points.filter(({ isPaused, left }) => isPaused === undefined && left !== 'succeeded');
  const ends = settled.map(({ name, steps }) => `${name} ${steps.at(-1)}`);
  await expect
    .poll(async () => (await statesIn(owner)).filter((line) => ends.includes(line)), { timeout: 30_000 })
    .toEqual(ends);

  // Whose connection is paused is a question past its time, until that wakes; what was contradicted is said.
  const open = await findings();
  expect((await stack.ask(['findings', '--family', 'drift'], answers.findings)).data).toEqual(open);
  expect(open.map(({ connection, rule }) => `${connection} ${rule}`).toSorted()).toEqual([
    'sent-and-lost operation_contradicted',
    'sent-and-paused operation_unsettled',
  ]);
  const doctor = await stack.cli(['doctor']);
  expect(doctor.stdout).toMatch(/^WRONG +no finding is open +(?:alarm|notice): /m);
  const unsettled = first(open.filter(({ rule }) => rule === 'operation_unsettled'));
  const shown = await stack.cli(['findings', 'show', unsettled.id]);
  expect(shown.stdout).toContain('Nobody knows whether adbtd.addDomain on sent-and-paused took effect');
  for (const { name } of paused) await client().connections.resume.mutate({ name });
  await stack.ask(['sync', 'recorded'], answers.sync);
  await expect
    .poll(() => statesIn(owner), { timeout: 30_000 })
    .toEqual(points.map(({ name, steps }) => `${name} ${steps.at(-1)}`));
  await expect.poll(async () => (await findings()).map(({ connection }) => connection)).toEqual(['sent-and-lost']);

  for (const point of points) await expectTrue(sandboxOf(sandboxes, point), point);
  await owner.end();
});

/** As an internal app does; the gateway that runs now may be another than before. */
function client() {
  return createRollcall({ url: stack.gatewayUrl, apiKey: stack.adminKey });
}

async function ask(point: Point) {
  const input = { name: domainOf(point) };
  return client().providers.adbtd.addDomain.mutate({ connection: point.name, input, idempotencyKey: point.name });
}

function sandboxOf(sandboxes: ReadonlyMap<Point, TestSandbox>, point: Point): TestSandbox {
  const sandbox = sandboxes.get(point);
  if (sandbox === undefined) throw new Error('each has one');
  return sandbox;
}

interface Held {
  readonly nth: number;
  readonly point: Point;
  readonly sandbox: TestSandbox;
}

async function hold(owner: pg.Client, { nth, point, sandbox }: Held): Promise<void> {
  const { held } = point;
  if (held === 'nothing') return;
  if ('fault' in held) return sandbox.fault({ operation: 'addDomain', fault: held.fault });
  await owner.query('select pg_advisory_lock($1)', [nth]);
  await owner.query(`create trigger wait_${nth} before update on rollcall.operation for each row
    when (new.state = '${held.before}' and new.input ->> 'name' = '${domainOf(point)}')
    execute function public.wait_there('${nth}')`);
}

/** The request has reached the provider, where one was sent; and whoever is to wait for a lock does. */
async function arrived(owner: pg.Client, { point, sandbox }: Omit<Held, 'nth'>): Promise<void> {
  const isSent = point.left !== 'accepted';
  await expect.poll(() => sandbox.received('addDomain'), { timeout: 10_000 }).toBe(isSent ? 1 : 0);
  if (point.held === 'nothing' || 'fault' in point.held) return;
  const waiting = `select count(*)::int as count from pg_locks where locktype = 'advisory' and not granted`;
  await expect
    .poll(async () => (await owner.query<{ count: number }>(waiting)).rows[0]?.count, { timeout: 10_000 })
    .toBe(points.filter(({ held }) => held !== 'nothing' && 'before' in held).length);
}

async function statesIn(owner: pg.Client): Promise<readonly string[]> {
  const { rows } = await owner.query<{ name: string; state: string }>(
    'select c.name, o.state from rollcall.operation o join rollcall.connection c using (workspace_id, connection_id)',
  );
  return points.flatMap(({ name }) => rows.filter((row) => row.name === name).map((row) => `${name} ${row.state}`));
}

/** Of operations: other things are wrong in the sandboxes as well. */
async function findings(): Promise<readonly Finding[]> {
  return (await client().findings.list.query({ family: 'drift' })).data;
}

/** Each step is an event, nothing was sent twice, and the provider holds what the operation's end says. */
async function expectTrue(sandbox: TestSandbox, point: Point): Promise<void> {
  const { name, steps, isDone, left } = point;
  const { data: told } = await client().events.list.query({ connection: name, limit: 200 });
  const said = told.flatMap(({ type }) => (type.startsWith('operation.') ? [type.replace('operation.', '')] : []));
  expect(said.toReversed(), name).toEqual(steps);
  expect(await sandbox.received('addDomain'), name).toBe(left === 'accepted' ? 0 : 1);
  const held = (await sandbox.items('domain')).filter((domain) => domain.name === domainOf(point));
  expect(held, name).toHaveLength(isDone ? 1 : 0);
  // The same key and input: the answer that there was, or one that says what became of it; never the request again.
  const sentNow = left === 'accepted';
  expect(await ask(point), name).toMatchObject({
    replayed: !sentNow,
    operation: { state: sentNow ? 'succeeded' : steps.at(-1) },
  });
}
