import { parseArgs } from 'node:util';
import { onOwnInstallation } from './installation/on-own-installation.ts';
import { shortWaits, tryWebhooks } from './try-webhooks/try-webhooks.ts';

const changesMin = 100;
const changesMax = 10_000;

const { values } = parseArgs({
  options: { help: { type: 'boolean', default: false }, changes: { type: 'string', default: '400' } },
});
const changes = Number(values.changes);
const isGood = Number.isInteger(changes) && changes >= changesMin && changes <= changesMax;
if (values.help || !isGood) {
  console.log(`pnpm try:webhooks [--changes N]
Has a sandbox synced and N changes made (${changesMin} to ${changesMax}; 400 if left out), and sends their events to a receiver that is busy, resets,
loses its answers, redirects, answers hugely, hangs and is restarted, from a daemon that is killed with SIGKILL in the middle and later stopped;
then compares what was handled with what happened: each sequence once, no gap, each subject in its order. Everything it starts and writes is
its own, and gone afterwards. It takes about a minute, half of which the killed daemon's leases are waited for.`);
  process.exit(values.help ? 0 : 2);
}

const settings = { ROLLCALL_WEBHOOK_NETWORKS: '127.0.0.1', ROLLCALL_WEBHOOK_WAITS: shortWaits };
await onOwnInstallation(settings, async (installation) => {
  const startedAt = performance.now();
  const tried = await tryWebhooks({ installation, changes, subjects: 20, say: console.log });
  const { events, requests, outcomes, wrong } = tried;
  console.log(
    `${events} events, ${requests} requests (${JSON.stringify(outcomes)}), ${Math.round(performance.now() - startedAt)} ms`,
  );
  console.log(
    wrong.length === 0 ? 'each sequence was handled once, in the order of its subject' : `${wrong.length} wrong:`,
  );
  for (const line of wrong) console.log(`  ${line}`);
  if (wrong.length > 0) process.exitCode = 1;
});
