export { processRegistry } from './process-registry.ts';
export { watchProviders } from './watch-providers.ts';
