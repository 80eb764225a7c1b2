import { setTimeout as sleep } from 'node:timers/promises';
import { providerNamed } from '@rollcall/provider-registry';
import { ProviderName } from '@rollcall/schema';
import accounts from './accounts.json' with { type: 'json' };
import { logOf } from './requests.ts';
import type { Stack } from './stack.ts';

/** What was saved up before is spent by then. */
const warmUpMs = 60_000;
const windowMs = 60_000;

/** Syncs sandboxes that keep to the documented limits: how much of the allowed rate is used, and what is refused. */
export async function benchRate(stack: Stack): Promise<void> {
  await using sandboxes = new AsyncDisposableStack();
  const watched: { readonly provider: string; readonly controlUrl: string }[] = [];
  // They take minutes to list at the allowed rate.
  for (const { provider, sizes } of accounts.limited) {
    const sandbox = await providerNamed(provider).sandbox({ seed: 1, sizes: { ...sizes } });
    sandboxes.defer(() => sandbox.close());
    const { baseUrl, credential, settings: config, controlUrl } = sandbox;
    await stack.rollcall.connections.add.mutate({
      ...{ name: provider, provider: ProviderName.parse(provider), baseUrl, credential, config },
    });
    watched.push({ provider, controlUrl });
  }
  const connections = watched.map(({ provider }) => provider);
  await stack.rollcall.sync.request.mutate({ connections });
  await sleep(warmUpMs);
  const from = Date.now();
  await sleep(windowMs);
  console.log(`\nRequests in ${windowMs / 1_000} s of a listing that goes on, limits on`);
  console.table(await Promise.all(watched.map((one) => used(one, { from, to: from + windowMs }))));
  for (const name of connections) await stack.rollcall.connections.remove.mutate({ name });
}

async function used(
  { provider, controlUrl }: { readonly provider: string; readonly controlUrl: string },
  { from, to }: { readonly from: number; readonly to: number },
): Promise<object> {
  const { requests } = await logOf(controlUrl);
  const within = requests.filter(({ at }) => Date.parse(at) >= from && Date.parse(at) < to);
  const perMinute = providerNamed(provider).buckets['default']?.perMinute ?? Number.NaN;
  const allowed = (perMinute * windowMs) / 60_000;
  return {
    account: provider,
    made: within.length,
    allowed,
    share: Number((within.length / allowed).toFixed(3)),
    refused: requests.filter(({ status }) => status === 429).length,
  };
}
