import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { RollcallError } from '@rollcall/schema';
import type { Layout } from './layout.ts';

interface User {
  readonly uid: number;
  readonly gid: number;
}

/** How PostgreSQL's programs are run. Plain data: the keeper is told it. */
export interface Launch {
  /** Words before each command. */
  readonly prefix: readonly string[];
  /** Whom to become before the command is run; absent: nobody else. */
  readonly runAs?: User;
  /** Whom PostgreSQL's files are given to; absent: nobody else. */
  readonly fileOwner?: User;
}

/**
 * PostgreSQL refuses to run as root. In order of preference, it then runs
 * 1. as `postgres` or `nobody`, where that user can reach the programs and the folder;
 * 2. in a user namespace, where root is seen as nobody and no file changes hands (containers usually forbid it);
 * 3. as such a user, with the one right of root that lets it pass closed folders.
 * A data folder that exists already settles who: its owner runs the server.
 */
export function chooseLaunch(layout: Layout, postgres: string): Launch {
  const self = process.getuid?.();
  const owner = existsSync(layout.data) ? statSync(layout.data) : undefined;
  if (self === undefined || (self !== 0 && (owner === undefined || owner.uid === self))) return { prefix: [] };
  if (self !== 0) {
    throw new RollcallError(
      'data_folder_unusable',
      `PostgreSQL's data in ${layout.data} belongs to the user with id ${owner?.uid}. Start Rollcall as that user, or choose another folder with --data-dir.`,
    );
  }
  const launch = launchesAsRoot(owner).find((candidate) => canRun(candidate, postgres, layout.home));
  if (launch) return launch;
  throw new RollcallError(
    'database_unavailable',
    `PostgreSQL refuses to run as root, and no other user here can reach its programs and ${layout.home}. Start Rollcall as an ordinary user, or set DATABASE_URL.`,
  );
}

/** Every way to run PostgreSQL as root on data of this owner, or on data that is yet to be made. */
function launchesAsRoot(owner: User | undefined): readonly Launch[] {
  const users = (owner ? [{ uid: owner.uid, gid: owner.gid }] : ordinaryUsers()).filter(({ uid }) => uid !== 0);
  const namespace = { prefix: ['unshare', '--user', '--map-user=65534', '--map-group=65534'] };
  return [
    ...users.map((user) => ({ prefix: [], runAs: user, fileOwner: user })),
    ...(owner === undefined || owner.uid === 0 ? [namespace] : []),
    ...users.map((user) => ({ prefix: passingFolders(user), fileOwner: user })),
  ];
}

function passingFolders({ uid, gid }: User): readonly string[] {
  const rights = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...rights, '--'];
}

/** initdb asks for a name for its user, so a number alone would not do. */
function ordinaryUsers(): readonly User[] {
  return ['postgres', 'nobody'].flatMap((name) => {
    try {
      return [{ uid: idOf('-u', name), gid: idOf('-g', name) }];
    } catch {
      return [];
    }
  });
}

function idOf(flag: '-u' | '-g', name: string): number {
  return Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
}

function canRun(launch: Launch, postgres: string, home: string): boolean {
  // Looking up the dot passes through every folder on the way. `test -x` would not do: access(2) ignores the third way.
  return succeeds(launch, [postgres, '--version']) && succeeds(launch, ['test', '-e', `${home}/.`]);
}

function succeeds({ prefix, runAs }: Launch, words: readonly string[]): boolean {
  const [command = '', ...args] = [...prefix, ...words];
  return spawnSync(command, args, { ...runAs, stdio: 'ignore' }).status === 0;
}
