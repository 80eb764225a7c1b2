import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RollcallError } from '@rollcall/schema';
import { expect, test } from 'vitest';
import {
  addMasterKey,
  ensureSecrets,
  openDataFolder,
  publishGateway,
  readAdminKey,
  readGateway,
  readSandboxes,
  readSecrets,
  repairModes,
  takeStartLock,
  writeAdminKey,
  writeSandboxes,
} from '../src/index.ts';
import { problemOf } from '../src/problem.ts';
import { fillDiskFor, modeOf, useDataFolder } from './rig.ts';

const rig = useDataFolder();
const sandbox = {
  connection: 'adbtd-sandbox',
  provider: 'adbtd',
  seed: 7,
  now: '2026-11-28',
  isToldItsStory: true,
  port: 4501,
};

test('every file is private, whatever the umask says', () => {
  const before = process.umask(0);
  try {
    ensureSecrets(rig.folder);
    writeAdminKey(rig.folder, 'rc_key');
    publishGateway(rig.folder, 'http://127.0.0.1:4400');
    writeSandboxes(rig.folder, [sandbox]);
    takeStartLock(rig.folder, 'http://127.0.0.1:4400');
  } finally {
    process.umask(before);
  }
  const files = ['admin-api-key', 'gateway.json', 'sandboxes.json', 'secrets.json', 'start.lock'];
  expect(readdirSync(rig.folder.path).sort()).toEqual([...files, 'logs'].sort());
  for (const file of files) expect(modeOf(join(rig.folder.path, file))).toBe(0o600);
});

test('what is written is read back', () => {
  const secrets = ensureSecrets(rig.folder);
  expect(ensureSecrets(rig.folder)).toEqual(secrets);
  expect(readSecrets(rig.folder)).toEqual(secrets);
  writeAdminKey(rig.folder, 'rc_key');
  expect(readAdminKey(rig.folder)).toBe('rc_key');
  writeSandboxes(rig.folder, [sandbox]);
  expect(readSandboxes(rig.folder)).toEqual([sandbox]);
});

test('a sandbox of before there was a choice keeps the day that all had', () => {
  const { now: _now, isToldItsStory: _told, ...older } = sandbox;
  writeFileSync(rig.folder.sandboxes, JSON.stringify([older]), { mode: 0o600 });
  expect(readSandboxes(rig.folder)).toEqual([{ ...sandbox, now: '2026-06-01', isToldItsStory: false }]);
});

test('an empty folder has no key, no gateway and no sandboxes', () => {
  expect(readAdminKey(rig.folder)).toBeUndefined();
  expect(readGateway(rig.folder)).toBeUndefined();
  expect(readSandboxes(rig.folder)).toEqual([]);
});

test.runIf(process.platform === 'linux')('on a full disk a file stays as it was, and nothing else is left', () => {
  const secrets = ensureSecrets(rig.folder);
  fillDiskFor(rig.folder.secrets);
  expect(() => addMasterKey(rig.folder)).toThrow(
    expect.objectContaining({
      code: 'data_folder_unusable',
      message: expect.stringMatching(/no space left on the disk to write .*secrets\.json\. Free some space/),
    }),
  );
  expect(readSecrets(rig.folder)).toEqual(secrets);
  expect(readdirSync(rig.folder.path).sort()).toEqual(['logs', 'secrets.json']);
});

test('a folder below a file cannot be made', () => {
  const file = join(rig.folder.path, 'file');
  writeFileSync(file, '');
  expect(() => openDataFolder(join(file, 'data'))).toThrow(/cannot be a folder.*choose another folder with --data-dir/);
});

test('a link to a disk that is not there is said to lead nowhere', () => {
  const link = join(rig.folder.path, 'link');
  symlinkSync(join(rig.folder.path, 'missing', 'disk'), link);
  expect(() => openDataFolder(link)).toThrow(/a folder on the way to it is missing/);
});

