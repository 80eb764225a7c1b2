import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Compiled code is kept beside the dependencies it is compiled from, where nobody else can put any: a command starts in
// half the time. Where it cannot be kept, it is compiled anew.
enableCompileCache(join(import.meta.dirname, '..', '..', '..', 'node_modules', '.cache', 'compiled'));

const { runProgram } = await import('./run-program.ts');
await runProgram(process.argv.slice(2));
