export { assumedSettings } from './assumed-settings.ts';
export { declaredSchedules } from './declared-schedules.ts';
export { openSession, type StoredConnection } from './open-session.ts';
export { type ProviderAccess, type ProviderCalls, providerNamed, providers } from './provider-named.ts';
