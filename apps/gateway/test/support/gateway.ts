import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataFolderAt, ensureSecrets, openDataFolder, processSecrets } from '@rollcall/data-folder';
import { ensureAdminKey, openDatabase, openQueue } from '@rollcall/db';
import { type TestDatabase, useDatabase } from '@rollcall/db/testing';
import { ErrorShape } from '@rollcall/schema';
import { createLogger } from '@rollcall/telemetry';
import pg from 'pg';
import { afterAll, beforeAll, expect } from 'vitest';
import { z } from 'zod';
import { createBell } from '../../src/bulk/bell.ts';
import { type Shifts, workBulks } from '../../src/bulk/worker.ts';
import type { Gateway } from '../../src/gateway.ts';
import { createServer } from '../../src/http/server.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { heldRouter } from './held-router.ts';

/** What the gateway answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Of a success. */
  readonly data: unknown;
  /** Of a refusal. */
  readonly error:
    | (Pick<z.infer<typeof ErrorShape>, 'code' | 'message' | 'operationId' | 'issues' | 'provider'> & {
        readonly details: Readonly<Record<string, unknown>>;
      })
    | undefined;
}

/** A gateway that listens, on a database of its own. */
export interface TestGateway {
  readonly urls: TestDatabase;
  readonly url: string;
  readonly gateway: Gateway;
  readonly adminKey: string;
  readonly dataDir: string;
  /** The superuser, whom row-level security does not hold. */
  readonly owner: pg.Pool;
  /** Calls a procedure with the admin key, or another; `null` for none. */
  query(procedure: string, input?: unknown, key?: string | null): Promise<Answer>;
  mutate(procedure: string, input?: unknown, key?: string | null): Promise<Answer>;
  /** Any request at all. */
  request(path: string, init?: RequestInit): Promise<Answer>;
  /** Makes a key with these scopes; answers its token and id. */
  key(scopes: readonly string[]): Promise<{ token: string; id: string }>;
  /** What no answer may hold; credentials and tokens are added as they are made. */
  readonly secrets: Set<string>;
  /** Everything that was logged. */
  readonly logged: string[];
}

/**
 * Gives a test file a gateway. At its end, every answer is searched for what must never be in one, and every procedure has
 * answered what its schema says.
 */
export function useGateway({ shifts }: { readonly shifts?: Shifts } = {}): TestGateway {
  const urls = useDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'rollcall-gateway-'));
  const answers: string[] = [];
  const logged: string[] = [];
  const secrets = new Set<string>();
  const departures = new Set<string>();
  let running:
    | { gateway: Gateway; server: Server; url: string; adminKey: string; owner: pg.Pool; stop: () => Promise<void> }
    | undefined;
  const now = () => {
    if (running === undefined) throw new Error('the gateway runs only while tests do');
    return running;
  };

  beforeAll(async () => {
    openDataFolder(dataDir);
    ensureSecrets(dataFolderAt(dataDir));
    const own = processSecrets({ dataDir });
    const made = await ensureAdminKey({ ownerUrl: urls.ownerUrl, pepper: own.pepper, keep: () => {} });
    const adminKey = made?.token ?? '';
    secrets.add(adminKey);
    const leaving = new AbortController();
    const db = openDatabase(urls.gatewayUrl, { max: 5, name: 'rollcall-gateway' });
    const gateway: Gateway = {
      db,
      metrics: createMetrics({ pools: { callers: db }, watching: db }),
      queue: await openQueue(urls.gatewayUrl, { supervise: false, onError: () => {} }),
      ...own,
      webhookNetworks: [],
      bell: createBell(),
      draining: new AbortController().signal,
      stopping: leaving.signal,
      log: createLogger({ name: 'gateway', level: 'trace' }, { write: (line) => void logged.push(line) }),
    };
    const router = heldRouter((what) => departures.add(what));
    const server = createServer(gateway, { router }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const owner = new pg.Pool({ connectionString: urls.ownerUrl, max: 2 });
    owner.on('error', () => {});
    const bulks = workBulks(gateway, shifts);
    const stop = async () => {
      leaving.abort();
      await bulks;
    };
    running = { gateway, server, url: `http://127.0.0.1:${port}`, adminKey, owner, stop };
  });
  afterAll(async () => {
    const { gateway, server, owner, stop } = now();
    await stop();
    server.closeAllConnections();
    server.close();
    await gateway.queue.stop(1_000);
    await Promise.all([gateway.db.destroy(), owner.end()]);
    rmSync(dataDir, { recursive: true, force: true });
    expectNothingLeaked({ answers, logged, secrets });
    // Every answer was what its schema says: nothing else, and nothing more.
    expect([...departures]).toEqual([]);
  });

  const request: TestGateway['request'] = async (path, init) => {
    const response = await fetch(now().url + path, init);
    const text = await response.text();
    answers.push(text);
    const body = path.startsWith('/v1') ? restBodyOf(text) : bodyOf(text);
    return { status: response.status, headers: response.headers, text, ...body };
  };
  const headersFor = (key: string | null): Record<string, string> => ({
    'content-type': 'application/json',
    ...(key === null ? {} : { authorization: `Bearer ${key}` }),
  });
  const test: TestGateway = {
    urls,
    dataDir,
    secrets,
    logged,
    get url() {
      return now().url;
    },
    get gateway() {
      return now().gateway;
    },
    get adminKey() {
      return now().adminKey;
    },
    get owner() {
      return now().owner;
    },
    request,
    query: (procedure, input, key = now().adminKey) => {
      const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
      return request(`/trpc/${procedure}${query}`, { headers: headersFor(key) });
    },
    mutate: (procedure, input, key = now().adminKey) =>
      request(`/trpc/${procedure}`, { method: 'POST', headers: headersFor(key), body: JSON.stringify(input ?? {}) }),
    key: async (scopes) => {
      const { data } = await test.mutate('keys.create', { name: randomBytes(4).toString('hex'), scopes });
      // `keys.create` answers so; the test of keys holds it to that.
      const { token, key } = data as { token: string; key: { id: string } };
      return { token, id: key.id };
    },
  };
  return test;
}

