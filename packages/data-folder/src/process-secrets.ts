import { hash } from 'node:crypto';
import { RollcallError } from '@rollcall/schema';
import { dataFolderAt } from './data-folder.ts';
import { addMasterKey, dropMasterKey, fileKeyRing, type MasterKeyRing } from './master-keys.ts';
import { readSecrets } from './secrets.ts';

/** A ring that can be turned: a new key becomes current, and old ones go when nothing is sealed with them. */
export interface TurningKeyRing extends MasterKeyRing {
  /** Makes a key and makes it current; answers its id. */
  turn(): string;
  /** Drops every key that is neither current nor in use. */
  dropUnused(inUse: ReadonlySet<string>): void;
}

/** What a process must know to serve, from its environment or else from the data folder. */
export interface ProcessSecrets {
  readonly ring: TurningKeyRing;
  /** Keys the HMACs of API keys and of operation inputs. */
  readonly pepper: Buffer;
}

/** Where a process finds its secrets. Keys and pepper are 32 bytes as base64url. */
export interface SecretsSource {
  readonly dataDir: string;
  readonly masterKey?: string | undefined;
  /** The master key before, while credentials are still sealed with it. */
  readonly masterKeyPrevious?: string | undefined;
  readonly pepper?: string | undefined;
}

/** Throws `RollcallError` for a key that is not 32 bytes, or a data folder without secrets. */
export function processSecrets(source: SecretsSource): ProcessSecrets {
  const folder = dataFolderAt(source.dataDir);
  const pepper =
    source.pepper === undefined
      ? Buffer.from(readSecrets(folder).apiKeyPepper, 'base64url')
      : keyBytes('ROLLCALL_API_KEY_PEPPER', source.pepper);
  const { masterKey, masterKeyPrevious } = source;
  return {
    ring: masterKey === undefined ? turningFile(source.dataDir) : givenRing(masterKey, masterKeyPrevious),
    pepper,
  };
}

function turningFile(dataDir: string): TurningKeyRing {
  const folder = dataFolderAt(dataDir);
  return {
    ...fileKeyRing(folder),
    turn: () => addMasterKey(folder),
    dropUnused(inUse) {
      const { current, keys } = readSecrets(folder).masterKeys;
      for (const id of Object.keys(keys)) if (id !== current && !inUse.has(id)) dropMasterKey(folder, id);
    },
  };
}

/** Keys that the operator keeps: turning means to have given a new one and the previous one, and started again. */
function givenRing(masterKey: string, previous: string | undefined): TurningKeyRing {
  const current = named('ROLLCALL_MASTER_KEY', masterKey);
  const older = previous === undefined ? undefined : named('ROLLCALL_MASTER_KEY_PREVIOUS', previous);
  return {
    current: async () => current,
    find: async (id) => [current, older].find((key) => key?.id === id)?.key,
    turn: () => current.id,
    dropUnused: () => {},
  };
}

function named(variable: string, text: string): { id: string; key: Uint8Array } {
  const key = keyBytes(variable, text);
  return { id: hash('sha256', key, 'hex').slice(0, 12), key: new Uint8Array(key) };
}

function keyBytes(variable: string, text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length === 32) return bytes;
  throw new RollcallError('bad_request', `${variable} must be 32 random bytes as base64url, and has ${bytes.length}.`);
}
