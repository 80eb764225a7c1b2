import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { dataFolderAt, ensureSecrets, processSecrets, readSecrets } from '../src/index.ts';
import { useDataFolder } from './rig.ts';

const rig = useDataFolder();
const key = () => randomBytes(32).toString('base64url');

test('a process reads keys and pepper from the folder', async () => {
  const secrets = ensureSecrets(rig.folder);
  const { ring, pepper } = processSecrets({ dataDir: rig.folder.path });
  expect(pepper.toString('base64url')).toBe(secrets.apiKeyPepper);
  expect((await ring.current()).id).toBe(secrets.masterKeys.current);
});

test('turning the ring and dropping what is not in use leaves the current key and those in use', async () => {
  ensureSecrets(rig.folder);
  const { ring } = processSecrets({ dataDir: rig.folder.path });
  const second = ring.turn();
  const third = ring.turn();
  ring.dropUnused(new Set([second]));
  expect(Object.keys(readSecrets(rig.folder).masterKeys.keys).sort()).toEqual([second, third].sort());
  expect((await ring.current()).id).toBe(third);
});

test('keys from the environment need no folder, and the previous one still opens', async () => {
  const [masterKey, masterKeyPrevious] = [key(), key()];
  const nowhere = dataFolderAt(`${rig.folder.path}/nowhere`).path;
  const { ring } = processSecrets({ dataDir: nowhere, masterKey, masterKeyPrevious, pepper: key() });
  const { id, key: current } = await ring.current();
  expect(Buffer.from(current).toString('base64url')).toBe(masterKey);
  expect(ring.turn()).toBe(id);
  const before = processSecrets({ dataDir: nowhere, masterKey: masterKeyPrevious, pepper: key() });
  const previous = await ring.find((await before.ring.current()).id);
  expect(Buffer.from(previous ?? []).toString('base64url')).toBe(masterKeyPrevious);
});

test.each([
  { given: { masterKey: 'short' }, variable: 'ROLLCALL_MASTER_KEY' },
  { given: { masterKey: key(), masterKeyPrevious: 'short' }, variable: 'ROLLCALL_MASTER_KEY_PREVIOUS' },
  { given: { pepper: 'short' }, variable: 'ROLLCALL_API_KEY_PEPPER' },
])('a $variable that is not 32 bytes is refused by name, and not repeated', ({ given, variable }) => {
  ensureSecrets(rig.folder);
  const act = () => processSecrets({ dataDir: rig.folder.path, ...given });
  expect(act).toThrow(`${variable} must be 32 random bytes`);
  expect(act).not.toThrow(/short/);
});
