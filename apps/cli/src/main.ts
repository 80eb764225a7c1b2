import { reportError } from './output/report-error.ts';
import { createProgram } from './program.ts';

const args = process.argv.slice(2);
const json = args.slice(0, [...args, '--'].indexOf('--')).includes('--json');

// Whoever reads may stop reading, as `head` does: nothing is left to be said then.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

try {
  const program = await createProgram(args);
  await program.parseAsync(args, { from: 'user' });
} catch (error) {
  process.exitCode = reportError(error, { json });
}
