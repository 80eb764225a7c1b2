import { emptyGuardMin } from '@rollcall/ledger';
import { describe, expect, test } from 'vitest';
import type { KindSpec, Provider, Scope } from '../provider.ts';
import { listingFaults } from './listing-fault.ts';
import { type Stage, soon, stage } from './stage.ts';
import './to-withstand.ts';

/** Every fault that a listing can suffer, of every kind that is listed from the provider. */
export function testWithstanding(provider: Provider): void {
  const listed = provider.kinds.filter(({ configured }) => configured !== true);
  describe.each(listed)('$kind', (kind) => {
    test('whatever befalls its pages', async () => {
      await using on = await stageMore(provider, kind);
      const scope = await firstScope(provider, kind, on);
      const known = await countOf(on, scope);
      for (const fault of listingFaults) {
        // Of few, an empty answer is believed: the limit is documented, and small accounts do empty themselves.
        if (fault.fault === 'empty_list' && known < emptyGuardMin) continue;
        await expect(on.session).toWithstand(fault, { kind, scope });
      }
    });
  });
}

/** More than a few where the sandbox can be made larger; else its usual number. */
async function stageMore(provider: Provider, { kind }: KindSpec): Promise<Stage> {
  return stage(provider, { sizes: { [kind]: 12 } }).catch(() => stage(provider));
}

async function countOf(on: Stage, scope: Scope): Promise<number> {
  let count = 0;
  for await (const { items } of on.session.list(scope, soon())) count += [...items].length;
  return count;
}

async function firstScope(provider: Provider, kind: KindSpec, on: Stage): Promise<Scope> {
  const parentKind = provider.kinds.find((other) => other.kind === kind.perParent);
  if (parentKind === undefined) return { kind: kind.kind };
  const [parent] = await on.items(parentKind);
  if (parent === undefined) throw new Error(`the sandbox has no ${parentKind.kind}`);
  return { kind: kind.kind, parent: { externalId: parent.externalId, name: parent.name } };
}
