import { processRegistry, watchProviders } from '@rollcall/metrics';
import type { AttemptOutcome, RunOutcome } from '@rollcall/schema';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What this daemon counts of itself. */
export interface Metrics {
  runEnded(run: { readonly provider: string; readonly outcome: RunOutcome; readonly ms: number }): void;
  /** Of a page that was read, with so many items. */
  pageRead(provider: string, items: number): void;
  /** Of events that got their number. */
  sealed(count: number): void;
  sealingFailed(): void;
  /** Of events that were taken into their log. */
  logGrew(leaves: number): void;
  /** Of a checkpoint. */
  logSigned(): void;
  /** Of a log that does not extend what was signed of it before. */
  logRefused(): void;
  logFailed(step: 'grow' | 'sign' | 'pin'): void;
  /** How many logs cannot grow just now, are not signed, or not kept outside: something is wrong with each. */
  logsStuck(count: number): void;
  logsUnsigned(count: number): void;
  logsUnpinned(count: number): void;
  /** Of one attempt to deliver an event to a webhook. */
  attempted(attempt: { readonly outcome: AttemptOutcome; readonly ms: number }): void;
  /** Of a domain that DNS was asked about: whether all of whom it was asked answered; or we broke. */
  dnsChecked(outcome: DnsOutcome): void;
  /** Of a report whose turn it was: whether it said something new, or could not be made or delivered. */
  reportMade(outcome: ReportOutcome): void;
  /** As text. */
  text(): Promise<string>;
}

const dnsOutcomes = ['answered', 'unanswered', 'failed'] as const;
type DnsOutcome = (typeof dnsOutcomes)[number];

const reportOutcomes = ['issued', 'again', 'failed'] as const;
type ReportOutcome = (typeof reportOutcomes)[number];

export function createMetrics(): Metrics {
  const register = processRegistry('daemon');
  watchProviders(register);
  return {
    ...runMetrics(register),
    ...sealingMetrics(register),
    ...logMetrics(register),
    ...deliveryMetrics(register),
    ...dnsMetrics(register),
    ...reportMetrics(register),
    text: () => register.metrics(),
  };
}

/** Seconds. A small account takes one, thousands of domains at a request a second take hours. */
const runBuckets = [1, 5, 15, 60, 300, 900, 3_600, 10_800, 43_200];

function runMetrics(register: Registry): Pick<Metrics, 'runEnded' | 'pageRead'> {
  const registers = [register];
  const runs = new Counter({
    name: 'rollcall_daemon_runs_total',
    help: 'Runs that this daemon brought to an end, plans as well, by provider and outcome.',
    labelNames: ['provider', 'outcome'],
    registers,
  });
  const durations = new Histogram({
    name: 'rollcall_daemon_run_duration_seconds',
    help: 'How long this daemon worked on them.',
    labelNames: ['provider', 'outcome'],
    buckets: runBuckets,
    registers,
  });
  const pages = new Counter({
    name: 'rollcall_daemon_pages_total',
    help: 'Pages that were read, second readings included.',
    labelNames: ['provider'],
    registers,
  });
  const items = new Counter({
    name: 'rollcall_daemon_items_total',
    help: 'Items on those pages.',
    labelNames: ['provider'],
    registers,
  });
  return {
    runEnded({ provider, outcome, ms }) {
      runs.inc({ provider, outcome });
      durations.observe({ provider, outcome }, ms / 1_000);
    },
    pageRead(provider, count) {
      pages.inc({ provider });
      items.inc({ provider }, count);
    },
  };
}

function sealingMetrics(register: Registry): Pick<Metrics, 'sealed' | 'sealingFailed'> {
  const sealed = new Counter({
    name: 'rollcall_daemon_events_sealed_total',
    help: 'Audit events that this daemon gave their number in the order of events.',
    registers: [register],
  });
  const failures = new Counter({
    name: 'rollcall_daemon_sealing_failures_total',
    help: 'How often this daemon could not seal events; it tries again after a second.',
    registers: [register],
  });
  return { sealed: (count) => sealed.inc(count), sealingFailed: () => failures.inc() };
}

