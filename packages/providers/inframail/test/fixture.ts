import { createServer } from 'node:http';
import { type Item, type Page, type Session, unlimitedBudget } from '@rollcall/provider-kit';
import type { RequestLog, Sandbox, SandboxOptions } from '@rollcall/provider-kit/sandbox';
import { onTestFinished } from 'vitest';
import { type Calls, provider } from '../src/index.ts';

export const { signal } = new AbortController();

/** Starts a sandbox, from seed 1 unless said otherwise; it is closed when the test ends. */
export async function start(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await provider.sandbox({ seed: 1, ...options });
  onTestFinished(sandbox.close);
  return sandbox;
}

/** A session to a sandbox, with the sandbox's own settings unless other ones are given. */
export function openTo(
  { baseUrl, credential, settings }: Pick<Sandbox, 'baseUrl' | 'credential' | 'settings'>,
  {
    hostOrderIds = hostsOf({ settings }),
    deleteStyle = 'delete',
  }: { hostOrderIds?: string[]; deleteStyle?: string } = {},
): Session {
  const session = provider.open({
    baseUrl,
    credential: provider.credential.parse(credential),
    settings: provider.settings.parse({ hostOrderIds, deleteStyle }),
    budget: unlimitedBudget(),
  });
  onTestFinished(session.close);
  return session;
}

/** The hosts that a connection to a sandbox is configured for. */
export function hostsOf({ settings }: Pick<Sandbox, 'settings'>): string[] {
  return [settings['hostOrderIds']].flat().map(String);
}

export async function pagesOf(session: Session, kind: string, hostOrderId?: string): Promise<readonly ReadPage[]> {
  const parent = hostOrderId === undefined ? {} : { parent: { externalId: hostOrderId, name: hostOrderId } };
  const pages: ReadPage[] = [];
  for await (const { items, evidence } of session.list({ kind, ...parent }, signal)) {
    pages.push({ items: [...items], evidence });
  }
  return pages;
}

interface ReadPage {
  readonly items: readonly Item[];
  readonly evidence: Page['evidence'];
}

export async function names(session: Session, kind: string, hostOrderId?: string): Promise<readonly string[]> {
  return (await pagesOf(session, kind, hostOrderId)).flatMap(({ items }) => items.map(({ name }) => name));
}

/** One call as the gateway makes it: validated, then sent. */
export async function call<Id extends keyof Calls & string>(
  session: Session,
  operationId: Id,
  input: Calls[Id]['input'],
): Promise<Calls[Id]['output']> {
  const parsed = provider.operations[operationId]?.parse(input) ?? {};
  return (await session.call({ operationId, input: parsed }, signal)) as Calls[Id]['output']; // Checked by `call`.
}

/** One request of the API itself, `request` being method and path. */
export async function ask(
  sandbox: Sandbox,
  request: string,
  body?: unknown,
): Promise<{ status: number; json: unknown }> {
  const [method = '', path = ''] = request.split(' ');
  const response = await fetch(`${sandbox.baseUrl}${path}`, {
    method,
    headers: { 'x-api-key': sandbox.credential['apiKey'] ?? '', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, json: await response.json() };
}

/** Asks the control interface. Throws what it says when it refuses. */
export async function control(sandbox: Sandbox, request: string, body?: object): Promise<unknown> {
  const [method = '', path = ''] = request.split(' ');
  const response = await fetch(`${sandbox.controlUrl}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return answer;
}

/** What the sandbox was asked for, oldest first. */
export async function requestsTo(sandbox: Sandbox): Promise<RequestLog['requests']> {
  return ((await control(sandbox, 'GET /log')) as RequestLog).requests; // Every sandbox answers in this shape.
}

/** A server that gives the same answer to whatever it is asked, and notes the bodies that it was sent. */
export async function startServer(answer: { status?: number; type?: string; body: string }) {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    bodies.push(Buffer.concat(chunks).toString());
    response.writeHead(answer.status ?? 200, { 'content-type': answer.type ?? 'application/json' }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    bodies,
    baseUrl: `http://127.0.0.1:${port}/api/v1`,
    credential: { apiKey: 'inf_fixed', customerId: '12345678', profileId: '7c4d0c1e-5c0b' },
    settings: { hostOrderIds: ['1700000000001'] },
  };
}
