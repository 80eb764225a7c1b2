import { BulkId } from '@rollcall/schema';
import { wrongUsage } from './command-error.ts';

/** Reads an argument that is the id of a plan or of a bulk operation. */
export function bulkId(text: string): BulkId {
  const id = BulkId.safeParse(text);
  if (id.success) return id.data;
  throw wrongUsage('This must be the id of a plan or bulk operation: "pnpm rollcall bulk list" shows those there are.');
}