type LogMetrics = Pick<
  Metrics,
  'logGrew' | 'logSigned' | 'logRefused' | 'logFailed' | 'logsStuck' | 'logsUnsigned' | 'logsUnpinned'
>;

function logMetrics(register: Registry): LogMetrics {
  const registers = [register];
  const leaves = new Counter({
    name: 'rollcall_daemon_log_events_total',
    help: 'Sealed audit events that this daemon took into the log of their workspace.',
    registers,
  });
  const signed = new Counter({
    name: 'rollcall_daemon_log_checkpoints_total',
    help: 'Checkpoints that this daemon signed.',
    registers,
  });
  const refused = new Counter({
    name: 'rollcall_daemon_log_refusals_total',
    help: 'How often this daemon refused to sign a log, since it does not extend what was signed before.',
    registers,
  });
  const failures = new Counter({
    name: 'rollcall_daemon_log_failures_total',
    help: 'How often this daemon could not take events into their log, sign one, or keep its checkpoint in a file.',
    labelNames: ['step'],
    registers,
  });
  for (const step of ['grow', 'sign', 'pin']) failures.inc({ step }, 0);
  const stuck = new Gauge({
    name: 'rollcall_daemon_logs_stuck',
    help: 'Logs with which something is wrong, by what does not work; this daemon tries each again after a minute.',
    labelNames: ['step'],
    registers,
  });
  return {
    logGrew: (count) => leaves.inc(count),
    logSigned: () => signed.inc(),
    logRefused: () => refused.inc(),
    logFailed: (step) => failures.inc({ step }),
    logsStuck: (count) => stuck.set({ step: 'grow' }, count),
    logsUnsigned: (count) => stuck.set({ step: 'sign' }, count),
    logsUnpinned: (count) => stuck.set({ step: 'pin' }, count),
  };
}

/** Seconds. A receiver next door answers in milliseconds, and one far away in a quarter of a second. */
const attemptBuckets = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];

function deliveryMetrics(register: Registry): Pick<Metrics, 'attempted'> {
  const attempts = new Counter({
    name: 'rollcall_daemon_webhook_attempts_total',
    help: 'Attempts of this daemon to deliver an event to a webhook, by what came of them.',
    labelNames: ['outcome'],
    registers: [register],
  });
  const durations = new Histogram({
    name: 'rollcall_daemon_webhook_attempt_duration_seconds',
    help: 'How long those attempts took; none is waited for longer than 15 s.',
    buckets: attemptBuckets,
    registers: [register],
  });
  return {
    attempted({ outcome, ms }) {
      attempts.inc({ outcome });
      durations.observe(ms / 1_000);
    },
  };
}

function dnsMetrics(register: Registry): Pick<Metrics, 'dnsChecked'> {
  const checks = new Counter({
    name: 'rollcall_daemon_dns_checks_total',
    help: 'Domains whose DNS this daemon asked about: all that was asked was answered, some was not, or the check failed here.',
    labelNames: ['outcome'],
    registers: [register],
  });
  for (const outcome of dnsOutcomes) checks.inc({ outcome }, 0);
  return { dnsChecked: (outcome) => checks.inc({ outcome }) };
}

function reportMetrics(register: Registry): Pick<Metrics, 'reportMade'> {
  const reports = new Counter({
    name: 'rollcall_daemon_reports_total',
    help: 'Reports on a schedule that this daemon made: they said something new, or did not; or could not be made or delivered.',
    labelNames: ['outcome'],
    registers: [register],
  });
  for (const outcome of reportOutcomes) reports.inc({ outcome }, 0);
  return { reportMade: (outcome) => reports.inc({ outcome }) };
}
