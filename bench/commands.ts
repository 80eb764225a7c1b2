import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const main = join(import.meta.dirname, '..', 'apps', 'cli', 'src', 'main.ts');
const rounds = 9;

/** How long a person waits for the help of a command: what it takes to start, and nothing else. */
export async function benchCommands(): Promise<void> {
  const commands = ['--help', 'resources --help', 'connections list --help', 'connections add --help', 'call --help'];
  console.log(`Starting a command, median of ${rounds}:`);
  console.table(commands.map((command) => ({ command: `rollcall ${command}`, ms: medianMs(command.split(' ')) })));
}

function medianMs(args: readonly string[]): number {
  const laps = Array.from({ length: rounds }, () => {
    const startedAt = performance.now();
    const { status } = spawnSync(process.execPath, [main, ...args]);
    if (status !== 0) throw new Error(`rollcall ${args.join(' ')} ended with ${status}.`);
    return performance.now() - startedAt;
  });
  return Math.round(laps.sort((one, other) => one - other)[Math.floor(rounds / 2)] ?? 0);
}
