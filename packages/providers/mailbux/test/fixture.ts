import { type Item, type Page, type Session, unlimitedBudget } from '@rollcall/provider-kit';
import type { Sandbox, SandboxOptions } from '@rollcall/provider-kit/sandbox';
import { onTestFinished } from 'vitest';
import { type Calls, provider } from '../src/index.ts';

export const { signal } = new AbortController();

/** Starts a sandbox without rate limits, from seed 1 unless said otherwise; it is closed when the test ends. */
export async function start(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await provider.sandbox({ seed: 1, limits: false, ...options });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** A session to a sandbox; it is closed when the test ends. */
export function connect(sandbox: Sandbox, settings: Readonly<Record<string, unknown>> = {}): Session {
  const session = provider.open({
    baseUrl: sandbox.baseUrl,
    credential: provider.credential.parse(sandbox.credential),
    settings: provider.settings.parse(settings),
    budget: unlimitedBudget(),
  });
  onTestFinished(() => session.close());
  return session;
}

/** A documented operation, typed as callers see it. */
export async function call<Id extends keyof Calls & string>(
  session: Session,
  operationId: Id,
  input: Calls[Id]['input'],
): Promise<Calls[Id]['output']> {
  const parsed = provider.operations[operationId]?.parse(input) ?? {};
  return (await session.call({ operationId, input: parsed }, signal)) as Calls[Id]['output']; // Checked by `call`.
}

export interface ReadPage {
  readonly items: readonly Item[];
  readonly evidence: Page['evidence'];
}

/** Every page of a scope; `between` runs after each page. */
export async function pages(
  session: Session,
  scope: { readonly kind: string; readonly domain?: string },
  between: (page: number) => Promise<unknown> = async () => {},
): Promise<readonly ReadPage[]> {
  const { kind, domain } = scope;
  const read: ReadPage[] = [];
  const wanted = domain === undefined ? { kind } : { kind, parent: { externalId: domain, name: domain } };
  for await (const { items, evidence } of session.list(wanted, signal)) {
    read.push({ items: [...items], evidence });
    await between(read.length);
  }
  return read;
}

export async function items(session: Session, kind: string, domain?: string): Promise<readonly Item[]> {
  const read = await pages(session, domain === undefined ? { kind } : { kind, domain });
  return read.flatMap((page) => page.items);
}

export async function names(session: Session, kind: string, domain?: string): Promise<readonly string[]> {
  return (await items(session, kind, domain)).map(({ name }) => name);
}

export interface Answer {
  readonly status: number;
  // What is in a body is for each test to expect; nothing here is passed on.
  readonly body: unknown;
  readonly text: string;
}

/** One request of the API as anybody may send it, `request` being method and path. */
export async function ask(sandbox: Sandbox, request: string, body?: unknown): Promise<Answer> {
  const [method = '', path = ''] = request.split(' ');
  const response = await fetch(`${sandbox.baseUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${sandbox.credential['token']}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: JSON.parse(text), text };
}

/** Changes something through the control interface. Throws what it says when it refuses. */
export async function change(sandbox: Sandbox, body: Readonly<Record<string, unknown>>): Promise<unknown> {
  return control(sandbox, 'POST /change', body);
}

export async function plant(sandbox: Sandbox, fault: Readonly<Record<string, unknown>>): Promise<unknown> {
  return control(sandbox, 'POST /faults', fault);
}

/** Method and path of every request since the sandbox was started. */
export async function requests(sandbox: Sandbox): Promise<readonly string[]> {
  // The log of every sandbox has this shape.
  const { requests: logged } = (await control(sandbox, 'GET /log')) as {
    requests: readonly { method: string; path: string }[];
  };
  return logged.map(({ method, path }) => `${method} ${path}`);
}

/** The names of a kind, as the sandbox holds them. */
export async function held(sandbox: Sandbox, kind: string): Promise<readonly string[]> {
  // Likewise its state.
  const state = (await control(sandbox, 'GET /state')) as {
    kinds: Record<string, { items: readonly { name: string }[] }>;
  };
  return (state.kinds[kind]?.items ?? []).map(({ name }) => name);
}

async function control(sandbox: Sandbox, route: string, body?: object): Promise<unknown> {
  const [method = '', path] = route.split(' ');
  const response = await fetch(`${sandbox.controlUrl}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return answer;
}
