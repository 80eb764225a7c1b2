import { figures } from '@rollcall/db';
import { Counter, type Registry } from 'prom-client';
import { connectionSet, others } from './connection-figures.ts';
import { clearAll, type FigureSet, gaugesIn, type MakeGauge } from './figure-set.ts';
import { logSet } from './log-figures.ts';
import { scopeSet } from './scope-figures.ts';
import { webhookSet } from './webhook-figures.ts';

/** Every set of figures, in the order in which they are asked for: what alerts need most comes first. */
export function createFigureSets(register: Registry): readonly FigureSet[] {
  const make = gaugesIn(register);
  return [
    operationSet(make),
    runSet(register),
    openRunSet(make),
    ...connectionSet(make),
    scopeSet(make),
    queueSet(make),
    sealSet(make),
    tailSet(register),
    logSet(make),
    webhookSet(make),
    dnsSet(make),
    reportScheduleSet(make),
    findingSet(make),
    sessionSet(make),
  ];
}

function operationSet(make: MakeGauge): FigureSet {
  const count = make('rollcall_operations', 'Operations by state, of all that are on record.', ['state']);
  const oldest = make(
    'rollcall_operations_oldest_age_seconds',
    'For how long the oldest operation of a state that is not an end has been sent, or accepted; 0 where there is none.',
    ['state'],
  );
  const clear = clearAll([count, oldest]);
  return {
    name: 'operations',
    clear,
    async collect(tx) {
      const rows = await figures.operations(tx);
      for (const state of ['accepted', 'dispatched', 'unknown']) oldest.set({ state }, 0);
      for (const { state, count: n, oldest_seconds: seconds } of rows) {
        count.set({ state }, n);
        if (seconds !== null) oldest.set({ state }, seconds);
      }
    },
  };
}

function runSet(register: Registry): FigureSet {
  const ended = new Counter({
    name: 'rollcall_runs_total',
    help: 'Runs that ended, plans apart, by provider and outcome; of all daemons together, also of runs that were deleted since.',
    labelNames: ['provider', 'outcome'],
    registers: [register],
  });
  return {
    name: 'runs',
    clear: clearAll([ended]),
    async collect(tx) {
      for (const { provider, outcome, ended: n } of await figures.runs(tx)) ended.inc({ provider, outcome }, n);
    },
  };
}

function openRunSet(make: MakeGauge): FigureSet {
  const count = make('rollcall_runs_open', 'Runs that are queued, or running.', ['state']);
  const oldest = make(
    'rollcall_runs_open_oldest_age_seconds',
    'For how long the oldest of them has been queued, or running; 0 where there is none.',
    ['state'],
  );
  return {
    name: 'open_runs',
    clear: clearAll([count, oldest]),
    async collect(tx) {
      const rows = await figures.openRuns(tx);
      for (const state of ['queued', 'running'] as const) {
        const row = rows.find((one) => one.state === state);
        count.set({ state }, row?.count ?? 0);
        oldest.set({ state }, row?.oldest_seconds ?? 0);
      }
    },
  };
}

function queueSet(make: MakeGauge): FigureSet {
  const count = make('rollcall_queue_jobs', 'Jobs on the queue that have not ended, by state.', ['queue', 'state']);
  const oldest = make(
    'rollcall_queue_oldest_age_seconds',
    'For how long the oldest of them has been there: since it was queued, or, of one that is worked on, since that began.',
    ['queue', 'state'],
  );
  return {
    name: 'queue',
    clear: clearAll([count, oldest]),
    async collect(tx) {
      for (const state of ['created', 'retry', 'active']) {
        count.set({ queue: 'sync', state }, 0);
        oldest.set({ queue: 'sync', state }, 0);
      }
      for (const { queue, state, count: n, oldest_seconds: seconds } of await figures.queue(tx)) {
        count.set({ queue, state }, n);
        oldest.set({ queue, state }, seconds ?? 0);
      }
    },
  };
}

