import { reportError } from './output/report-error.ts';
import { createProgram } from './program.ts';

/** Runs the program to its end. What goes wrong is said, and decides the exit code. */
export async function runProgram(args: readonly string[]): Promise<void> {
  // Whoever reads may stop reading, as `head` does: nothing is left to be said then.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
  try {
    const program = await createProgram(args);
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = reportError(error, { json: optionsIn(args).includes('--json') });
  }
}

/** What stands before `--`, after which nothing is an option. */
function optionsIn(args: readonly string[]): readonly string[] {
  return args.slice(0, [...args, '--'].indexOf('--'));
}
