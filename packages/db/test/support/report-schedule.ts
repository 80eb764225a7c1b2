import type { ReportSchedule } from '@rollcall/schema';
import { addReportSchedule, type ScheduleTerms } from '../../src/reports/index.ts';
import { keyActor } from './given.ts';
import type { Store } from './store.ts';

/** A schedule of a report, which is due each day. */
export function givenReportSchedule(store: Store): Promise<ReportSchedule> {
  const terms: ScheduleTerms = {
    ...{ name: 'daily', kind: 'wallet', filters: {}, cron: '0 6 * * *', period: 'last_day' },
    ...{ formats: ['json'], folder: 'daily', webhook: null },
  };
  const changing = { actor: keyActor, at: new Date('2026-03-09T00:00:00Z') };
  return store.asGateway((tx) => addReportSchedule(tx, terms, changing));
}
