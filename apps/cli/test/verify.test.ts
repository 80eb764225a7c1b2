import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudEvent, LastingEvent } from '@rollcall/schema';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { answers } from './support/answers.ts';
import { ErrorDocument } from './support/cli.ts';
import { scenarioOn } from './support/scenario.ts';
import { useStack } from './support/stack.ts';

const stack = useStack();
const scenario = scenarioOn(stack);

const path = (name: string) => join(stack.dataDir, name);
const written = (name: string) => readFileSync(path(name), 'utf8');
const lines = (text: string) => text.split('\n').filter((line) => line !== '');

let tail: number;
beforeAll(async () => {
  await stack.connect('main', { seed: 31, sizes: { host: 1, domain: 3, inbox: 12 } });
  await scenario.sync('main');
  // A name that a spreadsheet would reckon with, and one that breaks lines of CSV.
  for (const name of ['=1+1', 'a "b", c']) await stack.cli(['keys', 'create', name, '--scope', 'audit:read']);
  // The newest of them is sealed a moment later.
  await vi.waitUntil(async () => (await sealed()).data.some(({ subject }) => subject.name.startsWith('a "b"')), 10_000);
  ({ tail } = await sealed());
});

const sealed = () => stack.ask(['events', '--after', '0', '--all'], answers.events);

describe('an export', () => {
  test('as lines of JSON has each event of its range once, in order, as it stays', async () => {
    const range = ['--from', '2', '--to', `${tail}`];
    const made = await stack.ask(
      ['audit', 'export', '--out', path('a'), '--format', 'ndjson', ...range],
      answers.exported,
    );
    expect(made).toEqual({ file: path('a'), format: 'ndjson', from: 2, to: tail, events: tail - 1 });
    const events = lines(written('a')).map((line) => LastingEvent.strict().parse(JSON.parse(line)));
    expect(events.map(({ sequence }) => sequence)).toEqual(Array.from({ length: tail - 1 }, (_, index) => index + 2));
    const { data } = await sealed();
    expect(data.slice(1, tail).map(({ standing: _, ...event }) => event)).toEqual(events);
  });

  test('as CloudEvents is what a webhook sends', async () => {
    await stack.cli(['audit', 'export', '--out', path('c'), '--format', 'cloudevents', '--to', `${tail}`]);
    const events = lines(written('c')).map((line) => CloudEvent.parse(JSON.parse(line)));
    expect(events.map(({ data }) => data.sequence)).toEqual(Array.from({ length: tail }, (_, index) => index + 1));
    expect(events.slice(1).map((event) => event.previoussequence)).toEqual(
      events.slice(0, -1).map((event) => event.sequence),
    );
  });

  test('as CSV is a table that no spreadsheet reckons with', async () => {
    const { stdout } = await stack.cli(['audit', 'export', '--out', '-', '--format', 'csv', '--to', `${tail}`]);
    const rows = stdout.split('\r\n');
    expect(rows).toHaveLength(tail + 2);
    expect(rows[0]).toMatch(/^sequence,id,at,type,/);
    expect(rows.find((row) => row.includes('1+1'))).toMatch(/,'=1\+1,api_key,/);
    expect(rows.find((row) => row.includes('a ""b"", c'))).toMatch(/,"a ""b"", c",api_key,/);
  });

  test('takes times for the places that the order had then', async () => {
    const { data } = await sealed();
    const last = new Date(Date.parse(data.at(-1)?.at ?? '') + 5_000).toISOString();
    const all = await stack.ask(
      ['audit', 'export', '--out', path('t'), '--format', 'ndjson', '--from', '2020-01-01', '--to', last],
      answers.exported,
    );
    expect(all).toMatchObject({ from: 1, to: data.length });
    const none = await stack.cli(['audit', 'export', '--out', path('n'), '--format', 'ndjson', '--from', last]);
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no event from') });
    expect(existsSync(path('n'))).toBe(false);
  });

  test('replaces nothing unasked, and leaves nothing half-written', async () => {
    const again = ['audit', 'export', '--out', path('a'), '--format', 'csv'];
    const refused = await stack.cli([...again, '--json']);
    expect(refused.code).toBe(2);
    expect(ErrorDocument.parse(refused.json).error.message).toContain('--force replaces it');
    expect((await stack.cli([...again, '--force'])).code).toBe(0);
    expect(written('a')).toMatch(/^sequence,/);
    const beyond = await stack.cli(['audit', 'export', '--out', path('b'), '--format', 'csv', '--to', '1000000']);
    expect(beyond).toMatchObject({ code: 1, stderr: expect.stringContaining('The audit log ends with sequence') });
    const nowhere = await stack.cli(['audit', 'export', '--out', path('no/b'), '--format', 'csv']);
    expect(nowhere).toMatchObject({ code: 2, stderr: expect.stringContaining('make it first') });
    const wrong = await stack.cli(['audit', 'export', '--out', path('b'), '--format', 'csv', '--from', 'yesterday']);
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('neither a sequence nor a time') });
    expect(readdirSync(stack.dataDir).filter((name) => name === 'b' || name.endsWith('.part'))).toEqual([]);
  });
});
