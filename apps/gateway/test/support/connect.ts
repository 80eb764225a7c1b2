import type { SandboxOptions } from '@rollcall/provider-kit/sandbox';
import { ScheduledConnection } from '@rollcall/schema';
import type { Answer, TestGateway } from './gateway.ts';
import { providerName, type TestSandbox } from './sandboxes.ts';

/** Starts a sandbox and adds a connection to it, whose schedule lets no run interfere. */
export async function connect(test: TestGateway, name: string, sandbox: TestSandbox): Promise<void> {
  for (const secret of Object.values(sandbox.credential)) test.secrets.add(secret);
  const { status, text } = await test.mutate(
    'connections.add',
    connectionTo(sandbox, { name, provider: sandbox.provider, config: sandbox.settings }),
  );
  if (status !== 200) throw new Error(text);
}

/** The input of `connections.add` for a sandbox. */
export function connectionTo(
  { baseUrl, credential }: Pick<TestSandbox, 'baseUrl' | 'credential'>,
  given: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return { name: 'acme', provider: providerName, baseUrl, credential, schedule: '0 0 1 1 *', ...given };
}

/** The connection that `connections.add` and `connections.update` answer with. */
export function connectionIn({ data }: Answer): ScheduledConnection {
  // The answer's envelope; what is in it is parsed.
  const { data: connection } = data as { data: unknown };
  return ScheduledConnection.strict().parse(connection);
}

/** Small enough to be started for a test. */
export const small: SandboxOptions = { seed: 3, sizes: { host: 2, domain: 3, inbox: 4 } };
