import { readFileSync } from 'node:fs';
import { FindingRule, rulesOfFamily } from '@rollcall/schema';
import { expect, test } from 'vitest';
import { catalogue } from '../../src/index.ts';

const page = readFileSync(new URL('../../../../docs/FINDINGS.md', import.meta.url), 'utf8');

test('every rule has its id, in the array of its family, and nobody else does', () => {
  expect(catalogue.map(({ id }) => id).toSorted()).toEqual(FindingRule.options.toSorted());
  for (const { id, family } of catalogue) expect(rulesOfFamily[family], id).toContain(id);
});

test('each stands in its file, by its id', () => {
  const source = readFileSync(new URL('../../src/findings/catalogue.ts', import.meta.url), 'utf8');
  const files = catalogue.map(({ id, family }) => `./rules/${family}/${id.replaceAll('_', '-')}.ts`);
  expect(files.filter((file) => !source.includes(`'${file}'`))).toEqual([]);
});

test('docs/FINDINGS.md has a row for each, with its family and its severity, and for no other', () => {
  const rows = [...page.matchAll(/^\| `(\w+)` +\| (\w+) +\| (notice|alarm)/gm)].map(([, id, family, severity]) => ({
    ...{ id, family, severity },
  }));
  const byId = (one: { id: string | undefined }, other: { id: string | undefined }) =>
    `${one.id}`.localeCompare(`${other.id}`);
  expect(rows.toSorted(byId)).toEqual(
    catalogue.map(({ id, family, severity }) => ({ id, family, severity })).toSorted(byId),
  );
});

test.each(catalogue)('$id says in sentences what is wrong and what to do', ({ title, remedy }) => {
  expect(title).toMatch(/^[A-Z].{20,160}\.$/);
  expect(remedy).toMatch(/^[A-Z].{20,240}\.$/);
});
