import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { noiseOf } from '@rollcall/provider-kit';
import { providers } from '@rollcall/provider-registry';
import { Report } from '@rollcall/schema';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { succeeds } from './support/programs.ts';
import { first, scenarioOn } from './support/scenario.ts';
import { useStack } from './support/stack.ts';
import { providerName } from './support/test-sandbox.ts';

const stack = useStack();
const scenario = scenarioOn(stack);
const python = succeeds('python3', ['-c', 'import sys; assert sys.version_info >= (3, 11)']);
const path = (name: string) => join(stack.dataDir, name);
const Row = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.string().nullable(),
  z.string().nullable(),
  z.string().nullable(),
]);

test.skipIf(!python)(
  'what differs between two moments is what a program makes of the exported events alone, row by row',
  { timeout: 120_000 },
  async () => {
    const sandbox = await stack.connect('main', { seed: 61, sizes: { host: 1, domain: 3, inbox: 12 } });
    await scenario.sync('main');
    // A moment is told to the millisecond.
    await sleep(5);
    const from = new Date().toISOString();
    const [gone, passing, ...others] = await sandbox.items('inbox');
    const [domain, back] = await sandbox.items('domain');
    await sandbox.change({ do: 'edit', kind: 'domain', id: domain?.id, set: { dkimSelector: 'other-2027' } });
    await sandbox.change({ do: 'edit', kind: 'domain', id: back?.id, set: { dkimSelector: 'for-a-while' } });
    await sandbox.change({ do: 'delete', kind: 'inbox', id: gone?.id });
    await scenario.sync('main');
    await sandbox.change({ do: 'create', kind: 'inbox', name: `new@${domain?.name}` });
    await sandbox.change({ do: 'delete', kind: 'inbox', id: first(others).id });
    await scenario.sync('main');
    expect(passing).toBeDefined();

    const made = await stack.cli([
      'report',
      'inventory',
      '--from',
      from,
      '--to',
      '2099-01-01',
      '--format',
      'json',
      '--out',
      path('r'),
    ]);
    expect(made.code).toBe(0);
    const report = Report.parse(JSON.parse(readFileSync(path('r'), 'utf8')));
    const table = report.sections.find(({ id }) => id === 'changes')?.table;
    const told = (table?.rows ?? []).map((row) =>
      Row.parse(['kind', 'external_id', 'change', 'field', 'before', 'now'].map((name) => row[name])),
    );
    expect(new Set(told.map(([, , change]) => change))).toEqual(new Set(['appeared', 'changed', 'vanished']));

    await stack.cli(['audit', 'export', '--format', 'ndjson', '--out', path('events')]);
    const noise = Object.fromEntries((providers[providerName]?.kinds ?? []).map((spec) => [spec.kind, noiseOf(spec)]));
    const program = join(import.meta.dirname, 'support', 'inventory_diff.py');
    const args = [program, path('events'), 'main', from, report.asOf, JSON.stringify(noise)];
    const recomputed = Row.array().parse(JSON.parse(execFileSync('python3', args, { encoding: 'utf8' })));
    const sorted = (rows: readonly z.infer<typeof Row>[]) => rows.map((row) => JSON.stringify(row)).toSorted();
    expect(sorted(told)).toEqual(sorted(recomputed));

    const net = report.sections.find(({ id }) => id === 'net')?.table?.rows ?? [];
    const number = (row: (typeof net)[number], name: string) => z.number().parse(row[name]);
    for (const row of net) {
      const now = number(row, 'live_before') + number(row, 'appeared') - number(row, 'vanished');
      expect(now).toBe(number(row, 'live_now'));
    }
  },
);
