import type { LoggedRequest, Sandbox, SandboxOptions } from '@rollcall/provider-kit/sandbox';
import { providers } from '@rollcall/provider-registry';
import { afterAll } from 'vitest';

/** The provider whose sandbox most of these tests speak with. */
export const providerName = 'adbtd';

/** A provider's sandbox with what its control interface can do. */
export interface TestSandbox extends Sandbox {
  readonly provider: string;
  change(change: Readonly<Record<string, unknown>>): Promise<void>;
  fault(fault: Readonly<Record<string, unknown>>): Promise<void>;
  clearFaults(): Promise<void>;
  /** Every request so far, oldest first. */
  log(): Promise<readonly LoggedRequest[]>;
  things(kind: string): Promise<readonly { readonly id: string; readonly name: string }[]>;
  /** The thing at that place of its kind. */
  thing(kind: string, index?: number): Promise<{ readonly id: string; readonly name: string }>;
}

/** Starts sandboxes, without their rate limits unless these are asked for; they are closed at the end of the file. */
export function useSandboxes(name = providerName): (options: SandboxOptions) => Promise<TestSandbox> {
  const open: Sandbox[] = [];
  afterAll(async () => {
    for (const sandbox of open) await sandbox.close();
  });
  return async (options) => {
    const provider = providers[name];
    if (provider === undefined) throw new Error(`there is no provider ${name}`);
    const sandbox = await provider.sandbox({ limits: false, ...options });
    open.push(sandbox);
    return { ...controlled(sandbox), provider: name };
  };
}

function controlled(sandbox: Sandbox): Omit<TestSandbox, 'provider'> {
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await fetch(`${sandbox.controlUrl}${path}`, init);
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(JSON.stringify(answer));
    return answer;
  };
  const things: TestSandbox['things'] = async (kind) => {
    // The control interface of the sandbox itself; its own tests hold it to this shape.
    const state = (await ask('GET', '/state')) as { kinds: Record<string, { items: { id: string; name: string }[] }> };
    return state.kinds[kind]?.items ?? [];
  };
  return {
    ...sandbox,
    things,
    change: async (change) => void (await ask('POST', '/change', change)),
    fault: async (fault) => void (await ask('POST', '/faults', fault)),
    clearFaults: async () => void (await ask('DELETE', '/faults')),
    log: async () => {
      const { requests } = (await ask('GET', '/log')) as { requests: LoggedRequest[] }; // Like above.
      return requests;
    },
    thing: async (kind, index = 0) => {
      const found = (await things(kind))[index];
      if (found === undefined) throw new Error(`the sandbox has no ${kind} ${index}`);
      return found;
    },
  };
}
