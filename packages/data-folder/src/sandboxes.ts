import { z } from 'zod';
import type { DataFolder } from './data-folder.ts';
import { readJsonFile, writePrivateFile } from './files.ts';

/** A sandbox that has a connection: the same seed and day at the same port is the same account to it. */
export const SandboxRecord = z.object({
  connection: z.string(),
  provider: z.string(),
  seed: z.int(),
  /** The day that was "now" when it was first started; every sandbox of before there was a choice has the same. */
  now: z.iso.date().default('2026-06-01'),
  /** Whether what happens in a demonstration has happened in it. */
  isToldItsStory: z.boolean().default(false),
  port: z.int().min(1).max(65_535),
});
export type SandboxRecord = z.infer<typeof SandboxRecord>;

/** The sandboxes that `pnpm start` brings back. */
export function readSandboxes(folder: DataFolder): readonly SandboxRecord[] {
  return readJsonFile(folder.sandboxes, z.array(SandboxRecord)) ?? [];
}

export function writeSandboxes(folder: DataFolder, sandboxes: readonly SandboxRecord[]): void {
  writePrivateFile(folder.sandboxes, `${JSON.stringify(sandboxes, null, 2)}\n`);
}
