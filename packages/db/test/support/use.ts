import { randomUUID } from 'node:crypto';
import { UseImportId } from '@rollcall/schema';
import { addUseLines, endUseImport } from '../../src/index.ts';
import { keyActor } from './given.ts';
import type { Store } from './store.ts';

/** An import of when these addresses were used last that is done, and one that is not. */
export async function givenUse(store: Store, used: Readonly<Record<string, Date | null>>): Promise<void> {
  const lines = Object.entries(used).map(([address, lastUsed], n) => ({ line: n + 1, address, lastUsed }));
  const [done, open] = [UseImportId.parse(randomUUID()), UseImportId.parse(randomUUID())];
  const end = { lines: lines.length, sha256: '0'.repeat(64), file: undefined, asOf: undefined };
  await store.asGateway((tx) => addUseLines(tx, done, lines));
  await store.asGateway((tx) => endUseImport(tx, done, { end, actor: keyActor }));
  await store.asGateway((tx) => addUseLines(tx, open, lines));
}
