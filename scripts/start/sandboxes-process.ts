// The sandboxes of a start: `sandboxes-process.ts '[{"connection":…,"provider":…,"seed":…,"now":…,"port":…}]'`. They share one
// process, since each in its own would take 140 MB and a second of a processor to start. It tells its parent where each
// of them listens, or why it does not, and ends when its parent does. A sandbox that is told to stop stays stopped.
import { type Sandbox, SandboxError } from '@rollcall/provider-kit/sandbox';
import { providerNamed } from '@rollcall/provider-registry';
import { RollcallError } from '@rollcall/schema';
import { z } from 'zod';
import { type SandboxStarted, WantedSandbox } from './sandbox-messages.ts';

process.once('disconnect', () => process.exit(0));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));
const started: SandboxStarted[] = [];
for (const wanted of z.array(WantedSandbox).parse(JSON.parse(process.argv[2] ?? ''))) started.push(await start(wanted));
process.send?.(started);

async function start({ connection, provider, seed, now, port }: WantedSandbox): Promise<SandboxStarted> {
  const at = (free: number): Promise<Sandbox> => providerNamed(provider).sandbox({ seed, now, port: free });
  try {
    // Its port may be taken by now. Whatever else went wrong goes wrong again, and is then said.
    const { baseUrl, credential, settings } = await (port === 0 ? at(0) : at(port).catch(() => at(0)));
    return { connection, baseUrl, credential, settings };
  } catch (error) {
    if (!(error instanceof SandboxError) && !(error instanceof RollcallError)) throw error;
    return { connection, problem: error.message };
  }
}
