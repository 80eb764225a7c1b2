import { gatewayErrorOf, type Rollcall } from '@rollcall/client';
import { type DataFolder, readSandboxes, type SandboxRecord, writeSandboxes } from '@rollcall/data-folder';
import { providers } from '@rollcall/provider-registry';
import { type Connection, RollcallError } from '@rollcall/schema';
import { z } from 'zod';
import { childEnvironment } from './child-environment.ts';
import { type Supervised, supervise } from './supervise.ts';

/** A sandbox that runs, and the connection to it. */
export interface RunningSandbox {
  readonly connection: string;
  /** The company's name of the provider it stands in for. */
  readonly title: string;
  readonly baseUrl: string;
  readonly controlUrl: string;
  /** The connection was made now, and has never been synced. */
  readonly isNew: boolean;
}

export interface Sandboxes {
  readonly running: readonly RunningSandbox[];
  /** A sentence about each that was to run and does not. */
  readonly remarks: readonly string[];
}

/** What starting sandboxes needs of the start as a whole. */
export interface SandboxHost {
  readonly folder: DataFolder;
  readonly rollcall: Rollcall;
  readonly say: (line: string) => void;
  /** Hands over a process to be stopped with everything else. */
  readonly keep: (sandbox: Supervised) => void;
}

/** Every sandbox of a first start has the same data on every machine, so that the documents can show it. */
const seedDefault = 1;

/** What `sandbox-process.ts` sends. */
const Ready = z.object({
  baseUrl: z.url(),
  controlUrl: z.url(),
  credential: z.record(z.string(), z.string()),
  settings: z.record(z.string(), z.unknown()),
});

/**
 * Starts the sandboxes that have connections, each with its seed again and at its port if that is still free; while
 * there is no connection at all, one of every provider with a connection to it. Rollcall serves without them, so
 * trouble with one is a remark.
 */
export async function startSandboxes(host: SandboxHost): Promise<Sandboxes> {
  const running: RunningSandbox[] = [];
  const remarks: string[] = [];
  const connections = (await host.rollcall.connections.list.query()).data;
  const launches = wantedSandboxes(host.folder, connections).map((wanted) => {
    const ready = launch(host, wanted);
    // Waited for below, one after the other; until then nobody handles its failure.
    ready.catch(() => {});
    return { wanted, ready };
  });
  for (const { wanted, ready } of launches) {
    try {
      const connection = connections.find(({ name }) => name === wanted.connection);
      running.push(await connect(host, { wanted, connection, ready: await ready }));
    } catch (error) {
      const problem = error instanceof RollcallError ? error : gatewayErrorOf(error);
      if (problem === undefined) throw error;
      remarks.push(`There is no ${wanted.connection}: ${problem.message}`);
    }
  }
  return { running, remarks };
}

/** A sandbox to be; without a port, it takes any. */
type WantedSandbox = Omit<SandboxRecord, 'port'> & { readonly port?: number };

function wantedSandboxes(folder: DataFolder, connections: readonly Connection[]): readonly WantedSandbox[] {
  if (connections.length > 0) return readSandboxes(folder).filter((record) => isStillThere(record, connections));
  return Object.keys(providers).map((provider) => ({ connection: `${provider}-sandbox`, provider, seed: seedDefault }));
}

/** A person may have removed the connection, or pointed it at something else. */
function isStillThere(record: SandboxRecord, connections: readonly Connection[]): boolean {
  return connections.some(({ name, provider, sandbox }) => {
    return name === record.connection && provider === record.provider && sandbox;
  });
}

async function launch(host: SandboxHost, wanted: WantedSandbox): Promise<z.infer<typeof Ready>> {
  const { connection, provider, seed, port } = wanted;
  const start = (at: number) => {
    const sandbox = supervise(
      {
        name: connection,
        script: 'scripts/start/sandbox-process.ts',
        args: [provider, String(seed), String(at)],
        env: childEnvironment(process.env),
        folder: host.folder,
      },
      host.say,
    );
    host.keep(sandbox);
    return sandbox.ready;
  };
  // Its port may be taken by now. Whatever else went wrong goes wrong again, and is then said.
  return Ready.parse(await (port === undefined ? start(0) : start(port).catch(() => start(0))));
}

async function connect(
  host: SandboxHost,
  sandbox: { wanted: WantedSandbox; connection: Connection | undefined; ready: z.infer<typeof Ready> },
): Promise<RunningSandbox> {
  const { connection, ready } = sandbox;
  const { connection: name, provider, seed } = sandbox.wanted;
  const { baseUrl, controlUrl, credential, settings: config } = ready;
  // Before the connection: a record without one does no harm, and a connection without a record has no sandbox.
  record(host.folder, { connection: name, provider, seed, port: Number(new URL(baseUrl).port) });
  if (connection === undefined) {
    await host.rollcall.connections.add.mutate({ name, provider, baseUrl, credential, config, sandbox: true });
  } else if (connection.baseUrl !== baseUrl) {
    await host.rollcall.connections.update.mutate({ name, baseUrl });
  }
  const title = providers[provider]?.title ?? provider;
  return { connection: name, title, baseUrl, controlUrl, isNew: connection === undefined };
}

function record(folder: DataFolder, sandbox: SandboxRecord): void {
  const others = readSandboxes(folder).filter(({ connection }) => connection !== sandbox.connection);
  writeSandboxes(folder, [...others, sandbox]);
}
