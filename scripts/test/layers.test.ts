import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { cruisedFolders, repositoryRoot } from '../check/checks.ts';
import { copyOfRepository } from './copy-of-repository.ts';

/**
 * One breach of each layer rule, by the rule's name. `others` are files that the breach needs.
 */
const breaches: readonly { rule: string; file: string; imports: string; others?: Readonly<Record<string, string>> }[] =
  [
    { rule: 'schema-imports-downwards', file: 'packages/schema/src/breach.ts', imports: '../../ledger/src/index.ts' },
    { rule: 'schema-npm', file: 'packages/schema/src/breach.ts', imports: 'vitest' },
    { rule: 'ledger-imports-downwards', file: 'packages/ledger/src/breach.ts', imports: '../../db/src/index.ts' },
    { rule: 'ledger-npm', file: 'packages/ledger/src/breach.ts', imports: 'vitest' },
    { rule: 'ledger-is-pure', file: 'packages/ledger/src/breach.ts', imports: 'node:fs' },
    {
      rule: 'process-lock-imports-downwards',
      file: 'packages/process-lock/src/breach.ts',
      imports: '../../schema/src/index.ts',
    },
    { rule: 'process-lock-npm', file: 'packages/process-lock/src/breach.ts', imports: 'vitest' },
    {
      rule: 'data-folder-imports-downwards',
      file: 'packages/data-folder/src/breach.ts',
      imports: '../../db/src/index.ts',
    },
    { rule: 'data-folder-npm', file: 'packages/data-folder/src/breach.ts', imports: 'vitest' },
    {
      rule: 'embedded-postgres-imports-downwards',
      file: 'packages/embedded-postgres/src/breach.ts',
      imports: '../../db/src/index.ts',
    },
    { rule: 'embedded-postgres-npm', file: 'packages/embedded-postgres/src/breach.ts', imports: 'vitest' },
    {
      rule: 'telemetry-imports-downwards',
      file: 'packages/telemetry/src/breach.ts',
      imports: '../../schema/src/index.ts',
    },
    { rule: 'telemetry-npm', file: 'packages/telemetry/src/breach.ts', imports: 'vitest' },
    { rule: 'db-imports-downwards', file: 'packages/db/src/breach.ts', imports: '../../provider-kit/src/index.ts' },
    {
      rule: 'provider-kit-imports-downwards',
      file: 'packages/provider-kit/src/breach.ts',
      imports: '../../ledger/src/index.ts',
    },
    { rule: 'metrics-imports-downwards', file: 'packages/metrics/src/breach.ts', imports: '../../db/src/index.ts' },
    { rule: 'dns-imports-downwards', file: 'packages/dns/src/breach.ts', imports: '../../db/src/index.ts' },
    { rule: 'dns-npm', file: 'packages/dns/src/breach.ts', imports: 'vitest' },
    { rule: 'metrics-npm', file: 'packages/metrics/src/breach.ts', imports: 'vitest' },
    { rule: 'webhooks-imports-downwards', file: 'packages/webhooks/src/breach.ts', imports: '../../db/src/index.ts' },
    { rule: 'webhooks-npm', file: 'packages/webhooks/src/breach.ts', imports: 'vitest' },
    {
      rule: 'reports-imports-downwards',
      file: 'packages/reports/src/breach.ts',
      imports: '../../webhooks/src/index.ts',
    },
    { rule: 'reports-npm', file: 'packages/reports/src/breach.ts', imports: 'vitest' },
    { rule: 'client-imports-downwards', file: 'packages/client/src/breach.ts', imports: '../../ledger/src/index.ts' },
    {
      rule: 'no-circular',
      file: 'packages/ledger/src/circle-a.ts',
      imports: './circle-b.ts',
      others: { 'packages/ledger/src/circle-b.ts': './circle-a.ts' },
    },
    { rule: 'no-unresolvable', file: 'apps/gateway/src/breach.ts', imports: './nowhere.ts' },
    { rule: 'no-dev-dependency', file: 'packages/db/src/breach.ts', imports: 'vitest' },
    { rule: 'packages-not-to-apps', file: 'packages/db/src/breach.ts', imports: '../../../apps/gateway/src/cursor.ts' },
    { rule: 'no-app-to-app', file: 'apps/sync-daemon/src/breach.ts', imports: '../../gateway/src/cursor.ts' },
    {
      rule: 'client-knows-the-router-type-only',
      file: 'packages/client/src/breach.ts',
      imports: '../../../apps/gateway/src/router.ts',
    },
    {
      rule: 'client-knows-the-router-only',
      file: 'packages/client/src/breach.ts',
      imports: '../../../apps/gateway/src/cursor.ts',
    },
    { rule: 'cli-not-to-database', file: 'apps/cli/src/breach.ts', imports: '../../../packages/db/src/index.ts' },
    {
      rule: 'only-db-speaks-sql',
      file: 'apps/gateway/src/breach.ts',
      imports: '../../../packages/db/node_modules/kysely',
    },
    {
      rule: 'provider-imports-kit-and-schema',
      file: 'packages/providers/adbtd/src/breach.ts',
      imports: '../../../ledger/src/index.ts',
    },
    {
      rule: 'no-provider-to-provider',
      file: 'packages/providers/second/src/breach.ts',
      imports: '../../adbtd/src/index.ts',
    },
    {
      rule: 'only-the-registry-knows-providers',
      file: 'apps/gateway/src/breach.ts',
      imports: '../../../packages/providers/adbtd/src/index.ts',
    },
    {
      rule: 'generated-stays-inside',
      file: 'apps/gateway/src/breach.ts',
      imports: '../../../packages/providers/adbtd/src/generated/document.ts',
    },
  ];

