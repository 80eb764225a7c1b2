import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { parse } from 'yaml';
import { isObject } from '../src/document.ts';
import { documentProblems } from '../src/document-problems.ts';
import type { OpenApiDocument } from '../src/openapi.ts';

/**
 * The files derived from a provider's `openapi.yaml`, by their path in its folder. The same document always gives the
 * same text. Throws one sentence a line when the document breaks the rules for typed operations.
 */
export async function generate(yaml: string): Promise<Readonly<Record<string, string>>> {
  // The fields that matter are checked by documentProblems and by the generator of the types.
  const document = parse(yaml) as OpenApiDocument & OpenAPI3;
  const problems = documentProblems(document);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  // A field with a default may be left out by callers, so it must stay optional in the types.
  const types = astToString(await openapiTS(withoutAlternatives(document), { defaultNonNullable: false }));
  return {
    'src/generated/types.ts': `${header}\n${types}`,
    'src/generated/document.ts': [
      header,
      "import type { OpenApiDocument } from '@rollcall/provider-kit';",
      '',
      `export const document: OpenApiDocument = ${JSON.stringify(document, null, 2)};`,
      '',
    ].join('\n'),
  };
}

/**
 * The document without "one of these fields is required": the generator of the types turns such an alternative into
 * `unknown`, which would swallow the fields beside it. The rule still holds at run time.
 */
function withoutAlternatives(document: OpenAPI3): OpenAPI3 {
  const isRequirement = (branch: unknown) => isObject(branch) && Object.keys(branch).join() === 'required';
  return JSON.parse(JSON.stringify(document), (key, value: unknown) =>
    (key === 'anyOf' || key === 'oneOf') && Array.isArray(value) && value.every(isRequirement) ? undefined : value,
  );
}

const header = '// Written from openapi.yaml by `pnpm generate`. DO NOT EDIT.\n';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  const files = await generate(await readFile('openapi.yaml', 'utf8'));
  const stale = [];
  for (const [path, wanted] of Object.entries(files)) {
    if ((await readFile(path, 'utf8').catch(() => undefined)) !== wanted) stale.push({ path, wanted });
  }
  if (values.check) {
    if (stale.length === 0) return;
    const paths = stale.map(({ path }) => path).join(' and ');
    throw new Error(`Not what openapi.yaml gives: ${paths}. Run \`pnpm generate\` and commit the result.`);
  }
  await mkdir(join('src', 'generated'), { recursive: true });
  for (const { path, wanted } of stale) await writeFile(path, wanted);
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  });
}
