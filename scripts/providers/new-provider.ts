import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Why no provider was made; the message is a sentence, and nothing was changed. */
export class NewProviderError extends Error {
  override readonly name = 'NewProviderError';
}

export interface NewProvider {
  /** The repository. */
  readonly root: string;
  readonly name: string;
  readonly install: () => void;
}

/**
 * Makes the folder of a provider from the template, and registers it: a line in the registry and a dependency of its
 * package. `install` has the workspace link the new package; its last step, so that a failure takes everything back.
 * Throws `NewProviderError` for a name that cannot be used.
 */
export function newProvider({ root, name, install }: NewProvider): void {
  assertName(name);
  const folder = join(root, 'packages', 'providers', name);
  if (existsSync(folder)) throw new NewProviderError(`packages/providers/${name} exists already: choose another name.`);
  assertNoWord(root, name);
  const registry = join(root, 'packages', 'providers', 'registry');
  const changed = [
    edited(join(registry, 'src', 'providers.ts'), (text) => withLine(text, name)),
    edited(join(registry, 'package.json'), (text) => withDependency(text, name)),
  ];
  const lockfile = edited(join(root, 'pnpm-lock.yaml'), (text) => text);
  // Written and formatted under another name first: what stands under the name itself is whole.
  const staging = join(root, 'packages', 'providers', `.${name}.new`);
  rmSync(staging, { recursive: true, force: true });
  try {
    writeTemplate({ from: join(root, 'packages', 'provider-kit', 'template'), to: staging, name });
    format(root, staging);
    renameSync(staging, folder);
    for (const { path, after } of changed) writeFileSync(path, after);
    install();
  } catch (error) {
    for (const path of [staging, folder]) rmSync(path, { recursive: true, force: true });
    for (const { path, before } of [...changed, lockfile]) writeFileSync(path, before);
    throw error;
  }
}

/** What the template calls its provider, in a name and in a title. */
const placeholder = { name: 'newcomer', title: 'Newcomer' };

/** A name stands in `--provider`, in `providers.<name>`, in folders, and in tables beside others. */
const nameLengthMax = 30;

function assertName(name: string): void {
  const isName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) && name.length <= nameLengthMax;
  if (!isName) {
    throw new NewProviderError(
      `A provider's name is lower-case letters and digits, a letter first, with single dashes between words and at most ${nameLengthMax} long: big-mail.`,
    );
  }
  // The template itself is a package of the workspace, and a module's default export is not found by its name.
  if ([placeholder.name, 'kit', 'registry', 'default'].includes(name)) {
    throw new NewProviderError(`"${name}" means something else in this repository: choose another name.`);
  }
}

/** No code outside the providers names one, so a name must not be a word that the code has use for, such as `host`. */
function assertNoWord(root: string, name: string): void {
  const word = new RegExp(`\\b${name}\\b`, 'i');
  for (const path of globSync('{apps,packages,scripts,bench}/**/*.ts', { cwd: root, exclude: isNoProduct })) {
    const line = readFileSync(join(root, path), 'utf8')
      .split('\n')
      .findIndex((text) => word.test(text));
    if (line === -1) continue;
    throw new NewProviderError(
      `"${name}" is a word of this repository's code (${path}:${line + 1}): choose another name.`,
    );
  }
}

/** Providers may name themselves, and tests whom they like. */
function isNoProduct(path: string): boolean {
  return /(^|[\\/])(node_modules|test|testing|template)$/.test(path) || /^packages[\\/]providers$/.test(path);
}

/** `BigMail` for `big-mail`: what its functions and its title are called until somebody writes it as the company does. */
function titleOf(name: string): string {
  return name.replaceAll(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

interface Writing {
  readonly from: string;
  readonly to: string;
  readonly name: string;
}

function writeTemplate({ from, to, name }: Writing): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (fetched.has(entry.name)) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) writeTemplate({ from: source, to: target, name });
    else writeFileSync(target, named(readFileSync(source, 'utf8'), name));
  }
}

/** Folders of the template that are not part of it. */
const fetched: ReadonlySet<string> = new Set(['node_modules', '.turbo']);

function named(text: string, name: string): string {
  return text.replaceAll(placeholder.name, name).replaceAll(placeholder.title, titleOf(name));
}

/** Names of another length break lines elsewhere, and are sorted elsewhere among imports. */
function format(root: string, folder: string): void {
  const biome = join(root, 'node_modules', '.bin', 'biome');
  const { status, stderr, error } = spawnSync(biome, ['check', '--write', folder], { cwd: root, encoding: 'utf8' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`The new files cannot be formatted:\n${stderr}`);
}

interface Edit {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

function edited(path: string, edit: (text: string) => string): Edit {
  const before = readFileSync(path, 'utf8');
  return { path, before, after: edit(before) };
}

/** The registry's exports, which are sorted by the package they are of. */
function withLine(text: string, name: string): string {
  const packageOf = (line: string) => /^export .* from '(@rollcall\/provider-[a-z0-9-]+)';$/.exec(line)?.[1];
  const lines = text.trimEnd().split('\n');
  const exported = name.includes('-') ? `'${name}'` : name;
  const line = `export { provider as ${exported} } from '@rollcall/provider-${name}';`;
  const next = lines.findIndex((other) => (packageOf(other) ?? '') > `@rollcall/provider-${name}`);
  return [...lines.toSpliced(next === -1 ? lines.length : next, 0, line), ''].join('\n');
}

function withDependency(text: string, name: string): string {
  const manifest: unknown = JSON.parse(text);
  const { dependencies } = Manifest.parse(manifest);
  const all = Object.entries({ ...dependencies, [`@rollcall/provider-${name}`]: 'workspace:*' });
  const sorted = Object.fromEntries(all.sort(([one], [other]) => (one < other ? -1 : 1)));
  return `${JSON.stringify(Object.assign({}, manifest, { dependencies: sorted }), null, 2)}\n`;
}

const Manifest = z.looseObject({ dependencies: z.record(z.string(), z.string()) });