test.each([
  { errno: 'ENOSPC', says: 'no space left on the disk' },
  { errno: 'EDQUOT', says: 'no space left on the disk' },
  { errno: 'EACCES', says: 'may not be read or written' },
  { errno: 'EPERM', says: 'may not be read or written' },
  { errno: 'EROFS', says: 'read-only file system' },
  { errno: 'EIO', says: 'cannot be used: EIO' },
])('$errno is a sentence that names the file', ({ errno, says }) => {
  const problem = problemOf(Object.assign(new Error(errno), { code: errno }), '/data/secrets.json');
  expect(problem).toBeInstanceOf(RollcallError);
  expect(problem.code).toBe('data_folder_unusable');
  expect(problem.message).toContain(says);
  expect(problem.message).toContain('/data/secrets.json');
});

test.each([
  { file: 'secrets', text: '{"roles":', read: readSecrets },
  { file: 'secrets', text: '{"roles":{}}', read: readSecrets },
  { file: 'gateway', text: '{"url":"nowhere"}', read: readGateway },
  { file: 'sandboxes', text: '{"connection":"x"}', read: readSandboxes },
  { file: 'adminKey', text: 'two words', read: readAdminKey },
  { file: 'adminKey', text: '', read: readAdminKey },
] as const)('$file with $text is damaged, and the error names the file', ({ file, text, read }) => {
  const path = rig.folder[file];
  writeFileSync(path, text, { mode: 0o600 });
  expect(() => read(rig.folder)).toThrow(
    expect.objectContaining({ code: 'data_folder_unusable', message: expect.stringContaining(`${path} is damaged`) }),
  );
});

test.each(['{"apiKeyPepper": canary-9f3}', '{"apiKeyPepper":"canary-9f3"}', '["canary-9f3"]'])(
  'the error about a damaged file does not quote it: %s',
  (text) => {
    writeFileSync(rig.folder.secrets, text, { mode: 0o600 });
    const error = thrownBy(() => readSecrets(rig.folder));
    expect(error).toBeInstanceOf(RollcallError);
    expect(deepText(error)).not.toContain('canary-9f3');
  },
);

test.runIf(process.platform !== 'win32')('a secret that others may read is refused, until its mode is repaired', () => {
  ensureSecrets(rig.folder);
  writeAdminKey(rig.folder, 'rc_key');
  expect(repairModes(rig.folder)).toEqual([]);
  chmodSync(rig.folder.secrets, 0o644);
  chmodSync(rig.folder.adminKey, 0o640);
  expect(() => readSecrets(rig.folder)).toThrow(/may be read by other users .* Run `chmod 600/);
  expect(() => readAdminKey(rig.folder)).toThrow(/may be read by other users/);
  expect(repairModes(rig.folder)).toEqual([rig.folder.secrets, rig.folder.adminKey]);
  expect(modeOf(rig.folder.secrets)).toBe(0o600);
  expect(readAdminKey(rig.folder)).toBe('rc_key');
});

test('secrets are not made anew beside a database that was used with lost ones', () => {
  mkdirSync(rig.folder.postgres);
  expect(() => ensureSecrets(rig.folder)).toThrow(/secrets\.json is missing.*from a backup, or move/);
  expect(readdirSync(dirname(rig.folder.secrets))).not.toContain('secrets.json');
});

test('the folder in use tells who uses it', () => {
  const first = takeStartLock(rig.folder, 'http://127.0.0.1:4400');
  expect(first.state).toBe('taken');
  expect(takeStartLock(rig.folder, 'http://127.0.0.1:4500')).toMatchObject({
    state: 'held',
    holder: { pid: process.pid, note: { url: 'http://127.0.0.1:4400' } },
  });
  expect(readFileSync(rig.folder.startLock, 'utf8')).toContain('4400');
});

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

function deepText(error: unknown): string {
  return error instanceof Error ? `${error.stack} ${deepText(error.cause)}` : String(error);
}
