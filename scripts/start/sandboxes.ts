import { gatewayErrorOf, type Rollcall } from '@rollcall/client';
import { type DataFolder, readSandboxes, type SandboxRecord, writeSandboxes } from '@rollcall/data-folder';
import { providers } from '@rollcall/provider-registry';
import { ProviderName, RollcallError, type ScheduledConnection } from '@rollcall/schema';
import { childEnvironment } from './child-environment.ts';
import { untilFinished } from './first-run.ts';
import { SandboxesStarted, type SandboxesTask, type SandboxStarted, type WantedSandbox } from './sandbox-messages.ts';
import { type Telling, type Told, tellStory } from './story.ts';
import { type Supervised, supervise } from './supervise.ts';

/** A sandbox that runs, and the connection to it. */
export interface RunningSandbox extends Told {
  /** The company's name of the provider it stands in for. */
  readonly title: string;
  readonly baseUrl: string;
  /** The connection was made now, and has never been synced. */
  readonly isNew: boolean;
}

export interface Sandboxes {
  /** Every connection is to a sandbox: what they serve of DNS is all that there is to be asked. */
  readonly isAlone: boolean;
  readonly running: readonly RunningSandbox[];
  /** A sentence about each that was to run and does not. */
  readonly remarks: readonly string[];
}

/** What starting sandboxes needs of the start as a whole. */
export interface SandboxHost {
  readonly folder: DataFolder;
  readonly rollcall: Rollcall;
  /** Where the zones of all of them are served. */
  readonly dnsPort: number;
  readonly say: (line: string) => void;
  /** Hands over their process to be stopped with everything else. */
  readonly keep: (process: Supervised) => void;
}

/** Every sandbox of a first start has the same data on every machine, so that the documents can show it. */
const seedDefault = 1;

/** Today, by UTC: the data of a first start is of the days before it. */
function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/**
 * Starts the sandboxes that have connections, each with its seed again and at its port if that is still free; while
 * there is no connection at all, one of every provider with a connection to it. Rollcall serves without them, so
 * trouble with one is a remark.
 */
export async function startSandboxes(host: SandboxHost): Promise<Sandboxes> {
  const running: RunningSandbox[] = [];
  const remarks: string[] = [];
  const connections = (await host.rollcall.connections.list.query()).data;
  const wanted = wantedSandboxes(host.folder, connections);
  const { launched, dnsProblem } = await launch(host, wanted);
  if (dnsProblem !== null) remarks.push(`The DNS of the sandboxes is not served: ${dnsProblem}.`);
  for (const { sandbox, started } of launched) {
    try {
      const connection = connections.find(({ name }) => name === sandbox.connection);
      running.push(await connect(host, { sandbox, connection, started }));
    } catch (error) {
      const problem = error instanceof RollcallError ? error : gatewayErrorOf(error);
      if (problem === undefined) throw error;
      remarks.push(`There is no ${sandbox.connection}: ${problem.message}`);
    }
  }
  return { running, remarks, isAlone: connections.every(({ sandbox }) => sandbox) };
}

/**
 * Has happen in these sandboxes what happens there in a demonstration, once, and asks for what shows it to be listed again; that
 * takes as long as the providers' rates have it take, and nobody waits for it. That it has happened is kept first: a start that
 * is ended in the middle leaves the rest untold.
 */
export async function tellStories(
  { folder, rollcall, signal }: Pick<SandboxHost, 'folder' | 'rollcall'> & { readonly signal: AbortSignal },
  sandboxes: readonly RunningSandbox[],
): Promise<void> {
  const told = sandboxes.map(({ connection }) => connection);
  const records = readSandboxes(folder).map((known) => {
    return told.includes(known.connection) ? { ...known, isToldItsStory: true } : known;
  });
  writeSandboxes(folder, records);
  const request = (connection: string, kinds: readonly string[]) =>
    rollcall.sync.request.mutate({ connections: [connection], kinds: [...kinds], full: true, plan: false });
  const list: Telling['list'] = async (connection, kinds) => {
    const runIds = (await request(connection, kinds)).data.map(({ runId }) => runId);
    await untilFinished(rollcall, runIds, signal);
  };
  for (const sandbox of sandboxes) {
    const kinds = await tellStory({ rollcall, list }, sandbox);
    if (kinds.length > 0) await request(sandbox.connection, kinds);
  }
}

