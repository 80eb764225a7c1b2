import type { Db } from '@rollcall/db';
import { processRegistry, watchProviders } from '@rollcall/metrics';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { createFigures, type Figures } from './figures.ts';

/** What this gateway counts of itself, and how the figures of the whole installation are had. */
export interface Metrics {
  /** Of an answer that went out, or whose caller left before it did. */
  answered(route: string, status: number): void;
  /** Of a call that a procedure ended: `ok`, or the code of its refusal. */
  called(call: { readonly procedure: string; readonly code: string; readonly ms: number }): void;
  keyRefused(reason: string): void;
  /** Of a subscription that was opened; what is answered says that it ended. */
  subscribed(): () => void;
  /** Tells how many requests are under way at a server of this process. Answers how to tell no more. */
  watchUnderWay(count: () => { readonly reads: number; readonly posts: number }): () => void;
  /** The figures of this process, as text. */
  own(): Promise<string>;
  readonly figures: Figures;
}

/** Seconds. A small read takes a few milliseconds, and a call of a provider up to minutes. */
const callBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];

/** `pools` are this process's, by what they are for; the figures are asked for on `watching`. */
export function createMetrics({
  pools,
  watching,
}: {
  readonly pools: Readonly<Record<string, Db>>;
  readonly watching: Db;
}): Metrics {
  const register = processRegistry('gateway');
  watchProviders(register);
  watchPools(register, pools);
  const registers = [register];
  const answers = new Counter({
    name: 'rollcall_gateway_http_requests_total',
    help: 'HTTP requests that were answered, by the first part of their path and by the status of the answer.',
    labelNames: ['route', 'status'],
    registers,
  });
  const calls = new Counter({
    name: 'rollcall_gateway_calls_total',
    help: 'Calls of procedures that ended, by procedure and by code: "ok", or the code of the refusal. A batch is several calls.',
    labelNames: ['procedure', 'code'],
    registers,
  });
  const durations = new Histogram({
    name: 'rollcall_gateway_call_duration_seconds',
    help: 'How long those calls took; those of providers are told apart by provider alone, a subscription ends when its stream begins.',
    labelNames: ['procedure'],
    buckets: callBuckets,
    registers,
  });
  const refusals = new Counter({
    name: 'rollcall_gateway_key_refusals_total',
    help: 'Requests whose key opened nothing, by reason.',
    labelNames: ['reason'],
    registers,
  });
  const subscriptions = new Gauge({
    name: 'rollcall_gateway_subscriptions_open',
    help: 'Subscriptions (server-sent events) that are open at this gateway.',
    registers,
  });
  return {
    answered: (route, status) => answers.inc({ route, status }),
    called({ procedure, code, ms }) {
      calls.inc({ procedure, code });
      durations.observe({ procedure: foldedProcedure(procedure) }, ms / 1_000);
    },
    keyRefused: (reason) => refusals.inc({ reason }),
    subscribed() {
      subscriptions.inc();
      return () => subscriptions.dec();
    },
    watchUnderWay: watchUnderWay(register),
    own: () => register.metrics(),
    figures: createFigures(watching),
  };
}

/** A provider has a hundred operations, and a histogram a dozen series. */
function foldedProcedure(procedure: string): string {
  return /^providers\.[^.]+/.exec(procedure)?.[0] ?? procedure;
}

function watchPools(register: Registry, pools: Readonly<Record<string, Db>>): void {
  new Gauge({
    name: 'rollcall_gateway_database_connections',
    help: 'Connections of this gateway to PostgreSQL, by pool and by what they do; "waiting" are questions that wait for one.',
    labelNames: ['pool', 'state'],
    registers: [register],
    collect() {
      for (const [pool, { sessions }] of Object.entries(pools)) {
        if (sessions === undefined) continue;
        const { inUse, idle, waiting } = sessions();
        this.set({ pool, state: 'in_use' }, inUse);
        this.set({ pool, state: 'idle' }, idle);
        this.set({ pool, state: 'waiting' }, waiting);
      }
    },
  });
}

function watchUnderWay(register: Registry): Metrics['watchUnderWay'] {
  const counts = new Set<Parameters<Metrics['watchUnderWay']>[0]>();
  new Gauge({
    name: 'rollcall_gateway_requests_under_way',
    help: 'Requests that this gateway is answering just now: what reads, and what posts.',
    labelNames: ['sort'],
    registers: [register],
    collect() {
      const all = [...counts].map((count) => count());
      this.set(
        { sort: 'read' },
        all.reduce((sum, { reads }) => sum + reads, 0),
      );
      this.set(
        { sort: 'post' },
        all.reduce((sum, { posts }) => sum + posts, 0),
      );
    },
  });
  return (count) => {
    counts.add(count);
    return () => void counts.delete(count);
  };
}
