import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { RollcallError } from '@rollcall/schema';
import { z } from 'zod';
import type { DataFolder } from './data-folder.ts';
import { readJsonFile, writePrivateFile } from './files.ts';

/** AES-256 and HMAC-SHA-256 both take 32 bytes. */
const keyBytes = 32;

const Key = z.base64url().refine((text) => Buffer.from(text, 'base64url').length === keyBytes, '32 bytes are wanted');
const Login = z.object({ user: z.string().min(1), password: z.string().min(1) });

/** What is generated once and must never be lost: without it, the database beside it cannot be used. */
export const Secrets = z.object({
  /** The roles that gateway and daemon connect to the database as. */
  roles: z.object({ gateway: Login, daemon: Login }),
  /** base64url. */
  apiKeyPepper: Key,
  /** What credentials are sealed with, by key id, base64url. */
  masterKeys: z
    .object({ current: z.string(), keys: z.record(z.string(), Key) })
    .refine(({ current, keys }) => keys[current] !== undefined, 'the current key is missing'),
});
export type Secrets = z.infer<typeof Secrets>;

/**
 * The folder's secrets, made when it is new. Throws `data_folder_unusable` when they are missing beside a database that
 * was used with them: new ones would only hide the loss.
 */
export function ensureSecrets(folder: DataFolder): Secrets {
  const found = readJsonFile(folder.secrets, Secrets);
  if (found) return found;
  if (existsSync(folder.postgres)) {
    throw new RollcallError(
      'data_folder_unusable',
      `${folder.secrets} is missing, and the database beside it cannot be used without it. Put it back from a backup, or move ${folder.path} away to begin anew.`,
    );
  }
  const made = generate();
  writeSecrets(folder, made);
  return made;
}

/** The folder's secrets. Throws `data_folder_unusable` when there are none yet. */
export function readSecrets(folder: DataFolder): Secrets {
  const found = readJsonFile(folder.secrets, Secrets);
  if (found) return found;
  throw new RollcallError(
    'data_folder_unusable',
    `${folder.secrets} does not exist. Run \`pnpm start\` once, or point ROLLCALL_DATA_DIR at the data folder in use.`,
  );
}

export function writeSecrets(folder: DataFolder, secrets: Secrets): void {
  writePrivateFile(folder.secrets, `${JSON.stringify(secrets, null, 2)}\n`);
}

export function generateKey(): string {
  return randomBytes(keyBytes).toString('base64url');
}

/** Key ids only have to differ from each other within one file. */
export function generateKeyId(): string {
  return randomBytes(4).toString('hex');
}

function generate(): Secrets {
  const suffix = randomBytes(3).toString('hex');
  const id = generateKeyId();
  return {
    roles: { gateway: loginFor('gateway', suffix), daemon: loginFor('daemon', suffix) },
    apiKeyPepper: generateKey(),
    masterKeys: { current: id, keys: { [id]: generateKey() } },
  };
}

/** Several data folders may share one PostgreSQL, whose roles are common to all its databases: hence the suffix. */
function loginFor(process: string, suffix: string): { user: string; password: string } {
  return { user: `rollcall_${process}_${suffix}`, password: generateKey() };
}
