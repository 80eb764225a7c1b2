// One sandbox, as a process of its own: `sandbox-process.ts PROVIDER SEED PORT`. A port of 0 takes any free one. It
// tells its parent where it listens, and ends when its parent does.
import { providerNamed } from '@rollcall/provider-registry';

const [name = '', seed, port] = process.argv.slice(2);
process.once('disconnect', () => process.exit(0));
try {
  const sandbox = await providerNamed(name).sandbox({ seed: Number(seed), port: Number(port) });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close());
  const { baseUrl, controlUrl, credential, settings } = sandbox;
  process.send?.({ baseUrl, controlUrl, credential, settings });
  await sandbox.closed;
  process.exit(0);
} catch (error) {
  console.error(error);
  process.exit(1);
}
