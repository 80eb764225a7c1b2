import { setTimeout as sleep } from 'node:timers/promises';
import { providerNamed } from '@rollcall/provider-registry';
import { ProviderName } from '@rollcall/schema';
import accounts from './accounts.json' with { type: 'json' };
import { logOf } from './requests.ts';
import type { Stack } from './stack.ts';

/** A caller's operations, one after the other, while the listing goes on. */
const rounds = 8;
/** The first requests come at once; the listing is at its steady rate after twice as many. */
const warmUpMsMax = 180_000;

/**
 * How long a caller's operation waits during a full sync of an account with its limits on: how many requests of the listing
 * go before it, and how long that takes.
 */
export async function benchWait(stack: Stack): Promise<void> {
  const { provider, sizes, operation } = accounts.waited;
  const sandbox = await providerNamed(provider).sandbox({ seed: 1, sizes: { ...sizes } });
  try {
    const { baseUrl, credential, settings: config, controlUrl } = sandbox;
    const connected = { name: provider, provider: ProviderName.parse(provider), baseUrl, credential, config };
    await stack.rollcall.connections.add.mutate({ ...connected, schedule: '0 0 1 1 *' });
    await stack.rollcall.sync.request.mutate({ connections: [provider] });
    await untilSteady(controlUrl, 2 * (providerNamed(provider).buckets['default']?.burst ?? 0));
    const rows = [];
    for (let round = 0; round < rounds; round += 1) rows.push(await called(stack, { provider, operation, controlUrl }));
    console.log(`\nA caller's operation during a full sync at the documented rate (${provider})`);
    console.table(rows);
    await stack.rollcall.connections.remove.mutate({ name: provider });
  } finally {
    await sandbox.close();
  }
}

async function untilSteady(controlUrl: string, requests: number): Promise<void> {
  const deadline = performance.now() + warmUpMsMax;
  while ((await logOf(controlUrl)).total < requests) {
    if (performance.now() > deadline) throw new Error(`the listing made fewer than ${requests} requests`);
    await sleep(500);
  }
}

async function called(
  { url, apiKey }: Stack,
  { provider, operation, controlUrl }: { provider: string; operation: string; controlUrl: string },
): Promise<{ seconds: number; listingRequestsBefore: number }> {
  const askedAt = new Date().toISOString();
  const start = performance.now();
  const answer = await fetch(`${url}/trpc/providers.${provider}.${operation}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ connection: provider, input: {} }),
  });
  const seconds = Number(((performance.now() - start) / 1_000).toFixed(2));
  if (!answer.ok) throw new Error(`the operation was answered with ${answer.status}: ${await answer.text()}`);
  const meanwhile = (await logOf(controlUrl)).requests.filter(({ at }) => at >= askedAt);
  const own = meanwhile.findIndex((request) => request.operationId === operation);
  return { seconds, listingRequestsBefore: own };
}
