import { benchAppend } from './events-append.ts';
import { benchListeners } from './events-listeners.ts';
import { onEventsRig } from './events-rig.ts';
import { benchSealing } from './events-seal.ts';
import { benchWebhooks } from './events-webhooks.ts';
import { residentMb } from './process-usage.ts';

/** Events from where they are appended to where they arrive, each part against the plainest thing that does as much. */
export async function benchEvents(): Promise<void> {
  await onEventsRig(async (rig) => {
    const { gatewayPid, daemonPid } = rig.stack;
    const memory = (when: string) => ({ when, gateway: residentMb(gatewayPid), daemon: residentMb(daemonPid) });
    const rows = [memory('at the start')];
    for (const [what, bench] of Object.entries({ benchListeners, benchWebhooks, benchAppend, benchSealing })) {
      await bench(rig);
      rows.push(memory(`after ${what.replace('bench', '').toLowerCase()}`));
    }
    console.log('\nResident memory, in MB');
    console.table(rows);
  });
}
