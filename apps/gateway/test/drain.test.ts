import { once } from 'node:events';
import { createConnection } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connect, small } from './support/connect.ts';
import { useGateway } from './support/gateway.ts';
import { type GatewayProcess, useGatewayProcesses } from './support/gateway-process.ts';
import { providerName, type TestSandbox, useSandboxes } from './support/sandboxes.ts';

const gateway = useGateway();
const startSandbox = useSandboxes();
const startProcess = useGatewayProcesses();
let sandbox: TestSandbox;

/** Longer than two looks of whoever watches. */
const drainMs = 400;
const lookMs = 50;
/** On a busy machine. */
const patient = { timeout: 15_000, interval: 10 };

const start = (more: Readonly<Record<string, string>> = {}) =>
  startProcess({
    ROLLCALL_GATEWAY_DATABASE_URL: gateway.urls.gatewayUrl,
    ROLLCALL_DATA_DIR: gateway.dataDir,
    ROLLCALL_DRAIN_MS: String(drainMs),
    ...more,
  });

beforeAll(async () => {
  sandbox = await startSandbox({ ...small, sizes: { host: 2, domain: 2, inbox: 8 } });
  await connect(gateway, 'acme', sandbox);
  await gateway.owner.query('update rollcall.api_key set units_per_minute = 6000000');
});
beforeEach(() => sandbox.clearFaults());

const headers = () => ({ authorization: `Bearer ${gateway.adminKey}`, 'content-type': 'application/json' });

/** A write that its provider takes so long over, through a gateway. */
async function slowWrite(at: GatewayProcess, { nth, ms }: { nth: number; ms: number }): Promise<Response> {
  await sandbox.fault({ operation: 'deleteMailbox', fault: 'delay', ms });
  const { id } = await sandbox.thing('inbox', nth);
  const body = JSON.stringify({ connection: 'acme', input: { id, confirm: id } });
  const path = `/trpc/providers.${providerName}.deleteMailbox`;
  return fetch(at.url + path, { method: 'POST', headers: headers(), body });
}

/** How many writes have been sent that nobody has heard of since. */
const sent = async (): Promise<number> => {
  const { rows } = await gateway.owner.query(`select from rollcall.operation where state = 'dispatched'`);
  return rows.length;
};

const isReady = async ({ url }: GatewayProcess) =>
  (await fetch(`${url}/readyz`).catch(() => undefined))?.status === 200;

/** Some who ask all the time, over connections that they keep, whichever gateway is ready; what went wrong for them. */
function load(gateways: readonly GatewayProcess[]) {
  const stop = new AbortController();
  const failures: string[] = [];
  const asked = new Map(gateways.map(({ url }) => [url, 0]));
  let ready = gateways;
  const watch = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const states = await Promise.all(gateways.map(isReady));
      ready = gateways.filter((_, at) => states[at] === true);
      await sleep(lookMs);
    }
  };
  const ask = async (nth: number): Promise<void> => {
    for (let turn = nth; !stop.signal.aborted; turn += 1) {
      const url = ready[turn % ready.length]?.url ?? '';
      const answer = await fetch(`${url}/trpc/connections.list`, { headers: headers() }).catch(
        (error: unknown) => error,
      );
      const isGood = answer instanceof Response && answer.status === 200 && (await answer.text()).includes('"acme"');
      if (!isGood) failures.push(answer instanceof Response ? String(answer.status) : String(answer));
      asked.set(url, (asked.get(url) ?? 0) + 1);
      await sleep(1);
    }
  };
  const all = Promise.all([watch(), ...Array.from({ length: 8 }, (_, nth) => ask(nth))]);
  const end = async (): Promise<void> => {
    stop.abort();
    await all;
  };
  return { failures, asked, end };
}

describe('a gateway that is told to stop', () => {
  test('fails no call of many, answers a slow write, ends its streams, and says first that it is not ready', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    const under = load([one, other]);
    const stream = await fetch(`${one.url}/trpc/runs.watch?input={}`, { headers: headers() });
    const streamed = stream.text();
    await expect.poll(() => under.asked.get(one.url), patient).toBeGreaterThan(50);
    const writing = slowWrite(one, { nth: 1, ms: 1_200 });
    await expect.poll(sent, patient).toBe(1);
    one.child.kill('SIGTERM');
    await expect.poll(() => isReady(one), patient).toBe(false);
    // It says so, and serves: whoever does not look is answered, once on this connection.
    const late = await fetch(`${one.url}/trpc/connections.list`, { headers: headers() });
    expect({ status: late.status, connection: late.headers.get('connection') }).toEqual({
      status: 200,
      connection: 'close',
    });
    expect((await fetch(`${one.url}/healthz`)).status).toBe(200);
    const written = await writing;
    expect(await written.json()).toMatchObject({ result: { data: { operation: { state: 'succeeded' } } } });
    expect(await one.ended).toBe(0);
    await streamed;
    const before = under.asked.get(other.url) ?? 0;

    await expect.poll(() => under.asked.get(other.url), patient).toBeGreaterThan(before + 50);
    await under.end();
    expect(under.failures).toEqual([]);
    await expect.poll(() => one.output(), patient).toContain('"msg":"stopped"');

    // As browsers open them ahead.
    const silent = createConnection(Number(new URL(other.url).port), '127.0.0.1');
    await once(silent, 'connect');
    const startedAt = performance.now();
    other.child.kill('SIGTERM');
    expect(await other.ended).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    silent.destroy();
  });

  test('twice does not wait, and leaves a write as one that was sent', async () => {
    const process_ = await start({ ROLLCALL_DRAIN_MS: '0' });
    const writing = slowWrite(process_, { nth: 2, ms: 20_000 }).catch((error: unknown) => error);
    await expect.poll(sent, patient).toBe(1);
    process_.child.kill('SIGTERM');
    await expect.poll(() => process_.output(), patient).toContain('"msg":"stopping"');
    process_.child.kill('SIGTERM');
    expect(await process_.ended).toBe(1);
    expect(await writing).toBeInstanceOf(Error);
    expect(await sent()).toBe(1);
  });

  test('waits no longer than it was told', async () => {
    const process_ = await start({ ROLLCALL_DRAIN_MS: '0', ROLLCALL_STOP_MS: '200' });
    const before = await sent();
    const writing = slowWrite(process_, { nth: 3, ms: 20_000 }).catch((error: unknown) => error);
    await expect.poll(sent, patient).toBe(before + 1);
    const startedAt = performance.now();
    process_.child.kill('SIGTERM');
    expect(await process_.ended).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    await expect.poll(() => process_.output(), patient).toContain('stopped with calls under way');
    expect(await writing).toBeInstanceOf(Error);
  });
});
