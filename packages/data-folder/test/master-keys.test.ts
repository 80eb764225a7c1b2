import { expect, test } from 'vitest';
import { addMasterKey, dropMasterKey, ensureSecrets, fileKeyRing, readSecrets } from '../src/index.ts';
import { useDataFolder } from './rig.ts';

const rig = useDataFolder();

test('generated roles differ from folder to folder, and keys are 32 bytes', async () => {
  const secrets = ensureSecrets(rig.folder);
  expect(secrets.roles.gateway.user).toMatch(/^rollcall_gateway_[0-9a-f]{6}$/);
  expect(secrets.roles.daemon.user).toMatch(/^rollcall_daemon_[0-9a-f]{6}$/);
  expect(Buffer.from(secrets.apiKeyPepper, 'base64url')).toHaveLength(32);
  const current = await fileKeyRing(rig.folder).current();
  expect(current.key).toHaveLength(32);
  expect(current.id).toBe(secrets.masterKeys.current);
});

test('a new key is current at once, also for a ring that was opened before', async () => {
  ensureSecrets(rig.folder);
  const ring = fileKeyRing(rig.folder);
  const old = await ring.current();
  const id = addMasterKey(rig.folder);
  expect((await ring.current()).id).toBe(id);
  expect(await ring.find(id)).toHaveLength(32);
  expect(await ring.find(old.id)).toEqual(old.key);
});

test('a ring learns of a key that another process has added', async () => {
  ensureSecrets(rig.folder);
  const ring = fileKeyRing(rig.folder);
  await ring.find('00000000');
  const id = addMasterKey(rig.folder);
  expect(await ring.find(id)).toEqual((await fileKeyRing(rig.folder).current()).key);
});

test('an unknown key is not found', async () => {
  ensureSecrets(rig.folder);
  expect(await fileKeyRing(rig.folder).find('00000000')).toBeUndefined();
});

test('an old key can be dropped, the current one cannot', async () => {
  ensureSecrets(rig.folder);
  const old = (await fileKeyRing(rig.folder).current()).id;
  expect(() => dropMasterKey(rig.folder, old)).toThrow(/is the current one/);
  const id = addMasterKey(rig.folder);
  dropMasterKey(rig.folder, old);
  expect(Object.keys(readSecrets(rig.folder).masterKeys.keys)).toEqual([id]);
});
