import { nextUse } from '@rollcall/provider-kit/sandbox';
import { renewDue } from './renewals.ts';
import type { State } from './state.ts';

/** What happens in a day without anybody's doing: orders are renewed, and keys that are in use are used. */
export function passDay(state: State): void {
  renewDue(state);
  for (const key of state.keys.ordered()) {
    state.keys.replace(key, { ...key, lastUsedAt: nextUse(state.clock, key.lastUsedAt ?? null) });
  }
}
