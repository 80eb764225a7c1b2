import { RollcallError } from '@rollcall/schema';
import { expect, test } from 'vitest';
import type { Layout } from '../src/layout.ts';
import { problemIn, problemOfWrite } from '../src/problem.ts';

const layout: Layout = {
  home: '/data/pg18',
  data: '/data/pg18/data',
  log: '/data/pg18/postgres.log',
  password: '/data/pg18/password',
  ownerLock: '/data/pg18/owner.lock',
  marker: 'rollcall_0',
};

test.each([
  {
    output: 'PANIC:  could not write to file "pg_wal/xlogtemp.9": No space left on device',
    code: 'database_full',
    says: 'no space left on the disk',
  },
  {
    output:
      'LOG:  could not bind IPv4 address "127.0.0.1": Address already in use\nFATAL:  could not create any TCP/IP sockets',
    code: 'database_unavailable',
    says: 'taken by another program',
  },
  {
    output: 'FATAL:  could not open file "postmaster.pid": Read-only file system',
    code: 'data_folder_unusable',
    says: 'cannot be written',
  },
  {
    output: '2026-11-21 07:00:00 UTC [9] LOG:  starting\n2026-11-21 07:00:00 UTC [9] FATAL:  could not map memory\n',
    code: 'database_unavailable',
    says: 'did not start in /data/pg18: could not map memory. Its log is /data/pg18/postgres.log.',
  },
  { output: '', code: 'database_unavailable', says: 'it said nothing' },
])('$output is $code', ({ output, code, says }) => {
  expect(problemIn(output, layout)).toMatchObject({ code, message: expect.stringContaining(says) });
});

test.each([
  { errno: 'ENOSPC', code: 'database_full' },
  { errno: 'EDQUOT', code: 'database_full' },
  { errno: 'EACCES', code: 'data_folder_unusable' },
  { errno: 'EROFS', code: 'data_folder_unusable' },
])('a write that fails with $errno is $code', ({ errno, code }) => {
  const problem = problemOfWrite(Object.assign(new Error(errno), { code: errno }), '/data/pg18');
  expect(problem).toBeInstanceOf(RollcallError);
  expect(problem).toMatchObject({ code, message: expect.stringContaining('/data/pg18') });
});

test('an error that is not about the disk is handed on as it is', () => {
  const error = new Error('something else');
  expect(problemOfWrite(error, '/data/pg18')).toBe(error);
});
