import { router } from '../trpc.ts';
import { auditBundle, auditLeaves } from './audit-bundle.ts';
import { auditCheckpoint, auditCheckpoints } from './audit-checkpoints.ts';
import { auditKeys, auditRotateKey } from './audit-keys.ts';
import { auditGrowth, auditProof } from './audit-proofs.ts';
import { auditRange } from './audit-range.ts';
import { auditVerify } from './audit-verify.ts';

/** The audit log as something that can be proven. */
export const audit = router({
  checkpoint: auditCheckpoint,
  checkpoints: auditCheckpoints,
  growth: auditGrowth,
  keys: auditKeys,
  proof: auditProof,
  rotateKey: auditRotateKey,
  bundle: auditBundle,
  leaves: auditLeaves,
  range: auditRange,
  verify: auditVerify,
});
