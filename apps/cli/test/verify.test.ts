import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudEvent, LastingEvent } from '@rollcall/schema';
import pg from 'pg';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { answers } from './support/answers.ts';
import { ErrorDocument } from './support/cli.ts';
import { succeeds } from './support/programs.ts';
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

/** Somebody who owns the database. */
async function owner(statements: string) {
  const client = new pg.Client({ connectionString: stack.database.ownerUrl });
  await client.connect();
  try {
    return (await client.query(statements)).rows;
  } finally {
    await client.end();
  }
}
const altered = (statements: string) =>
  owner(`begin; set local session_replication_role = replica; ${statements}; commit`);
const newest = async () =>
  (await owner('select note, size::int from rollcall.audit_checkpoint order by number desc limit 1'))[0];

/** Has the log signed as it is now. */
const signed = () => stack.ask(['audit', 'checkpoint', '--fresh'], answers.auditCheckpoint);

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
    expect(rows.find((row) => row.includes('1+1'))).toMatch(/,'=1\+1,api_key,.*,127\.0\.0\.1$/);
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

describe('what was exported as a bundle', () => {
  test('verifies in an empty folder without a gateway, and not once a byte of it is another', async () => {
    await signed();
    const made = await stack.ask(['audit', 'export', '--out', path('bundle')], answers.exported);
    expect(made).toMatchObject({ format: 'bundle', from: 1 });
    const env = { ROLLCALL_DATA_DIR: join(stack.dataDir, 'nowhere') };
    const right = await stack.cli(['verify', '--offline', path('bundle')], { env });
    expect(right).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`${made.events} events, sequences 1 to ${made.to}`),
    });
    expect(right.stdout).toContain('No --key was given');
    const { keys } = await stack.ask(['verify'], answers.verified);
    expect((await stack.cli(['verify', '--offline', path('bundle'), '--key', keys[0] ?? ''], { env })).code).toBe(0);
    const part = await stack.ask(
      ['audit', 'export', '--out', path('part'), '--from', '3', '--to', '9'],
      answers.exported,
    );
    expect(part).toMatchObject({ from: 3, to: 9 });
    expect((await stack.cli(['verify', '--offline', path('part')], { env })).code).toBe(0);

    writeFileSync(path('bundle'), written('bundle').replace('"resource.appeared"', '"resource.appeareD"'));
    const wrong = await stack.cli(['verify', '--offline', path('bundle'), '--json'], { env });
    expect(wrong.code).toBe(1);
    expect(wrong.json).toMatchObject({
      right: false,
      counted: 1,
      problems: [{ kind: 'event_altered', sentence: expect.stringMatching(/^Line \d+: sequence \d+ was altered/) }],
    });
    writeFileSync(path('other'), 'hello\n');
    for (const [file, says] of [
      ['other', 'not the first line of a bundle'],
      ['none', 'is not there'],
    ] as const) {
      const none = await stack.cli(['verify', '--offline', path(file)], { env });
      expect(none.code).toBe(1);
      expect(none.stdout + none.stderr).toContain(says);
    }
    expect((await stack.cli(['verify', '--offline', path('part'), '--key', 'x'], { env })).code).toBe(2);
  });
});

const python = succeeds('python3', ['-c', 'import cryptography']);

test.skipIf(!python)(
  `the verifier in Python says the same${python ? '' : ': skipped without its cryptography'}`,
  async () => {
    const verifier = join(import.meta.dirname, '../../../docs/verify_bundle.py');
    const says = (file: string, ...key: readonly string[]) => succeeds('python3', [verifier, file, ...key]);
    const { keys } = await stack.ask(['verify'], answers.verified);
    for (const [name, range] of [
      ['all', []],
      ['some', ['--from', '5', '--to', '11']],
    ] as const) {
      await stack.ask(['audit', 'export', '--out', path(name), ...range], answers.exported);
      expect([name, says(path(name)), says(path(name), ...keys)]).toEqual([name, true, true]);
    }
    expect(says(path('some'), 'rollcall/x+00000000+AQ==')).toBe(false);
    const rows = written('some').split('\n');
    const edits: readonly ((lines: string[]) => void)[] = [
      (all) => all.splice(3, 1),
      (all) => all.splice(3, 0, all[3] ?? ''),
      (all) => all.splice(3, 2, all[4] ?? '', all[3] ?? ''),
      (all) => all.splice(4),
      (all) => all.splice(5, 1, (all[5] ?? '').replace('resource', 'resourcf')),
      (all) => all.splice(0, 1, (all[0] ?? '').replace('"before":["', '"before":["A')),
      (all) => all.splice(0, 1, (all[0] ?? '').replace('time 2', 'time 3')),
    ];
    for (const [nth, edit] of edits.entries()) {
      const changed = [...rows];
      edit(changed);
      writeFileSync(path('edited'), changed.join('\n'));
      expect([nth, says(path('edited'))]).toEqual([nth, false]);
    }
  },
);

