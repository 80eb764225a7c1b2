export { digestOf, type Meaning } from './canonical.ts';
export { believesAbsence, certify, fallGuardMin, type ListingEvidence } from './certify.ts';
export { type Claim, claimsOf, type OperationOnRecord } from './claim.ts';
export { createDigestSet, type DigestSet } from './digest-set.ts';
export { type KindEnd, outcomeOf } from './outcome.ts';
export { type Absent, type ByName, goneGraceMs, nextPresence, type PresenceStep } from './presence.ts';
export { assertSchedule, nextDue } from './schedule.ts';
export { type Settlement, type Sighting, settle, settleWithinMs } from './settle.ts';
