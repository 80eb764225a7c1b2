import { inputOwner, openSealed } from '@rollcall/db';
import type { BulkId } from '@rollcall/schema';
import type { CallerContext } from '../trpc.ts';
import type { Input } from './read-items.ts';

/** The whole input of an item, opened where it waits sealed. Throws `secret_unreadable`. */
export async function openInput(
  ctx: CallerContext,
  id: BulkId,
  item: { readonly ordinal: number; readonly input: Input; readonly isSealed: boolean; readonly sealed: string | null },
): Promise<Input> {
  if (!item.isSealed) return item.input;
  const owner = { workspaceId: ctx.caller.workspaceId, ...inputOwner(id, item.ordinal) };
  const opened = await openSealed(item.sealed ?? '', { ring: ctx.gateway.ring, owner });
  return typeof opened === 'object' && opened !== null ? { ...opened } : {};
}
