import { router } from '../trpc.ts';
import { auditRange } from './audit-range.ts';

/** The audit log as something that can be proven. */
export const audit = router({
  range: auditRange,
});