function sealSet(make: MakeGauge): FigureSet {
  const unsealed = make(
    'rollcall_events_unsealed',
    'Audit events that have no number yet in the order that subscribers and webhooks follow; 100,000 are counted at most.',
    [],
  );
  const oldest = make(
    'rollcall_events_unsealed_oldest_age_seconds',
    'Seal lag: for how long the first of them has waited for it; 0 where none does.',
    [],
  );
  return {
    name: 'seals',
    clear: clearAll([unsealed, oldest]),
    async collect(tx) {
      const [row] = await figures.seals(tx);
      unsealed.set(row?.unsealed ?? 0);
      oldest.set(row?.oldest_seconds ?? 0);
    },
  };
}

function tailSet(register: Registry): FigureSet {
  const sealed = new Counter({
    name: 'rollcall_events_sealed_total',
    help: 'Audit events of a workspace that have their number: how far its order goes.',
    labelNames: ['workspace'],
    registers: [register],
  });
  return {
    name: 'tails',
    clear: clearAll([sealed]),
    async collect(tx) {
      for (const { workspace, sealed: n } of await figures.tails(tx)) sealed.inc({ workspace: workspace ?? others }, n);
    },
  };
}

function dnsSet(make: MakeGauge): FigureSet {
  const domains = make('rollcall_dns_domains', 'Domains whose DNS is asked about.', []);
  const due = make(
    'rollcall_dns_domains_due',
    'Domains whose turn has come, for less than a week, and that are asked about next.',
    [],
  );
  const dueOldest = make(
    'rollcall_dns_due_oldest_age_seconds',
    'For how long the turn of the first of them has come; 0 where none waits.',
    [],
  );
  const checkedOldest = make(
    'rollcall_dns_checked_oldest_age_seconds',
    'How long ago DNS was asked about the domain for which that is longest; 0 where none was.',
    [],
  );
  return {
    name: 'dns',
    clear: clearAll([domains, due, dueOldest, checkedOldest]),
    async collect(tx) {
      const [row] = await figures.dns(tx);
      domains.set(row?.domains ?? 0);
      due.set(row?.due ?? 0);
      dueOldest.set(row?.due_seconds ?? 0);
      checkedOldest.set(row?.checked_seconds ?? 0);
    },
  };
}

function reportScheduleSet(make: MakeGauge): FigureSet {
  const count = make('rollcall_report_schedules', 'Reports that are made on a schedule, by state.', ['state']);
  const failing = make(
    'rollcall_report_schedules_failing',
    'Those that could not be made or delivered when they were tried last.',
    [],
  );
  const due = make('rollcall_report_schedules_due', 'Those whose turn has come.', []);
  const oldest = make(
    'rollcall_report_schedules_due_oldest_age_seconds',
    'For how long the turn of the first of them has come; 0 where none waits.',
    [],
  );
  return {
    name: 'report_schedules',
    clear: clearAll([count, failing, due, oldest]),
    async collect(tx) {
      const [row] = await figures.reportSchedules(tx);
      count.set({ state: 'active' }, row?.active ?? 0);
      count.set({ state: 'paused' }, row?.paused ?? 0);
      failing.set(row?.failing ?? 0);
      due.set(row?.due ?? 0);
      oldest.set(row?.due_seconds ?? 0);
    },
  };
}

function findingSet(make: MakeGauge): FigureSet {
  const count = make('rollcall_findings_open', 'Findings that are open, by rule and severity.', ['rule', 'severity']);
  const oldest = make('rollcall_findings_open_oldest_age_seconds', 'For how long the oldest of them has been open.', [
    'rule',
    'severity',
  ]);
  return {
    name: 'findings',
    clear: clearAll([count, oldest]),
    async collect(tx) {
      for (const { rule, severity, count: n, oldest_seconds: seconds } of await figures.findings(tx)) {
        count.set({ rule, severity }, n);
        oldest.set({ rule, severity }, seconds ?? 0);
      }
    },
  };
}

function sessionSet(make: MakeGauge): FigureSet {
  const count = make(
    'rollcall_database_sessions',
    'Sessions that gateways and daemons have open at PostgreSQL for their queries; 0 of daemons means that none runs.',
    ['process'],
  );
  return {
    name: 'sessions',
    clear: clearAll([count]),
    async collect(tx) {
      for (const { process, count: n } of await figures.sessions(tx)) count.set({ process }, n);
    },
  };
}
