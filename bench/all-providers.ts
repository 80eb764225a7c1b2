import { providerNamed } from '@rollcall/provider-registry';
import { ProviderName } from '@rollcall/schema';
import accounts from './accounts.json' with { type: 'json' };
import { requestsTo } from './requests.ts';
import type { Stack } from './stack.ts';
import { syncAll } from './sync-all.ts';

interface Connected {
  readonly name: string;
  /** The fewest requests that reach the best grade of every kind; `why` in the file says how they add up. */
  readonly fewest: number;
  readonly controlUrl: string;
}

/** Syncs all providers' sandboxes, without limits: for the first time, and once more with nothing changed. */
export async function benchAllProviders(stack: Stack): Promise<void> {
  await using sandboxes = new AsyncDisposableStack();
  const connected: Connected[] = [];
  for (const { provider, sizes, fewest } of accounts.synced) {
    const sandbox = await providerNamed(provider).sandbox({ seed: 1, sizes: { ...sizes }, limits: false });
    sandboxes.defer(() => sandbox.close());
    const { baseUrl, credential, settings: config, controlUrl } = sandbox;
    // As the sandboxes have no limits, the budget has none.
    const rates = Object.fromEntries(Object.keys(providerNamed(provider).buckets).map((bucket) => [bucket, 1_000_000]));
    await stack.rollcall.connections.add.mutate({
      ...{ name: provider, provider: ProviderName.parse(provider), baseUrl, credential, config, schedule, rates },
    });
    connected.push({ name: provider, fewest, controlUrl });
  }
  const before = await Promise.all(connected.map(({ controlUrl }) => requestsTo(controlUrl)));
  const laps: object[] = [];
  for (const what of ['first sync', 'nothing changed']) laps.push(await lap(stack, connected, what));
  console.log('\nSync of five accounts: 5,000 domains, 20,000 inboxes, 40,000 DNS records, 50,000 wallet transactions');
  console.table(laps);
  const after = await Promise.all(connected.map(({ controlUrl }) => requestsTo(controlUrl)));
  const rows = connected.map(({ name, fewest }, index) => {
    const made = ((after[index] ?? 0) - (before[index] ?? 0)) / laps.length;
    return { account: name, requestsASync: made, fewest };
  });
  const all = { account: 'all', requestsASync: sum(rows, 'requestsASync'), fewest: sum(rows, 'fewest') };
  console.table([...rows, all].map((row) => ({ ...row, ratio: round(row.requestsASync / row.fewest) })));
}

/** Not before the benchmark has long ended. */
const schedule = '0 0 1 1 *';

async function lap(stack: Stack, connected: readonly Connected[], what: string): Promise<object> {
  const cpuBefore = stack.daemonCpuSeconds() ?? Number.NaN;
  const start = performance.now();
  await syncAll(
    stack,
    connected.map(({ name }) => name),
  );
  const seconds = (performance.now() - start) / 1_000;
  const cpu = (stack.daemonCpuSeconds() ?? Number.NaN) - cpuBefore;
  return { what, seconds: round(seconds), daemonCpuSeconds: round(cpu), daemonPeakMb: stack.daemonPeakMb() };
}

function sum(rows: readonly Readonly<Record<'requestsASync' | 'fewest', number>>[], of: 'requestsASync' | 'fewest') {
  return rows.reduce((total, row) => total + row[of], 0);
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