function wantedSandboxes(folder: DataFolder, connections: readonly ScheduledConnection[]): readonly WantedSandbox[] {
  if (connections.length > 0) return readSandboxes(folder).filter((record) => isStillThere(record, connections));
  const now = today();
  return Object.keys(providers).map((provider) => {
    return { connection: `${provider}-sandbox`, provider, seed: seedDefault, now, isToldItsStory: false, port: 0 };
  });
}

/** A person may have removed the connection, or pointed it at something else. */
function isStillThere(record: SandboxRecord, connections: readonly ScheduledConnection[]): boolean {
  return connections.some(({ name, provider, sandbox }) => {
    return name === record.connection && provider === record.provider && sandbox;
  });
}

interface Launched {
  readonly sandbox: WantedSandbox;
  readonly started: SandboxStarted;
}

/** Starts their process. When it does not start, that is the problem of each of them. */
async function launch(
  host: SandboxHost,
  wanted: readonly WantedSandbox[],
): Promise<{ readonly launched: readonly Launched[]; readonly dnsProblem: string | null }> {
  if (wanted.length === 0) return { launched: [], dnsProblem: null };
  const process_ = supervise(
    {
      name: 'sandbox-server',
      script: 'scripts/start/sandboxes-process.ts',
      args: () => [JSON.stringify(taskOf(host, wanted))],
      env: childEnvironment(process.env),
      folder: host.folder,
    },
    host.say,
  );
  host.keep(process_);
  const { started, dnsProblem } = await process_.ready.then(
    (message) => SandboxesStarted.parse(message),
    (error: RollcallError) => {
      return { started: wanted.map(({ connection }) => ({ connection, problem: error.message })), dnsProblem: null };
    },
  );
  const launched = started.flatMap((each) => {
    const sandbox = wanted.find(({ connection }) => connection === each.connection);
    return sandbox === undefined ? [] : [{ sandbox, started: each }];
  });
  return { launched, dnsProblem };
}

/** When its process has to be started again, a sandbox comes back to where its connection knows it. */
function taskOf({ folder, dnsPort }: SandboxHost, wanted: readonly WantedSandbox[]): SandboxesTask {
  return { wanted: wanted.map((sandbox) => ({ ...sandbox, ...portOf(folder, sandbox) })), dnsPort };
}

function portOf(folder: DataFolder, { connection }: WantedSandbox): Partial<Pick<WantedSandbox, 'port'>> {
  const record = readSandboxes(folder).find((known) => known.connection === connection);
  return record === undefined ? {} : { port: record.port };
}

async function connect(
  host: SandboxHost,
  { sandbox, connection, started }: Launched & { readonly connection: ScheduledConnection | undefined },
): Promise<RunningSandbox> {
  if ('problem' in started) throw new RollcallError('internal', started.problem);
  const { connection: name, provider, seed, now, isToldItsStory } = sandbox;
  const { baseUrl, controlUrl, credential, settings: config, story } = started;
  // Before the connection: a record without one does no harm, and a connection without a record has no sandbox.
  record(host.folder, { connection: name, provider, seed, now, isToldItsStory, port: Number(new URL(baseUrl).port) });
  if (connection === undefined) {
    await host.rollcall.connections.add.mutate({
      ...{ name, provider: ProviderName.parse(provider), baseUrl, credential, config, sandbox: true },
    });
  } else if (connection.baseUrl !== baseUrl) {
    await host.rollcall.connections.update.mutate({ name, baseUrl });
  }
  const title = providers[provider]?.title ?? provider;
  return { connection: name, title, baseUrl, controlUrl, story, isNew: connection === undefined };
}

function record(folder: DataFolder, sandbox: SandboxRecord): void {
  const others = readSandboxes(folder).filter(({ connection }) => connection !== sandbox.connection);
  writeSandboxes(folder, [...others, sandbox]);
}
