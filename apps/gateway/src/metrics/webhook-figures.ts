import { figures } from '@rollcall/db';
import { others } from './connection-figures.ts';
import { clearAll, type FigureSet, type MakeGauge } from './figure-set.ts';

const labels = ['workspace', 'webhook'] as const;

/** What each webhook still has to deliver, and for how long its receiver has not taken it. */
export function webhookSet(make: MakeGauge): FigureSet {
  const webhooks = make('rollcall_webhooks', 'Webhooks by state; removed ones are not counted.', ['state']);
  const stopped = make(
    'rollcall_webhook_stopped',
    'Webhooks that are stopped, and why: "asked" by a person; otherwise because their receiver failed, or wants nothing any more.',
    [...labels, 'reason'],
  );
  const undelivered = make(
    'rollcall_webhook_undelivered_events',
    'Events that are queued for a webhook and have not arrived.',
    labels,
  );
  const oldest = make(
    'rollcall_webhook_undelivered_oldest_age_seconds',
    'For how long the oldest of what is to be sent next has been queued; 0 where there is nothing.',
    labels,
  );
  const behind = make(
    'rollcall_webhook_behind_events',
    'Events with a number that were not looked at yet for this webhook, whether it wants them or not.',
    labels,
  );
  const failing = make(
    'rollcall_webhook_failing_seconds',
    'Since the first of the requests in a row that failed; 0 where the last one did not.',
    labels,
  );
  return {
    name: 'webhooks',
    clear: clearAll([webhooks, stopped, undelivered, oldest, behind, failing]),
    async collect(tx) {
      const sums = new Map<string, Summed>();
      for (const state of ['active', 'paused', 'disabled']) webhooks.set({ state }, 0);
      for (const row of await figures.webhooks(tx)) {
        webhooks.inc({ state: row.state }, row.count);
        const of = { workspace: row.workspace ?? others, webhook: row.webhook ?? others };
        if (row.stop_reason !== null) stopped.inc({ ...of, reason: row.stop_reason }, row.count);
        add(sums, of, row);
      }
      for (const { of, ...sum } of sums.values()) {
        undelivered.set(of, sum.undelivered);
        oldest.set(of, sum.oldest);
        behind.set(of, sum.behind);
        failing.set(of, sum.failing);
      }
    },
  };
}

interface Summed {
  readonly of: { readonly workspace: string; readonly webhook: string };
  undelivered: number;
  oldest: number;
  behind: number;
  failing: number;
}

/** Those that have no series of their own come in several states; of ages the greatest counts. */
function add(
  sums: Map<string, Summed>,
  of: Summed['of'],
  row: Awaited<ReturnType<typeof figures.webhooks>>[number],
): void {
  const key = JSON.stringify(of);
  const sum = sums.get(key) ?? { of, undelivered: 0, oldest: 0, behind: 0, failing: 0 };
  sum.undelivered += row.undelivered;
  sum.behind += row.behind;
  sum.oldest = Math.max(sum.oldest, row.oldest_seconds ?? 0);
  sum.failing = Math.max(sum.failing, row.failing_seconds ?? 0);
  sums.set(key, sum);
}
