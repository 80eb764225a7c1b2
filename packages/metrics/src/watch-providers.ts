import { onExchange } from '@rollcall/provider-kit';
import { Counter, Histogram, type Registry } from 'prom-client';

/** Seconds. The quickest provider answers in 50 ms, and the slowest operation takes 10 minutes. */
const exchangeBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 600];

/** Counts what this process asks of providers, and how long they take. Answers how to stop. */
export function watchProviders(register: Registry): () => void {
  const requests = new Counter({
    name: 'rollcall_provider_requests_total',
    help: 'Requests that this process sent to a provider, by how they ended.',
    labelNames: ['provider', 'outcome'],
    registers: [register],
  });
  const durations = new Histogram({
    name: 'rollcall_provider_request_duration_seconds',
    help: 'How long those requests took, from sending to the end of the answer; waiting for the rate budget is no part of it.',
    labelNames: ['provider'],
    buckets: exchangeBuckets,
    registers: [register],
  });
  return onExchange(({ provider, outcome, ms }) => {
    requests.inc({ provider, outcome });
    durations.observe({ provider }, ms / 1_000);
  });
}
