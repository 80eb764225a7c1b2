export { openSession, type StoredConnection } from './open-session.ts';
export { type ProviderCalls, providerNamed, providers } from './provider-named.ts';
