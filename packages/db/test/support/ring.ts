import type { KeyRing } from '../../src/index.ts';

/** One master key, of which nothing is kept. */
export const testRing: KeyRing = ringOf('test');

export function ringOf(id: string): KeyRing {
  const key = Buffer.alloc(32, id);
  return { current: async () => ({ id, key }), find: async (wanted) => (wanted === id ? key : undefined) };
}
