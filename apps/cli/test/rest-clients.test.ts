import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { providers } from '@rollcall/provider-registry';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { generatedClient, whyNoGenerator } from './support/generated-client.ts';
import { succeeds } from './support/programs.ts';
import { useStack } from './support/stack.ts';
import { providerName } from './support/test-sandbox.ts';

const stack = useStack();
const run = promisify(execFile);
const outputMax = 16 * 1_048_576;

const lacking = ['bash', 'curl', 'jq'].filter((program) => !succeeds(program, ['--version']));
const without = lacking.length === 0 ? '' : `: skipped, since there is no ${lacking.join(', ')}`;

test.skipIf(lacking.length > 0)(`docs/REST_WITH_CURL.md does what it says, as it stands${without}`, async () => {
  const sandbox = await stack.sandbox({ seed: 7 });
  const page = readFileSync(join(import.meta.dirname, '../../../docs/REST_WITH_CURL.md'), 'utf8');
  const script = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, commands]) => commands).join('\n');
  const env = {
    ...process.env,
    URL: `${stack.gatewayUrl}/v1`,
    KEY: stack.adminKey,
    BASE_URL: sandbox.baseUrl,
    CREDENTIAL: sandbox.credentialJson,
  };
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], { env, maxBuffer: outputMax });
  const lines = stdout.split('\n');
  const said = (pattern: RegExp) => lines.filter((line) => pattern.test(line)).length;
  expect(lines[0]).toBe('active');
  expect(said(/^complete$/)).toBe(1);
  expect(said(/^inbox: proven, 30 seen\. /)).toBe(1);
  expect(said(/^30 inboxes$/)).toBe(1);
  expect(said(/^inbox .+ is live: /)).toBe(1);
  const operations = [...stdout.matchAll(/\{"operation":\{"id":"([^"]+)","state":"succeeded"\},"replayed":(\w+)\}/g)];
  expect(operations.map(([, , replayed]) => replayed)).toEqual(['false', 'true']);
  expect(new Set(operations.map(([, id]) => id)).size).toBe(1);
  expect(said(/^idempotency_mismatch: .+ \([0-9a-f-]{36}\)$/)).toBe(1);
  expect(said(/^connection_not_found$/)).toBe(1);
  expect(said(/^\{"items":3,"creates":\{"inbox":3\}\}$/)).toBe(1);
  // Twice where the watcher looks between its last call and its end.
  expect(said(/^\{"succeeded":3\}$/)).toBeGreaterThan(0);
  expect(said(/^34$/)).toBe(1);
  expect(lines.filter((line) => /^[1-5] [a-z_.]+ /.test(line)).map(([sequence]) => sequence)).toEqual([...'12345']);
  expect(lines.slice(-6)).toEqual(['6', '7', '8', 'paused', 'removed', '']);
});

const missing = whyNoGenerator();

describe.skipIf(missing !== undefined)(
  `a client in Python, generated${missing === undefined ? '' : `: skipped, ${missing}`}`,
  () => {
    test('does what the typed client does, and finds every answer as the document says', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'rollcall-client-'));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      const document: unknown = await (await fetch(`${stack.gatewayUrl}/v1/openapi.json`)).json();
      const [client, accounts] = await Promise.all([generatedClient(document, folder), accountsEverywhere()]);
      const file = join(folder, 'document.json');
      writeFileSync(file, JSON.stringify(document));
      const given = { url: stack.gatewayUrl, key: stack.adminKey, document: file, accounts, main: providerName };
      const walk = join(import.meta.dirname, 'support/walk.py');
      const { stdout } = await run('python3', [walk, client, JSON.stringify(given)], { maxBuffer: outputMax });
      const did = Did.parse(JSON.parse(stdout));
      expect(did.connections).toMatchObject(Object.fromEntries(Object.keys(accounts).map((name) => [name, 'active'])));
      expect(did.outcomes).toEqual(Object.fromEntries(Object.keys(accounts).map((name) => [name, 'complete'])));
      expect(did.inboxes).toHaveLength(30);
      expect(did.replayed).toEqual([false, true]);
      expect(did.refusals).toEqual([
        { status: 422, code: 'idempotency_mismatch' },
        { status: 404, code: 'connection_not_found' },
        { status: 401, code: 'unauthenticated' },
        { status: 409, code: 'position_ahead' },
      ]);
      expect(did.bulk).toEqual({ succeeded: 3 });
      expect(did.gapless).toBe(true);
      expect(did.resumed).toEqual([11, 12, 13, 14]);
      expect(did.revoked).toBe('revoked');
      // One method for each operation of the document; and all that could be called without knowing what is there was.
      expect(did.methods).toBe(did.operations);
      expect(did.reads).toBeGreaterThan(60);
    });

    /** A sandbox of each provider, and what opens it. */
    async function accountsEverywhere(): Promise<Readonly<Record<string, unknown>>> {
      const accounts: [string, unknown][] = [];
      for (const provider of Object.keys(providers)) {
        const sandbox = await stack.sandbox({ seed: 7, provider });
        accounts.push([
          provider,
          { baseUrl: sandbox.baseUrl, credential: sandbox.credential, config: sandbox.settings },
        ]);
      }
      return Object.fromEntries(accounts);
    }
  },
);

const Did = z.object({
  connections: z.record(z.string(), z.string()),
  outcomes: z.record(z.string(), z.string()),
  inboxes: z.array(z.string()),
  replayed: z.array(z.boolean()),
  refusals: z.array(z.object({ status: z.int(), code: z.string() })),
  bulk: z.record(z.string(), z.int()),
  gapless: z.boolean(),
  resumed: z.array(z.int()),
  reads: z.int(),
  absent: z.array(z.string()),
  revoked: z.string(),
  operations: z.int(),
  methods: z.int(),
});
