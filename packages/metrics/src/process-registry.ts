import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import manifest from '../package.json' with { type: 'json' };

/**
 * A registry of what a process of ours can say of itself: its processor time, memory, event loop and garbage, as prom-client has
 * it for every Node process, and of which version it is.
 */
export function processRegistry(process: 'gateway' | 'daemon'): Registry {
  const register = new Registry();
  collectDefaultMetrics({ register });
  // Gauges that are called as counters are.
  for (const what of ['handles', 'requests', 'resources']) register.removeSingleMetric(`nodejs_active_${what}_total`);
  new Gauge({
    name: 'rollcall_build_info',
    help: 'Which process this is, of which version of Rollcall; always 1.',
    labelNames: ['process', 'version'],
    registers: [register],
  }).set({ process, version: manifest.version }, 1);
  return register;
}
