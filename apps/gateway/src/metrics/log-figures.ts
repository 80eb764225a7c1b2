import { figures } from '@rollcall/db';
import { others } from './connection-figures.ts';
import { clearAll, type FigureSet, type MakeGauge } from './figure-set.ts';

/** How far the log of each workspace has got, and how old its newest checkpoint is. */
export function logSet(make: MakeGauge): FigureSet {
  const behind = make(
    'rollcall_log_behind_events',
    'Sealed audit events of a workspace that its log does not hold yet.',
    ['workspace'],
  );
  const age = make(
    'rollcall_log_checkpoint_age_seconds',
    'For how long the newest checkpoint of a workspace has been the newest; missing while there is none.',
    ['workspace'],
  );
  const unsigned = make(
    'rollcall_log_unsigned_age_seconds',
    'For how long the first sealed event that is in no checkpoint yet has been sealed; 0 where there is none.',
    ['workspace'],
  );
  return {
    name: 'logs',
    clear: clearAll([behind, age, unsigned]),
    async collect(tx) {
      for (const row of await figures.logs(tx)) {
        const workspace = row.workspace ?? others;
        behind.set({ workspace }, row.behind);
        if (row.checkpoint_seconds !== null) age.set({ workspace }, row.checkpoint_seconds);
        unsigned.set({ workspace }, row.unsigned_seconds ?? 0);
      }
    },
  };
}
