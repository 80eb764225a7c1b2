// `pnpm start`: PostgreSQL, the gateway, the sync daemon, and a sandbox while there is no connection.
import { gatewayErrorOf } from '@rollcall/client';
import { RollcallError } from '@rollcall/schema';
import { startHelp, startOptions, UsageError } from './start/options.ts';
import { report } from './start/report.ts';
import { startRollcall } from './start/start-rollcall.ts';
import { createSystem } from './start/system.ts';

process.exit(await main());

async function main(): Promise<number> {
  const options = readOptions();
  if (typeof options === 'number') return options;
  const system = createSystem();
  const stopping = stopOnSignals();
  const say = (line: string) => console.log(line);
  try {
    console.log('Starting Rollcall …');
    const host = { env: process.env, system, say, signal: stopping };
    const started = await Promise.race([startRollcall(options, host), rejectedBy(stopping)]);
    console.log(`\n${report(started)}`);
    return await rejectedBy(stopping);
  } catch (error) {
    if (stopping.aborted) {
      console.log('\nStopping …');
      return 0;
    }
    console.error(sentenceOf(error));
    return 1;
  } finally {
    await system.stop();
    if (stopping.aborted) console.log('Everything has stopped.');
  }
}

/** The options, or the exit code when there is nothing to start. */
function readOptions(): Exclude<ReturnType<typeof startOptions>, 'help'> | number {
  try {
    const options = startOptions(process.argv.slice(2), process.env);
    if (options !== 'help') return options;
    console.log(startHelp());
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    return 2;
  }
}

/**
 * Aborted by the first signal to stop. The second ends this process at once: the apps notice that, and the keeper of
 * PostgreSQL too, so nothing is left running.
 */
function stopOnSignals(): AbortSignal {
  const stopping = new AbortController();
  const stop = () => (stopping.signal.aborted ? process.exit(1) : stopping.abort());
  // Not SIGHUP, which `nohup` has us ignore; without it, a terminal that closes ends us like kill -9 would.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  return stopping.signal;
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

function sentenceOf(error: unknown): string {
  if (error instanceof RollcallError) return error.message;
  const problem = gatewayErrorOf(error);
  if (problem) return problem.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
