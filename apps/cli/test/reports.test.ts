import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Report } from '@rollcall/schema';
import { afterAll, expect, inject, test } from 'vitest';
import { useStack } from './support/stack.ts';

const stack = useStack();
const folder = mkdtempSync(join(tmpdir(), 'rollcall-wallet-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Sandboxes stand in June 2026 unless they are told another day.
const period = ['--from', '2026-04', '--to', '2026-06'];

async function make(
  name: string,
  ...more: readonly string[]
): Promise<{ readonly text: string; readonly report: Report }> {
  const file = join(folder, `${name}.json`);
  const made = await stack.cli(['report', 'wallet', ...period, '--format', 'json', '--out', file, '--force', ...more]);
  if (made.code !== 0) throw new Error(made.stderr);
  const text = readFileSync(file, 'utf8');
  return { text, report: Report.parse(JSON.parse(text)) };
}

// What takes a request for each domain is left out.
const kinds = ['provider_client', 'wallet', 'wallet_transaction', 'invoice', 'order'].flatMap((kind) => [
  '--kind',
  kind,
]);

const rows = ({ sections }: Report, id: string) => sections.find((section) => section.id === id)?.table?.rows ?? [];

/** What somebody else works out of the log, with none of this code. */
async function recomputed(name: string): Promise<string> {
  const events = join(folder, 'events.ndjson');
  await stack.cli(['audit', 'export', '--format', 'ndjson', '--out', events, '--force']);
  const program = join(import.meta.dirname, '../../../docs/recompute_wallet.py');
  return execFileSync('python3', [program, events, join(folder, `${name}.json`)], { encoding: 'utf8', stdio: 'pipe' });
}

test('two months of wallets, and the same with a transaction that came late, one that was edited, and one that vanished', {
  timeout: 120_000,
}, async () => {
  const sandbox = await stack.connect('shop', { provider: 'simple-inboxes', seed: 11 });
  await stack.cli(['sync', 'shop', ...kinds]);
  const first = await make('first');
  expect(first.report).toMatchObject({ state: 'complete', since: null, coverage: { scopes: 1 } });
  expect(rows(first.report, 'wallets').length).toBeGreaterThan(0);
  expect(await recomputed('first')).toMatch(/^the same, to the last unit and the row: [1-9]/);
  const again = await make('again');
  expect(again.text).toBe(first.text);

  const charges = rows(first.report, 'transactions').filter(({ bin }) => String(bin).startsWith('Charges'));
  const [edited, vanished] = charges.map(({ transaction }) => String(transaction));
  if (edited === undefined || vanished === undefined) throw new Error('the sandbox has too few charges');
  const at = '2026-05-02T00:00:00.000Z';
  await sandbox.change({
    do: 'create',
    kind: 'wallet_transaction',
    name: 'a late one',
    set: { createdAt: at, amount: '4.00', type: 'debit' },
  });
  await sandbox.change({ do: 'edit', kind: 'wallet_transaction', id: edited, set: { amount: '77.77' } });
  await sandbox.change({ do: 'delete', kind: 'wallet_transaction', id: vanished });
  await stack.cli(['sync', 'shop', '--full', ...kinds]);
  const second = await make('second');
  expect(await recomputed('second')).toMatch(/^the same/);
  const told = second.report.since?.changes ?? [];
  const day = at.slice(0, 10);
  expect(told).toMatchObject(
    expect.arrayContaining([
      expect.objectContaining({
        reason: expect.stringMatching(`^late: .* of ${day} was first listed .* by run `),
        before: null,
        now: expect.objectContaining({ minor: '-400' }),
      }),
      expect.objectContaining({
        what: `transaction ${edited}`,
        reason: expect.stringMatching('^edited: '),
        now: expect.objectContaining({ minor: '-7777' }),
      }),
      expect.objectContaining({
        what: `transaction ${vanished}`,
        reason: expect.stringMatching('^vanished: '),
        now: null,
      }),
    ]),
  );
  expect(told.filter(({ eventId }) => eventId !== null)).toHaveLength(3);
  // The figures that they make others stand beside what they were.
  const debits = told.filter(({ what }) => what.startsWith('Debits of '));
  expect(debits.length).toBeGreaterThan(0);
  for (const { before, now, reason } of debits) {
    expect(now).not.toEqual(before);
    expect(reason).toBeNull();
  }
  expect(rows(second.report, 'late')).toHaveLength(3);
  // What was known before is said again, word for word but for what came of it.
  const then = await make('then', '--known-at', first.report.knownAt);
  expect(then.report).toEqual(first.report);

  // Somebody who changes a figure is found out.
  writeFileSync(join(folder, 'forged.json'), second.text.replaceAll('"-7777"', '"-7778"'));
  await expect(recomputed('forged')).rejects.toThrow('NOT the same');
});

const terminal = '/usr/bin/script';

test.runIf(existsSync(terminal))(
  'on a terminal it is said what is being made, and how much of it has come',
  async () => {
    const file = join(folder, 'shown.html');
    const command = [
      process.execPath,
      inject('programs').cli,
      'report',
      'audit',
      '--format',
      'html',
      '--out',
      file,
    ].join(' ');
    const { stdout, code } = await stack.cli([], {
      command: [terminal, '-qec', `stty cols 80; ${command}`, '/dev/null'],
    });
    expect(code).toBe(0);
    expect(stdout).toContain('Making the audit report');
    expect(stdout).toMatch(/\d+ of \d+ kB/);
  },
);

test('an audit as of a moment within its period tells what was done by then, and is open', async () => {
  await stack.cli(['audit', 'checkpoint', '--fresh']);
  const day = 86_400_000;
  const [from, to] = [Date.now() - day, Date.now()].map((at) => new Date(at).toISOString());
  const audit = async (...more: readonly string[]) => {
    const asked = [
      'report',
      'audit',
      '--from',
      from ?? '',
      '--to',
      to ?? '',
      '--format',
      'json',
      '--out',
      '-',
      ...more,
    ];
    return Report.parse(JSON.parse((await stack.cli(asked)).stdout));
  };
  const timesOf = (report: Report) => rows(report, 'events').map(({ at }) => String(at));
  const all = timesOf(await audit()).sort();
  const asOf = all[Math.floor(all.length / 2)] ?? '';
  const then = await audit('--as-of', asOf);
  expect(all.at(-1)?.localeCompare(asOf)).toBe(1);
  expect(timesOf(then).sort()).toEqual(all.filter((at) => at <= asOf));
  expect(then.state).toBe('open');
});
