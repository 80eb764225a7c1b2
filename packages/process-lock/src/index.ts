export { identifyProcess, isSameProcessAlive, ProcessIdentity } from './process-identity.ts';
export { type LockAttempt, type LockHolder, type ProcessLock, readLockHolder, takeLock } from './take-lock.ts';
