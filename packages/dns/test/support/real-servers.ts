import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from '../../src/wire/ask.ts';

const startedMsMax = 15_000;

/** Where a program is; Debian keeps servers out of the way of who is no administrator. */
export function programNamed(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

interface Running {
  readonly child: ChildProcess;
  readonly folder: string;
}

/** NSD, which serves these zones as text on addresses of loopback. */
export async function startNsd(
  program: string,
  { addresses, port, zones }: { addresses: readonly string[]; port: number; zones: Readonly<Record<string, string>> },
): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'nsd-'));
  const served = Object.entries(zones).map(([name, text]) => {
    writeFileSync(join(folder, name), text);
    return `zone:\n  name: "${name}"\n  zonefile: "${join(folder, name)}"\n`;
  });
  const config = join(folder, 'nsd.conf');
  writeFileSync(
    config,
    [
      'server:',
      ...addresses.map((address) => `  ip-address: ${address}@${port}`),
      '  username: ""\n  chroot: ""\n  server-count: 1\n  rrl-ratelimit: 0\n  zonelistfile: ""',
      `  zonesdir: "${folder}"\n  pidfile: ""\n  xfrdfile: ""\n  xfrdir: "${folder}"`,
      'remote-control:\n  control-enable: no',
      ...served,
    ].join('\n'),
  );
  return upAndServing([program, '-d', '-c', config], { folder, address: addresses[0] ?? '', port });
}

/** Unbound, which finds out what it is asked from the servers of these zones. */
export async function startUnbound(
  program: string,
  { port, zones }: { port: number; zones: Readonly<Record<string, string>> },
): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'unbound-'));
  const config = join(folder, 'unbound.conf');
  writeFileSync(
    config,
    [
      `server:\n  interface: 127.0.0.1\n  port: ${port}\n  do-daemonize: no\n  username: ""\n  chroot: ""\n  use-syslog: no`,
      `  directory: "${folder}"\n  pidfile: ""\n  do-not-query-localhost: no\n  module-config: "iterator"\n  num-threads: 1`,
      ...Object.entries(zones).map(([name, at]) => `stub-zone:\n  name: "${name}"\n  stub-addr: ${at}`),
    ].join('\n'),
  );
  return upAndServing([program, '-d', '-c', config], { folder, address: '127.0.0.1', port });
}

export async function stopServer({ child, folder }: Running): Promise<void> {
  await end(child);
  rmSync(folder, { recursive: true, force: true });
}

interface Place {
  readonly folder: string;
  readonly address: string;
  readonly port: number;
}

/** Now and then, NSD 4.6 crashes as it starts. */
const attemptsMax = 3;

async function upAndServing(command: readonly [string, ...string[]], place: Place): Promise<Running> {
  const [program, ...words] = command;
  let said = '';
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.on('data', (chunk) => {
      said += String(chunk);
    });
    if (await serves(child, place)) return { child, folder: place.folder };
    const crashed = hasEnded(child);
    await end(child);
    if (!crashed) break;
  }
  rmSync(place.folder, { recursive: true, force: true });
  throw new Error(`the server does not answer: ${said}`);
}

async function serves(child: ChildProcess, { address, port }: Place): Promise<boolean> {
  const until = performance.now() + startedMsMax;
  const { signal } = new AbortController();
  while (performance.now() < until && !hasEnded(child)) {
    const question = { name: 'up.example', type: 'A', recursion: true } as const;
    const reply = await ask({ address, port }, question, { signal, limits: { udpMs: [200], tcpMs: 200 } });
    if (reply.state === 'answered') return true;
    await sleep(20);
  }
  return false;
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await ended;
}
