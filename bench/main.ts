import { parseArgs } from 'node:util';
import { providerNamed, providers } from '@rollcall/provider-registry';
import { benchReads } from './reads.ts';
import { startStack } from './stack.ts';
import { benchSync } from './sync.ts';

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    provider: { type: 'string', default: Object.keys(providers)[0] ?? '' },
  },
});
if (values.help) {
  console.log('pnpm bench [--provider NAME]: times a sync of 100,000 mailboxes, and reads against a bare server.');
  process.exit(0);
}
const stack = await startStack();
try {
  await benchSync(stack, providerNamed(values.provider));
  await benchReads(stack);
} finally {
  await stack.stop();
}