describe('the log in the database', () => {
  test('is verified whole, and compared with what is kept elsewhere', async () => {
    await signed();
    const verdict = await stack.ask(['verify'], answers.verified);
    expect(verdict).toMatchObject({ right: true, problems: [], events: expect.any(Number) });
    expect(verdict.rows).toBeGreaterThan(20);
    const { note } = await newest();
    writeFileSync(
      path('pins'),
      `${JSON.stringify({ note })}\n${JSON.stringify({ checkpoint: Buffer.from(note).toString('base64') })}\n`,
    );
    expect(await stack.ask(['verify', '--pin', path('pins')], answers.verified)).toMatchObject({
      right: true,
      pins: 1,
    });
    writeFileSync(path('pins'), note.replace(/^\d+$/m, '1'));
    const forged = await stack.ask(['verify', '--pin', path('pins')], answers.verified, { code: 1 });
    expect(forged.problems).toMatchObject([{ kind: 'key_wrong' }]);
  });

  test('of which one event is altered, says which', async () => {
    await altered(
      `update rollcall.audit_event set subject_name = subject_name || 'x' where event_id = (select event_id from rollcall.sealed_event where seq = 7)`,
    );
    const verdict = await stack.ask(['verify'], answers.verified, { code: 1 });
    expect(verdict.problems[0]).toMatchObject({ kind: 'event_altered', sequence: 7 });
    const said = await stack.cli(['verify']);
    expect(said).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        /sequence 7, was altered: it is not what was signed for(.|\n)*The log is NOT what was signed/,
      ),
    });
    await altered(
      `update rollcall.audit_event set subject_name = left(subject_name, -1) where event_id = (select event_id from rollcall.sealed_event where seq = 7)`,
    );
    expect(await stack.ask(['verify'], answers.verified)).toMatchObject({ right: true });
  });

  test('of which an event is taken away, is exported with as many as there are, and that one is lacking is said', async () => {
    const taken = `event_id in (select s.event_id from rollcall.sealed_event s where s.seq in (5, 6))`;
    await altered(`create table public.taken as select * from rollcall.audit_event where ${taken};
      delete from rollcall.audit_event where ${taken}`);
    const lacking = ['audit', 'export', '--format', 'ndjson', '--from', '3', '--to', '9'];
    const said = await stack.cli([...lacking, '--out', path('l')]);
    expect(said).toMatchObject({
      ...{ code: 0, stdout: expect.stringContaining(': 5 events, sequences 3 to 9') },
      stderr: expect.stringMatching(/2 of the sequences 3 to 9 could not be written.* the first is 5\. "verify" says/),
    });
    const sequences = lines(written('l')).map((line) => LastingEvent.parse(JSON.parse(line)).sequence);
    expect(sequences).toEqual([3, 4, 7, 8, 9]);
    await altered(`insert into rollcall.audit_event select * from public.taken; drop table public.taken`);
  });

  test('of which the tail is cut off so that all fits, is found by a checkpoint that is kept elsewhere', async () => {
    const { size: before } = await newest();
    await stack.cli(['keys', 'create', 'late', '--scope', 'audit:read']);
    await vi.waitUntil(async () => {
      await signed();
      return (await newest()).size > before;
    }, 10_000);
    const { note, size } = await newest();
    writeFileSync(path('pins'), note);
    const first = await owner(`select size::int, frontier from rollcall.audit_checkpoint order by number limit 1`);
    const to = first[0].size;
    expect(to).toBeLessThan(size);
    await altered(`delete from rollcall.audit_event e using rollcall.sealed_event s where s.event_id = e.event_id and s.seq > ${to};
      delete from rollcall.sealed_event where seq > ${to}; delete from rollcall.audit_leaf where seq > ${to};
      delete from rollcall.audit_checkpoint where size > ${to}; update rollcall.audit_tail set size = ${to};
      update rollcall.audit_tree set size = ${to}, frontier = (select frontier from rollcall.audit_checkpoint order by number limit 1)`);
    const found = await stack.ask(['verify', '--pin', path('pins')], answers.verified, { code: 1 });
    expect(found.problems.find(({ kind }) => kind === 'rolled_back')?.sentence).toContain(
      `was signed for ${size} events, and the log holds ${to}`,
    );
  });
});
