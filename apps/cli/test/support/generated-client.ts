import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openApi30 } from './openapi-3-0.ts';
import { succeeds } from './programs.ts';

const run = promisify(execFile);

/** Why no client can be generated and run here; undefined where one can. */
export function whyNoGenerator(): string | undefined {
  const jar = process.env['OPENAPI_GENERATOR_JAR'];
  if (jar === undefined || !existsSync(jar))
    return 'OPENAPI_GENERATOR_JAR names no OpenAPI Generator (.ci/run fetches it)';
  if (!succeeds('java', ['-version'])) return 'there is no Java ("apt-get install default-jre-headless")';
  if (succeeds('python3', ['-c', 'import urllib3, six, dateutil, certifi'])) return undefined;
  return 'Python lacks a module ("apt-get install python3-urllib3 python3-six python3-dateutil python3-certifi")';
}

/** Has a client in Python made of the document, in this folder; answers where `import rollcall_api` finds it. */
export async function generatedClient(document: unknown, folder: string): Promise<string> {
  const file = join(folder, 'openapi.json');
  const client = join(folder, 'client');
  await writeFile(file, JSON.stringify(openApi30(Object(document))));
  const withoutTests = 'apiTests=false,modelTests=false,apiDocs=false,modelDocs=false';
  // It lives for some seconds: the compiler and the collector for such.
  const java = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-jar', process.env['OPENAPI_GENERATOR_JAR'] ?? ''];
  const what = ['generate', '-g', 'python', '-i', file, '-o', client, '--package-name', 'rollcall_api'];
  await run('java', [...java, ...what, '--global-property', withoutTests], { maxBuffer: 64 * 1_048_576 });
  return client;
}
