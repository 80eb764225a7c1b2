import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { providers } from '@rollcall/provider-registry';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../check/checks.ts';
import { type ProviderSurface, providerSurface, surfaceLines } from '../providers/provider-surface.ts';
import { withProviderTable } from '../providers/readme-table.ts';

const surface: ProviderSurface = {
  provider: 'acme',
  title: 'Acme',
  baseUrl: 'https://api.acme.example/v1',
  kinds: [
    { kind: 'domain', bestGrade: 'plausible', gradeReason: 'why' },
    { kind: 'inbox', bestGrade: 'proven', gradeReason: 'why' },
    { kind: 'alias', bestGrade: 'proven', gradeReason: 'why' },
  ],
  operations: { total: 7, seed: 6, public: 0, inferred: 1 },
  fields: { total: 40, seed: 20, public: 8, inferred: 12 },
};

const readme = 'Before.\n\n<!-- providers: written by `pnpm generate` -->\nold\n<!-- /providers -->\n\nAfter.\n';

test('the table stands between its markers, with what is proven first, and nothing else changes', () => {
  const text = withProviderTable(readme, [surface]);
  expect(text).toContain('| [Acme](packages/providers/acme/README.md) | `https://api.acme.example/v1` | 7 ');
  expect(text).toContain('| proven: inbox, alias; plausible: domain');
  expect(text).toContain('| 40     | 12 (and 8 public) |');
  expect(text).not.toContain('old');
  expect(text.startsWith('Before.\n\n<!--')).toBe(true);
  expect(text.endsWith('-->\n\nAfter.\n')).toBe(true);
  expect(withProviderTable(text, [surface])).toBe(text);
});

test.each(['no markers', readme.replace('<!-- /providers -->', ''), readme + readme])('refuses %j', (text) => {
  expect(() => withProviderTable(text, [surface])).toThrow('README.md must hold');
});

test('a table that is not what the providers declare is noticed', () => {
  const surfaces = Object.values(providers).map(providerSurface);
  const text = readFileSync(join(repositoryRoot, 'README.md'), 'utf8');
  const stale = text.replace(/\| (\d+) +\| proven/, (cell) =>
    cell.replace(/\d+/, (count) => String(Number(count) + 1)),
  );
  expect(stale).not.toBe(text);
  expect(withProviderTable(stale, surfaces)).not.toBe(stale);
});

test('the command prints one line a provider, and the same as JSON', async () => {
  expect(surfaceLines([surface]).slice(0, 2)).toEqual([
    'provider  operations  seed  public  inferred  kinds  fields  seed  public  inferred',
    'acme               7     6       0         1      3      40    20       8        12',
  ]);
  const run = (...args: string[]) =>
    promisify(execFile)(process.execPath, [join(repositoryRoot, 'scripts', 'providers-surface.ts'), ...args]);
  const { stdout } = await run('--json');
  expect(JSON.parse(stdout)).toEqual({ data: Object.values(providers).map(providerSurface) });
  await expect(run('--jsno')).rejects.toMatchObject({ code: 2 });
});
