import { type Item, type Scope, unlimitedBudget } from '@rollcall/provider-kit';
import type { Sandbox, SandboxOptions } from '@rollcall/provider-kit/sandbox';
import { providerNamed } from '../../src/index.ts';

/** What the sandboxes of one seed list, by provider and kind: what the ledger reads. */
export type World = Readonly<Record<string, ReadonlyMap<string, readonly Item[]>>>;

const { signal } = new AbortController();

/** Every kind of every one of these providers' sandboxes, as it lists them once so many days have passed. */
export async function worldOf(names: readonly string[], options: SandboxOptions, days = 0): Promise<World> {
  const kinds = names.map(async (name) => {
    const sandbox = await providerNamed(name).sandbox({ limits: false, ...options });
    try {
      if (days > 0) await passDays(sandbox, days);
      return [name, await kindsOf(name, sandbox)] as const;
    } finally {
      await sandbox.close();
    }
  });
  return Object.fromEntries(await Promise.all(kinds));
}

async function passDays({ controlUrl }: Sandbox, days: number): Promise<void> {
  const body = JSON.stringify({ do: 'pass', days });
  const { status } = await fetch(`${controlUrl}/change`, { method: 'POST', body });
  if (status !== 200) throw new Error(`the sandbox answers ${status} to a day`);
}

async function kindsOf(name: string, sandbox: Sandbox): Promise<ReadonlyMap<string, readonly Item[]>> {
  const provider = providerNamed(name);
  const session = provider.open({
    baseUrl: sandbox.baseUrl,
    credential: provider.credential.parse(sandbox.credential),
    settings: provider.settings.parse(sandbox.settings),
    budget: unlimitedBudget(),
  });
  const found = new Map<string, Item[]>();
  for (const { kind, perParent } of provider.kinds) {
    const parents = perParent === undefined ? [undefined] : (found.get(perParent) ?? []);
    const items: Item[] = [];
    for (const parent of parents) {
      const scope: Scope = parent === undefined ? { kind } : { kind, parent };
      for await (const page of session.list(scope, signal)) items.push(...page.items);
    }
    found.set(kind, items);
  }
  await session.close();
  return found;
}
