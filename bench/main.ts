import { parseArgs } from 'node:util';
import { benchReads } from './reads.ts';
import { startStack } from './stack.ts';
import { benchSync } from './sync.ts';

const { values } = parseArgs({ options: { help: { type: 'boolean', default: false } } });
if (values.help) {
  console.log('pnpm bench: times a sync of 100,000 mailboxes and reads through the gateway, against a bare server.');
  process.exit(0);
}
const stack = await startStack();
try {
  await benchSync(stack);
  await benchReads(stack);
} finally {
  await stack.stop();
}
