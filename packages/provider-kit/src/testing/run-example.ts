import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestContext } from 'vitest';

/** What a provider's page shows its examples in. */
export type ExampleLanguage = 'curl' | 'python' | 'node';

/** An example as a provider's page has it, and what a reader puts in the place of what stands there. */
export interface Example {
  readonly language: ExampleLanguage;
  readonly text: string;
  /** The base URL and the credential, by the text that they replace. */
  readonly replacing: Readonly<Record<string, string>>;
}

/**
 * Runs an example with the client that it was written for, and answers what it printed; of curl, the status stands on a
 * line of its own behind the body. Rejects when the example fails. The test is skipped, with the reason, where the
 * machine has no such client; where a text to be replaced does not occur, the example is not what it is taken for.
 */
export async function runExample({ skip }: TestContext, { language, text, replacing }: Example): Promise<string> {
  const { lacks, file, command } = languages[language];
  const lacking = await lacks();
  if (lacking !== undefined) skip(lacking);
  const script = Object.entries(replacing).reduce((before, [shown, own]) => {
    if (!before.includes(shown)) throw new RangeError(`"${shown}" does not occur in the example.`);
    return before.replaceAll(shown, own);
  }, text);
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-example-'));
  try {
    // Where curl looks for a person's own settings: the example itself is run as it stands.
    await writeFile(join(folder, '.curlrc'), 'silent\nshow-error\nwrite-out = "\\n%{http_code}\\n"\n');
    await writeFile(join(folder, file), script);
    const [program, ...args] = command;
    const { stdout } = await run(program, [...args, join(folder, file)], {
      env: { ...process.env, CURL_HOME: folder, PYTHONDONTWRITEBYTECODE: '1' },
      timeout: exampleMsMax,
    });
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const run = promisify(execFile);

/** A few requests to this machine; starting the interpreter takes most of it. */
const exampleMsMax = 30_000;

const languages: Readonly<
  Record<
    ExampleLanguage,
    { readonly file: string; readonly command: readonly [string, ...string[]]; lacks(): Promise<string | undefined> }
  >
> = {
  curl: { file: 'example.sh', command: ['sh', '-e'], lacks: lacking('curl', ['--version'], 'curl is not installed') },
  python: {
    file: 'example.py',
    command: ['python3'],
    lacks: lacking('python3', ['-c', 'import requests'], 'Python 3 with its package requests is not installed'),
  },
  // Its module system is the one in which the examples may wait outside of a function.
  node: { file: 'example.mjs', command: [process.execPath], lacks: async () => undefined },
};

/** Whether the program runs; asked once. */
function lacking(program: string, args: readonly string[], reason: string): () => Promise<string | undefined> {
  let asked: Promise<string | undefined> | undefined;
  return () => {
    asked ??= run(program, [...args]).then(
      () => undefined,
      () => reason,
    );
    return asked;
  };
}
