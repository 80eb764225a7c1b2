import { createServer } from 'node:http';
import { type AccountAccess, type Page, type Scope, type Session, unlimitedBudget } from '@rollcall/provider-kit';
import type { Sandbox, SandboxOptions } from '@rollcall/provider-kit/sandbox';
import { onTestFinished } from 'vitest';
import { type Calls, provider } from '../src/index.ts';

/** A session at this address; it is closed when the test ends. */
export function openSession(access: Pick<AccountAccess, 'baseUrl' | 'credential'> & { settings?: object }): Session {
  const settings = provider.settings.parse(access.settings ?? {});
  const session = provider.open({ ...access, settings, budget: unlimitedBudget() });
  onTestFinished(() => session.close());
  return session;
}

/** A sandbox without rate limits, from seed 1 unless said otherwise; it is closed when the test ends. */
export async function start(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await provider.sandbox({ seed: 1, limits: false, ...options });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** A sandbox with a session open to it. */
export async function startWithSession(options: Partial<SandboxOptions> = {}, settings: object = {}) {
  const sandbox = await start(options);
  const { baseUrl, credential } = sandbox;
  return { sandbox, session: openSession({ baseUrl, credential, settings }) };
}

/** A session to a server that answers each path and query with this JSON, and the requests that it got. */
export async function answering(answer: (path: string) => string) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    response.end(answer(request.url ?? ''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const session = openSession({ baseUrl: `http://127.0.0.1:${port}`, credential: { apiKey: 'si_live_test' } });
  return { session, requests };
}

export const { signal } = new AbortController();

/** The pages of a listing, their items read. */
export async function pagesOf(session: Session, scope: Scope) {
  const pages: { items: Page['items'] extends Iterable<infer Item> ? Item[] : never; evidence: Page['evidence'] }[] =
    [];
  for await (const { items, evidence } of session.list(scope, signal)) pages.push({ items: [...items], evidence });
  return pages;
}

export async function itemsOf(session: Session, kind: string, parent?: Scope['parent']) {
  return (await pagesOf(session, { kind, ...(parent && { parent }) })).flatMap(({ items }) => items);
}

export async function call<Id extends keyof Calls & string>(
  session: Session,
  operationId: Id,
  input: Calls[Id]['input'],
): Promise<Calls[Id]['output']> {
  const parsed = provider.operations[operationId]?.parse(input) ?? {};
  return (await session.call({ operationId, input: parsed }, signal)) as Calls[Id]['output']; // Checked by `call`.
}

/** Changes something through the control interface. Throws what it says when it refuses. */
export async function change(sandbox: Sandbox, body: object, route = 'change'): Promise<unknown> {
  const response = await fetch(`${sandbox.controlUrl}/${route}`, { method: 'POST', body: JSON.stringify(body) });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return answer;
}

/** One request of the API, `request` being method and path. */
export async function ask(sandbox: Sandbox, request: string, body?: unknown) {
  const [method = '', path = ''] = request.split(' ');
  const response = await fetch(`${sandbox.baseUrl}${path}`, {
    method,
    headers: { 'x-api-key': sandbox.credential['apiKey'] ?? '', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  // What is in a body is for each test to expect.
  const { data, error, pagination }: { data?: unknown; error?: unknown; pagination?: unknown } = JSON.parse(text);
  return { status: response.status, headers: response.headers, text, data, error, pagination };
}
