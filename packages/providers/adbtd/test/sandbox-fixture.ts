import type { Sandbox, SandboxOptions } from '@rollcall/provider-kit/sandbox';
import { afterEach } from 'vitest';
import { sandbox as startSandbox } from '../src/sandbox.ts';

const open: Sandbox[] = [];

/** Starts a sandbox without rate limits, from seed 1 unless said otherwise; it is closed when the test ends. */
export async function start(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ seed: 1, limits: false, ...options });
  open.push(sandbox);
  return sandbox;
}

afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.close();
});

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // What is in a body is for each test to expect; nothing here is passed on.
  readonly data: unknown;
  readonly error: unknown;
}

/** One request of the API, `request` being method and path. */
export async function ask(sandbox: Sandbox, request: string, body?: unknown): Promise<Answer> {
  const [method = '', path = ''] = request.split(' ');
  const response = await fetch(`${sandbox.baseUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${sandbox.credential['apiKey']}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const { data, error }: { data?: unknown; error?: unknown } = JSON.parse(text);
  return { status: response.status, headers: response.headers, text, data, error };
}

/** Changes something through the control interface. Throws what it says when it refuses. */
export async function change(sandbox: Sandbox, body: Readonly<Record<string, unknown>>): Promise<unknown> {
  const response = await fetch(`${sandbox.controlUrl}/change`, { method: 'POST', body: JSON.stringify(body) });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return answer;
}

/** Ids and names of a kind, in the order the sandbox holds them. */
export async function things(sandbox: Sandbox, kind: string): Promise<readonly { id: string; name: string }[]> {
  const response = await fetch(`${sandbox.controlUrl}/state`);
  const state: { kinds: Record<string, { items: { id: string; name: string }[] }> } = JSON.parse(await response.text());
  return state.kinds[kind]?.items ?? [];
}

/** The first thing of a kind, or the one at `index`. */
export async function thing(sandbox: Sandbox, kind: string, index = 0): Promise<{ id: string; name: string }> {
  const found = (await things(sandbox, kind))[index];
  if (found === undefined) throw new RangeError(`the sandbox holds no ${kind} ${index}`);
  return found;
}
