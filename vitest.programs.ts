import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Plugin, rolldown } from 'rolldown';
import type { TestProject } from 'vitest/node';

/** What tests start as processes of their own. */
type App = 'cli' | 'gateway' | 'sync-daemon';

declare module 'vitest' {
  interface ProvidedContext {
    /** The file to run for each app. */
    programs: Readonly<Record<App, string>>;
  }
}

/** The projects whose tests start them. */
const startedIn: readonly string[] = ['cli', 'gateway', 'sync-daemon', 'scripts'];
const folder = join(import.meta.dirname, 'node_modules', '.cache', 'programs');
/** What no run has wanted for so long belongs to sources that are gone. */
const keptMs = 86_400_000;

/**
 * Puts the modules of each app, its own and what they stand on, together into a few files: a process of it then starts with
 * half of the processor's time, which was most of what a test of the command took. What it does, it does as ever; `pnpm start`
 * and its tests run the sources as they are.
 */
export default async function setup(project: TestProject): Promise<void> {
  if (!project.vitest.projects.some(({ name }) => startedIn.includes(name))) return;
  mkdirSync(folder, { recursive: true });
  const [cli, gateway, daemon] = await Promise.all([together('cli'), together('gateway'), together('sync-daemon')]);
  project.provide('programs', { cli, gateway, 'sync-daemon': daemon });
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > keptMs) rmSync(file, { force: true });
  }
}

/** Answers the file to run. Files are named by what is in them, so that runs side by side have each its own. */
async function together(app: App): Promise<string> {
  const input = { [app]: join(import.meta.dirname, 'apps', app, 'src', 'main.ts') };
  const bundle = await rolldown({ input, platform: 'node', plugins: [places, apart], external: ['pg-native'] });
  const names = { entryFileNames: '[name]-[hash].mjs', chunkFileNames: '[name]-[hash].mjs' };
  const { output } = await bundle.generate({ format: 'esm', ...names });
  await bundle.close();
  for (const part of output) write(part.fileName, part.type === 'chunk' ? part.code : part.source);
  return join(folder, output[0].fileName);
}

/** Whole or not at all: another run may read it. */
function write(name: string, content: string | Uint8Array): void {
  const file = join(folder, name);
  const now = new Date();
  if (existsSync(file)) {
    utimesSync(file, now, now);
    return;
  }
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, content);
  renameSync(draft, file);
}

/** A module that asks where it is, is where its source is. */
const places: Plugin = {
  name: 'places',
  transform: {
    filter: { code: /\bimport\.meta\./ },
    handler: (code, id) =>
      code
        .replaceAll(/\bimport\.meta\.dirname\b/g, JSON.stringify(dirname(id)))
        .replaceAll(/\bimport\.meta\.filename\b/g, JSON.stringify(id))
        .replaceAll(/\bimport\.meta\.url\b/g, JSON.stringify(pathToFileURL(id).href)),
  },
};

/** This package puts the names of modules together as it runs: it stays where it is. */
const apart: Plugin = {
  name: 'apart',
  resolveId: {
    filter: { id: /^mailauth\b/ },
    async handler(id, importer, options) {
      const found = await this.resolve(id, importer, { ...options, skipSelf: true });
      return found === null ? null : { id: found.id, external: 'absolute' };
    },
  },
};
