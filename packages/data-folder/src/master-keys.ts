import { takeLock } from '@rollcall/process-lock';
import { RollcallError } from '@rollcall/schema';
import type { DataFolder } from './data-folder.ts';
import { problemOf } from './problem.ts';
import { generateKey, generateKeyId, readSecrets, type Secrets, writeSecrets } from './secrets.ts';

export interface MasterKey {
  readonly id: string;
  readonly key: Uint8Array;
}

/** The keys that credentials are sealed with, as the file holds them now. */
export interface MasterKeyRing {
  current(): Promise<MasterKey>;
  /** A key by its id; undefined when it is not on the ring. */
  find(id: string): Promise<Uint8Array | undefined>;
}

/**
 * A ring on the folder's secrets. Another process may rotate the keys meanwhile: what is to be sealed always gets the
 * key that is current now, and an id that is not known sends the ring back to the file.
 */
export function fileKeyRing(folder: DataFolder): MasterKeyRing {
  let known: Secrets['masterKeys'] | undefined;
  const read = (): Secrets['masterKeys'] => {
    known = readSecrets(folder).masterKeys;
    return known;
  };
  return {
    current: async () => {
      const { current, keys } = read();
      return { id: current, key: decode(keys[current]) };
    },
    find: async (id) => {
      const text = known?.keys[id] ?? read().keys[id];
      return text === undefined ? undefined : decode(text);
    },
  };
}

/** Puts a new key on the ring and makes it the current one; answers its id. The older ones stay. */
export function addMasterKey(folder: DataFolder): string {
  return changeMasterKeys(folder, ({ keys }) => {
    const current = generateKeyId();
    return { current, keys: { ...keys, [current]: generateKey() } };
  }).current;
}

/** Takes a key off the ring once nothing is sealed with it. Throws `bad_request` for the current one. */
export function dropMasterKey(folder: DataFolder, id: string): void {
  changeMasterKeys(folder, ({ current, keys }) => {
    if (id === current) {
      throw new RollcallError('bad_request', `Master key ${id} is the current one. Rotate to a new one first.`);
    }
    const { [id]: _dropped, ...rest } = keys;
    return { current, keys: rest };
  });
}

type MasterKeys = Secrets['masterKeys'];

/** Two processes that changed the file at once would lose one of the two changes, and with it a key. */
function changeMasterKeys(folder: DataFolder, change: (keys: MasterKeys) => MasterKeys): MasterKeys {
  const lockPath = `${folder.secrets}.lock`;
  const attempt = lock(lockPath);
  if (attempt.state === 'held') {
    throw new RollcallError(
      'data_folder_unusable',
      `Process ${attempt.holder.pid} is changing ${folder.secrets} at this moment. Try again.`,
    );
  }
  try {
    const secrets = readSecrets(folder);
    const masterKeys = change(secrets.masterKeys);
    writeSecrets(folder, { ...secrets, masterKeys });
    return masterKeys;
  } finally {
    attempt.lock.release();
  }
}

function lock(path: string): ReturnType<typeof takeLock> {
  try {
    return takeLock(path);
  } catch (error) {
    throw problemOf(error, path);
  }
}

function decode(text: string | undefined): Uint8Array {
  return new Uint8Array(Buffer.from(text ?? '', 'base64url'));
}