const Layers = z.object({ default: z.object({ forbidden: z.array(z.object({ name: z.string() })) }) });

const Report = z.object({
  summary: z.object({
    totalCruised: z.int(),
    violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

let copy: string;
let violations: ReadonlySet<string>;

beforeAll(() => {
  copy = copyOfRepository();
  for (const { file, imports, others = {} } of breaches) {
    addImport(file, imports);
    for (const [other, otherImports] of Object.entries(others)) addImport(other, otherImports);
  }
  violations = new Set(cruise(copy).violations.map(({ from, rule }) => `${rule.name} in ${from}`));
}, 120_000);

afterAll(() => rmSync(copy, { recursive: true, force: true }));

test.each(breaches)('a planted breach of $rule is reported', ({ rule, file }) => {
  expect(violations).toContain(`${rule} in ${file}`);
});

test('every rule has its planted breach', async () => {
  const { default: layers } = Layers.parse(await import(join(repositoryRoot, '.dependency-cruiser.mjs')));
  const rules = layers.forbidden.map(({ name }) => name);
  expect(breaches.map(({ rule }) => rule).sort()).toEqual(rules.sort());
});

test('the repository itself has none, and was really read', { timeout: 120_000 }, () => {
  const { violations: found, totalCruised } = cruise(repositoryRoot);
  expect(found).toEqual([]);
  // Without its own TypeScript, dependency-cruiser reads next to nothing and reports success.
  expect(totalCruised).toBeGreaterThan(250);
});

function addImport(file: string, imports: string): void {
  mkdirSync(join(copy, dirname(file)), { recursive: true });
  writeFileSync(join(copy, file), `import '${imports}';\n`, { flag: 'a' });
}

function cruise(folder: string): z.infer<typeof Report>['summary'] {
  const program = join(repositoryRoot, 'node_modules', '.bin', 'depcruise');
  const { stdout, stderr } = spawnSync(program, ['--output-type', 'json', ...cruisedFolders()], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  expect(stderr).toBe('');
  return Report.parse(JSON.parse(stdout)).summary;
}
