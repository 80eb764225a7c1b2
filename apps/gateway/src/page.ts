import { resourcePageMax } from '@rollcall/schema';
import { z } from 'zod';
import { cursorOf } from './cursor.ts';

/** What every list takes. */
export const pageInput = {
  cursor: z.string().max(2_000).optional().describe('The `nextCursor` of the page before, with the same filters.'),
  limit: z.int().min(1).max(resourcePageMax).default(50),
};

/** One page of a list and where the next begins, from one row more than was asked for. */
export function pageOf<T>(
  rows: readonly T[],
  { limit, filter, position }: { limit: number; filter: unknown; position: (row: T) => unknown },
): { data: T[]; nextCursor: string | null } {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { data, nextCursor: more ? cursorOf(filter, position(last)) : null };
}
