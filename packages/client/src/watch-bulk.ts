import type { AppRouter } from '@rollcall/gateway/router';
import type { BulkProgress } from '@rollcall/schema';
import type { inferProcedureInput } from '@trpc/server';
import type { Rollcall } from './create-rollcall.ts';
import { follow } from './follow.ts';

/**
 * How far a bulk operation is, whenever something of it changes, through a restart of the gateway. Ends when what became
 * of every item is known (`until: 'ended'`, which may take a sync), or when all was sent and answered or given up
 * (`'sent'`), or `signal` is aborted. Throws like a call that fails; `gatewayErrorOf` reads it.
 */
export function watchBulk(
  rollcall: Rollcall,
  wanted: inferProcedureInput<AppRouter['operations']['bulk']['watch']>,
  signal: AbortSignal,
): AsyncGenerator<BulkProgress, void> {
  return follow<BulkProgress>((hearing) => rollcall.operations.bulk.watch.subscribe(wanted, hearing), signal);
}
