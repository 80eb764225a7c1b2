import type { Sandbox, SandboxOptions } from '@rollcall/provider-kit/sandbox';
import { providers } from '@rollcall/provider-registry';
import { z } from 'zod';

/** The provider that the tests speak of: its kinds and operations stand in them by name. */
export const providerName = 'adbtd';

const Named = z.object({ id: z.string(), name: z.string() });

/** What a sandbox holds, kind by kind. */
const State = z.object({ kinds: z.record(z.string(), z.object({ count: z.int(), items: z.array(Named) })) });

/** A sandbox, driven over HTTP as anybody would drive it. */
export interface TestSandbox extends Sandbox {
  /** What it accepts on stdin of `connections add`. */
  readonly credentialJson: string;
  /** Everything of a kind that it holds now. */
  items(kind: string): Promise<readonly { readonly id: string; readonly name: string }[]>;
  /** Changes something behind everyone's back. */
  change(change: Readonly<Record<string, unknown>>): Promise<void>;
  /** Makes requests of an operation go wrong. */
  fault(fault: {
    readonly operation: string;
    readonly fault: string;
    readonly [field: string]: unknown;
  }): Promise<void>;
  clearFaults(): Promise<void>;
  /** How many requests of an operation it received. */
  received(operation: string): Promise<number>;
}

/** Of another provider than the usual one where that is said. */
export type TestSandboxOptions = SandboxOptions & { readonly provider?: string };

/** Starts one, by default without its rate limits, and the usual provider's smaller than it is by itself. */
export async function startTestSandbox({
  provider: name = providerName,
  ...options
}: TestSandboxOptions): Promise<TestSandbox> {
  const provider = providers[name];
  if (provider === undefined) throw new Error(`the registry has no ${name}`);
  const sizes = name === providerName ? { host: 2, domain: 10, inbox: 30 } : {};
  const sandbox = await provider.sandbox({ limits: false, sizes, ...options });
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${sandbox.controlUrl}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`the sandbox refused ${method} ${path}: ${await response.text()}`);
    return response.json();
  };
  return {
    ...sandbox,
    credentialJson: JSON.stringify(sandbox.credential),
    items: async (kind) => State.parse(await ask('GET', '/state')).kinds[kind]?.items ?? [],
    change: async (change) => void (await ask('POST', '/change', change)),
    fault: async (fault) => void (await ask('POST', '/faults', fault)),
    clearFaults: async () => void (await ask('DELETE', '/faults')),
    received: async (operation) => {
      const { requests } = Log.parse(await ask('GET', '/log'));
      return requests.filter(({ operationId }) => operationId === operation).length;
    },
  };
}

const Log = z.object({ requests: z.array(z.object({ operationId: z.string().nullable() })) });
