import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import { generate } from '../bin/generate.ts';
import type { OpenApiDocument } from '../src/index.ts';
import { things } from './things-document.ts';

const run = promisify(execFile);
const generator = join(import.meta.dirname, '..', 'bin', 'generate.ts');

/** The document with one operation's fields replaced. */
function withOperation(fields: Readonly<Record<string, unknown>>): OpenApiDocument {
  const operation = { ...Object(things.paths['/things/{id}'])['get'], ...fields };
  return { ...things, paths: { '/things/{id}': { ...things.paths['/things/{id}'], get: operation, post: undefined } } };
}

test('the same document gives the same files, which say that they are generated', async () => {
  const files = await generate(stringify(things));
  expect(await generate(stringify(things))).toEqual(files);
  expect(Object.keys(files)).toEqual(['src/generated/types.ts', 'src/generated/document.ts']);
  for (const text of Object.values(files)) expect(text).toMatch(/^\/\/ .*DO NOT EDIT/);
});

test('a field with a default stays optional, and a rule about required fields swallows none of them', async () => {
  const { 'src/generated/types.ts': types } = await generate(stringify(things));
  expect(types).toContain('folder?: ');
  expect(types).toContain('text?: string;');
  expect(types).not.toContain('| unknown');
});

describe('a document is refused', () => {
  test.each([
    { fields: { operationId: undefined }, says: 'GET /things/{id} has no operationId.' },
    { fields: { operationId: 'a b' }, says: 'needs a name as its operationId: letters and digits, a letter first.' },
    { fields: { 'x-rollcall-effect': 'delete' }, says: 'needs x-rollcall-effect: one of read, write, destroy.' },
    { fields: { 'x-rollcall-bucket': undefined }, says: 'needs x-rollcall-bucket' },
    { fields: { responses: {} }, says: 'does not document its answer: JSON or nothing, with a status of 2xx.' },
    { fields: { 'x-rollcall-write-when': { seen: ['1'] } }, says: 'names "seen" in x-rollcall-write-when' },
    { fields: { parameters: [{ name: 'id', in: 'query', schema: {} }] }, says: 'has "id" twice' },
    { fields: { parameters: [{ name: 'key', in: 'header', schema: {} }] }, says: 'takes "key" in header' },
    { fields: { parameters: [{ name: 'uid', in: 'path', schema: {} }] }, says: 'takes "uid" in path, but' },
    { fields: { requestBody: body({ type: 'object', properties: { limit: {} } }) }, says: 'has "limit" twice' },
    { fields: { requestBody: body({ type: 'array', 'or none.': null }) }, says: 'schema says "or none." of nothing' },
    { fields: { requestBody: { ...body({ type: 'array' }), required: false } }, says: 'has an optional body' },
    { fields: { requestBody: body({ type: 'object' }) }, says: 'without naming its properties' },
    { fields: { requestBody: body({ oneOf: [{ type: 'array' }] }) }, says: 'combines schemas at the top' },
  ])('$says', async ({ fields, says }) => {
    await expect(generate(stringify(withOperation(fields)))).rejects.toThrow(says);
  });

  test('when an operationId is used twice', async () => {
    const document = { ...things, paths: { ...things.paths, '/others': things.paths['/things'] } };
    await expect(generate(stringify(document))).rejects.toThrow('The operationId "listThings" is used twice.');
  });

  test('when a reference leads nowhere', async () => {
    const document = withOperation({ parameters: [{ $ref: '#/components/parameters/Nobody' }] });
    await expect(generate(stringify(document))).rejects.toThrow('#/components/parameters/Nobody leads nowhere.');
  });
});

test('--check says which files are stale, and is content after generating', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-generate-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'openapi.yaml'), stringify(things));
  const generateThere = (...flags: string[]) => run(process.execPath, [generator, ...flags], { cwd: folder });

  await expect(generateThere('--check')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('src/generated/types.ts and src/generated/document.ts. Run `pnpm generate`'),
  });
  await generateThere();
  await generateThere('--check');

  const path = join(folder, 'src', 'generated', 'document.ts');
  await writeFile(path, (await readFile(path, 'utf8')).replace('Things', 'Thongs'));
  await expect(generateThere('--check')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Not what openapi.yaml gives: src/generated/document.ts.'),
  });
});

function body(schema: object): object {
  return { required: true, content: { 'application/json': { schema } } };
}
