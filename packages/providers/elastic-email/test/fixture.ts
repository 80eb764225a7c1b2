import { type Item, type Page, type Session, unlimitedBudget } from '@rollcall/provider-kit';
import type { RequestLog, Sandbox, SandboxOptions } from '@rollcall/provider-kit/sandbox';
import { onTestFinished } from 'vitest';
import { type Calls, provider } from '../src/index.ts';

/** Starts a sandbox without limits, from seed 1 unless said otherwise; it is closed when the test ends. */
export async function start(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await provider.sandbox({ seed: 1, limits: false, ...options });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** A session with a sandbox, by default with its own credential and settings. */
export function openAt(
  sandbox: Pick<Sandbox, 'baseUrl' | 'credential' | 'settings'>,
  { apiKey = sandbox.credential['apiKey'], settings = sandbox.settings }: { apiKey?: string; settings?: object } = {},
): Session {
  const session = provider.open({
    baseUrl: sandbox.baseUrl,
    credential: provider.credential.parse({ apiKey }),
    settings: provider.settings.parse(settings),
    budget: unlimitedBudget(),
  });
  onTestFinished(() => session.close());
  return session;
}

/** For steps that take milliseconds. */
export const { signal } = new AbortController();

/** Makes one operation as the gateway does: parsed first. */
export async function call<Id extends keyof Calls & string>(
  session: Session,
  operationId: Id,
  input: Calls[Id]['input'],
): Promise<Calls[Id]['output']> {
  const parsed = provider.operations[operationId]?.parse(input) ?? {};
  return (await session.call({ operationId, input: parsed }, signal)) as Calls[Id]['output']; // Checked by `call`.
}

export async function pagesOf(session: Session, kind: string): Promise<readonly Page[]> {
  const pages: Page[] = [];
  for await (const { items, evidence } of session.list({ kind }, signal)) pages.push({ items: [...items], evidence });
  return pages;
}

export async function itemsOf(session: Session, kind: string): Promise<readonly Item[]> {
  return (await pagesOf(session, kind)).flatMap(({ items }) => [...items]);
}

/** The item of that external id; throws when it is not listed. */
export async function itemOf(session: Session, kind: string, externalId: string): Promise<Item> {
  const found = (await itemsOf(session, kind)).find((item) => item.externalId === externalId);
  if (found === undefined) throw new RangeError(`there is no ${kind} ${externalId}`);
  return found;
}

/** One request of the control interface. Throws what it says when it refuses. */
export async function control(sandbox: Sandbox, route: string, body?: object): Promise<unknown> {
  const [method = '', path] = route.split(' ');
  const response = await fetch(`${sandbox.controlUrl}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return answer;
}

/** Which operations were requested, in order. */
export async function requested(sandbox: Sandbox): Promise<readonly (string | null)[]> {
  const { requests } = (await control(sandbox, 'GET /log')) as RequestLog; // Every sandbox's log has this shape.
  return requests.map(({ operationId }) => operationId);
}

/** One request of the API, as curl would make it. */
export async function ask(sandbox: Sandbox, request: string, body?: unknown, apiKey = sandbox.credential['apiKey']) {
  const [method = '', path = ''] = request.split(' ');
  const response = await fetch(`${sandbox.baseUrl}${path}`, {
    method,
    headers: { 'X-ElasticEmail-ApiKey': apiKey ?? '', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json: unknown = text === '' ? undefined : JSON.parse(text);
  return { status: response.status, headers: response.headers, text, json };
}
