import type { Check } from '@rollcall/schema';
import { expect, test } from 'vitest';
import { examine, inWorkspace } from '../../src/index.ts';
import type { Store } from './store.ts';

/** Something that is wrong with an installation, and what finds it. */
export interface Fault {
  readonly what: string;
  readonly plant: string;
  readonly mend: string;
  readonly check: string;
  readonly found: string;
}

/** Plants each fault, sees that its check finds it and says what to do, and that it is well before and afterwards. */
export function testPlanted(store: Store, faults: readonly Fault[]): void {
  test.each(faults)('$what is found', async ({ plant, mend, check, found }) => {
    expect(await checkOf(store, check)).toMatchObject({ ok: true });
    await store.owner.query(plant);
    try {
      const { ok, detail } = await checkOf(store, check);
      expect(ok).toBe(false);
      expect(detail).toContain(found);
      expect(detail).toMatch(/ — .{20}/);
    } finally {
      await store.owner.query(mend);
    }
    expect(await checkOf(store, check)).toMatchObject({ ok: true });
  });
}

/** What the examination says of one thing. */
export async function checkOf(store: Store, name: string, workspaceId = store.mine): Promise<Check> {
  const found = await inWorkspace(store.gateway, workspaceId, examine);
  const check = found.find((one) => one.name === name);
  if (check === undefined) throw new Error(`there is no check named ${name}`);
  return check;
}
