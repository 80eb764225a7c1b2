import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { publishGateway, readGateway, removeGateway } from '../src/index.ts';
import { useDataFolder } from './rig.ts';

const rig = useDataFolder();
const source = join(import.meta.dirname, '../src/index.ts');

/** Runs `code` in another process that has ended when this returns. */
function elsewhere(code: string): void {
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import * as data from ${JSON.stringify(source)};
       const folder = data.dataFolderAt(${JSON.stringify(rig.folder.path)}); ${code}`,
    ],
    { encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  expect(status).toBe(0);
}

test('a gateway is found while it runs, and not after it has taken its address back', () => {
  publishGateway(rig.folder, 'http://127.0.0.1:4400');
  expect(readGateway(rig.folder)).toMatchObject({ url: 'http://127.0.0.1:4400', pid: process.pid });
  removeGateway(rig.folder);
  expect(readGateway(rig.folder)).toBeUndefined();
});

test('a gateway that ended without taking its address back is not found', () => {
  elsewhere("data.publishGateway(folder, 'http://127.0.0.1:4400');");
  expect(readGateway(rig.folder)).toBeUndefined();
});

test('a gateway leaves the address of another alone', () => {
  publishGateway(rig.folder, 'http://127.0.0.1:4400');
  elsewhere('data.removeGateway(folder);');
  expect(readGateway(rig.folder)).toMatchObject({ pid: process.pid });
});
