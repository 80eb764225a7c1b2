import { examine, examineKeys, examineLog, examineWebhooks } from '@rollcall/db';
import { examineReportSchedules } from '@rollcall/db/reports';
import { procedureFor, router } from '../trpc.ts';

/** Looks for what is wrong with this installation. */
export const doctor = router({
  examine: procedureFor({
    scope: 'connections:admin',
    cost: 'page',
    audit: 'none',
    reach: 'workspace',
    rest: 'GET /doctor',
    summary: 'Looks for what is wrong with this installation.',
  }).query(({ ctx }) =>
    ctx.inWorkspace(async (tx) => {
      const log = await examineLog(tx, ctx.gateway.ring);
      const checks = [
        ...(await examine(tx)),
        ...log,
        ...(await examineKeys(tx)),
        ...(await examineWebhooks(tx)),
        ...(await examineReportSchedules(tx)),
      ];
      return { data: checks, healthy: checks.every(({ ok }) => ok) };
    }),
  ),
});
