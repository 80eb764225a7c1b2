import { hash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openUseFile } from '../src/use-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'rollcall-use-'));
afterAll(() => rmSync(folder, { recursive: true }));

function given(content: string | Buffer): string {
  const path = join(folder, 'use.csv');
  writeFileSync(path, content);
  return path;
}

async function read(content: string | Buffer) {
  const file = openUseFile(given(content));
  const lines = await Array.fromAsync(file.lines);
  return { lines, sha256: file.sha256() };
}

const day = '2026-05-28';

test.each([
  { of: 'CSV', text: `address,last_used\na@x.example,${day}\n`, lines: [[2, 'a@x.example', day]] },
  { of: 'the other order', text: `Last_Used,Address\n${day},a@x.example`, lines: [[2, 'a@x.example', day]] },
  {
    of: 'quotes, ends of lines of Windows, a mark at its beginning and empty lines',
    text: `\uFEFFaddress,"last_used"\r\n\r\n"a@x.example","${day}"\r\n`,
    lines: [[3, 'a@x.example', day]],
  },
  { of: 'what never was used', text: 'address,last_used\na@x.example,Never\n', lines: [[2, 'a@x.example', null]] },
  {
    of: 'lines of JSON',
    text: `{"address":"a@x.example","lastUsed":"${day}T10:00:00+02:00"}\n{"address":"b@x.example","lastUsed":null}`,
    lines: [
      [1, 'a@x.example', `${day}T10:00:00+02:00`],
      [2, 'b@x.example', null],
    ],
  },
])('a file of $of is read, with its digest', async ({ text, lines }) => {
  expect(await read(text)).toEqual({
    lines: lines.map(([line, address, lastUsed]) => ({ line, address, lastUsed })),
    sha256: hash('sha256', text, 'hex'),
  });
});

test.each([
  { line: 'a@x.example', wrong: /two fields/ },
  { line: `a@x.example,${day},more`, wrong: /two fields/ },
  { line: `"a@x.example,${day}`, wrong: /two fields/ },
  { line: 'a@x.example,', wrong: /write never/ },
  { line: `ax.example,${day}`, wrong: /address must be an e-mail address/ },
  { line: `a@b@x.example,${day}`, wrong: /address must be an e-mail address/ },
  { line: `,${day}`, wrong: /address must be an e-mail address/ },
  { line: 'a@x.example,28.05.2026', wrong: /lastUsed must be a time such as/ },
  { line: 'a@x.example,2026-02-30', wrong: /lastUsed must be a time such as/ },
  { line: 'a@x.example,2026-05-28T10:00:00', wrong: /lastUsed must be a time such as/ },
  { line: `${'a'.repeat(9_000)}@x.example,${day}`, wrong: /longer than/ },
])('a line $line is told of, and its number', async ({ line, wrong }) => {
  const { lines } = await read(`address,last_used\nb@x.example,${day}\n${line}\nc@x.example,never\n`);
  expect(lines).toEqual([
    { line: 2, address: 'b@x.example', lastUsed: day },
    { line: 3, wrong: expect.stringMatching(wrong) },
    { line: 4, address: 'c@x.example', lastUsed: null },
  ]);
});

test.each([
  { line: '{"address":"a@x.example"}', wrong: /lastUsed/ },
  { line: '{"address":"a@x.example","lastUsed":null,"more":1}', wrong: /more/ },
  { line: '["a@x.example"]', wrong: /no JSON object/ },
])('so is $line', async ({ line, wrong }) => {
  const { lines } = await read(`{"address":"b@x.example","lastUsed":null}\n${line}`);
  expect(lines[1]).toEqual({ line: 2, wrong: expect.stringMatching(wrong) });
});

test.each([
  { of: 'another header', content: 'email,date\na@x.example,never\n', says: /Line 1 must be "address,last_used"/ },
  { of: 'no text', content: Buffer.from('address,last_used\na@x.example,\xff\n', 'latin1'), says: /no text in UTF-8/ },
])('a file of $of is refused', async ({ content, says }) => {
  await expect(read(content)).rejects.toThrow(says);
});

test('a file that is not there is refused', async () => {
  await expect(Array.fromAsync(openUseFile(join(folder, 'nowhere.csv')).lines)).rejects.toThrow(/cannot be read/);
});
