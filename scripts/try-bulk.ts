import { parseArgs } from 'node:util';
import { onOwnInstallation } from './installation/on-own-installation.ts';
import { tryBulk } from './try-bulk/try-bulk.ts';

const inboxesMin = 30;
const inboxesMax = 10_000;

const { values } = parseArgs({
  options: { help: { type: 'boolean', default: false }, inboxes: { type: 'string', default: '500' } },
});
const inboxes = Number(values.inboxes);
const isGood = Number.isInteger(inboxes) && inboxes >= inboxesMin && inboxes <= inboxesMax;
if (values.help || !isGood) {
  console.log(`pnpm try:bulk [--inboxes N]
Makes N inboxes (${inboxesMin} to ${inboxesMax}; 500 if left out) in bulk at the sandboxes of three providers, as an internal app does with the
typed client; stops the gateway with SIGTERM and later kills it with SIGKILL, starts it again, and compares what Rollcall says became of each
with what the sandboxes hold. Everything it starts and writes is its own, and gone afterwards.`);
  process.exit(values.help ? 0 : 2);
}

await onOwnInstallation({}, async (installation) => {
  const startedAt = performance.now();
  const { counts, untrue, twice, stopped, killed } = await tryBulk({ installation, inboxes, say: console.log });
  console.log(
    `went on ${stopped.goneOnAfterMs} ms after it was stopped and ran again, ${killed.goneOnAfterMs} ms after it was killed`,
  );
  console.log(`${Math.round(performance.now() - startedAt)} ms in all`);
  console.log(`${JSON.stringify(counts)}: ${untrue.length} untrue, ${twice.length} made twice`);
  for (const line of [...untrue, ...twice]) console.log(`  ${line}`);
  if (untrue.length + twice.length > 0) process.exitCode = 1;
});
