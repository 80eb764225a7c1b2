import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@rollcall/embedded-postgres';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { prepareDatabase } from '../prepare.ts';
import { testLogins } from './logins.ts';
import { throwawayFolder } from './throwaway-folder.ts';

/** One throwaway server a run, and one prepared template database that each test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL'];
  const folder = given === undefined ? throwawayFolder() : undefined;
  const server =
    folder === undefined ? undefined : await startEmbeddedPostgres({ dataDir: join(folder, 'pg'), unsafe: true });
  const adminUrl = server?.url() ?? given ?? '';
  const admin = new pg.Client(adminUrl);
  await admin.connect();
  await admin.query('drop database if exists rollcall_template');
  await admin.query('create database rollcall_template');
  await admin.end();
  const template = new URL(adminUrl);
  template.pathname = '/rollcall_template';
  await prepareDatabase({ ownerUrl: template.href, ...testLogins });
  project.provide('adminUrl', adminUrl);
  return async () => {
    await server?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  };
}
