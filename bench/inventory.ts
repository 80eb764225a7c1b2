import { providers } from '@rollcall/provider-registry';
import { ProviderName } from '@rollcall/schema';
import type { Stack } from './stack.ts';
import { syncAll } from './sync-all.ts';

const sizes = { host: 50, domain: 2_000, inbox: 100_000 };

/** Syncs 100,000 mailboxes, to have something to read. */
export async function fillInventory(stack: Stack): Promise<void> {
  // The first provider lists all mailboxes in one answer.
  const [provider] = Object.values(providers);
  if (provider === undefined) throw new Error('no provider is registered');
  await using sandboxes = new AsyncDisposableStack();
  const sandbox = await provider.sandbox({ seed: 1, sizes, limits: false });
  sandboxes.defer(() => sandbox.close());
  const { baseUrl, credential } = sandbox;
  const name = 'bench';
  await stack.rollcall.connections.add.mutate({
    ...{ name, provider: ProviderName.parse(provider.name), baseUrl, credential, schedule: '0 0 1 1 *' },
  });
  await syncAll(stack, [name]);
}