/** tRPC's envelope taken apart. */
export function bodyOf(text: string): Pick<Answer, 'data' | 'error'> {
  const body = parsed(text);
  if (typeof body !== 'object' || body === null) return { data: undefined, error: undefined };
  if ('error' in body) {
    const { message, data } = Envelope.parse(body).error;
    const { httpStatus: _status, requestId: _requestId, details = {}, ...shown } = data;
    // Where tRPC's own clients read it, and in the shape.
    expect(shown.message).toBe(message);
    return { data: undefined, error: { ...shown, details } };
  }
  // A success is a `result` with `data`. Everything else shows as undefined.
  const { result } = body as { result?: { data: unknown } };
  return { data: result?.data, error: undefined };
}

/** The same of what is answered under `/v1`, where there is no envelope. */
export function restBodyOf(text: string): Pick<Answer, 'data' | 'error'> {
  const body = parsed(text);
  if (typeof body !== 'object' || body === null || !('error' in body)) return { data: body, error: undefined };
  const { requestId: _, details = {}, ...shown } = Refusal.parse(body).error;
  return { data: undefined, error: { ...shown, details } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const Refusal = z.strictObject({ error: z.strictObject({ ...ErrorShape.shape, requestId: z.string() }) });

/** Every refusal, wherever it comes from: nothing else is in it. */
const Envelope = z.strictObject({
  error: z.strictObject({
    code: z.int(),
    message: z.string(),
    data: z.strictObject({ ...ErrorShape.shape, requestId: z.string(), httpStatus: z.int() }),
  }),
});

/** What betrays how the gateway is made, or what it holds. */
export const betrayals: readonly RegExp[] = [
  /\\n\s+at /, // A stack.
  /node_modules|node:internal|\.ts:\d/,
  /\b(select|insert into|update) .{0,80}\brollcall\./i,
  /relation \\?"|constraint \\?"|column \\?"|violates|syntax for type|current transaction/i,
  /postgres:\/\/|\bt_[0-9a-f]{32}\b/,
];

function expectNothingLeaked(all: { answers: string[]; logged: string[]; secrets: ReadonlySet<string> }): void {
  for (const answer of all.answers) {
    // Asking for a key, or for a secret that both sides sign with, is answered with it, that once.
    if (/"token":"rc_live_|"secret":"whsec_/.test(answer)) continue;
    for (const secret of all.secrets) expect(answer).not.toContain(secret);
    for (const betrayal of betrayals) expect(answer).not.toMatch(betrayal);
  }
  for (const line of all.logged) for (const secret of all.secrets) expect(line).not.toContain(secret);
}
