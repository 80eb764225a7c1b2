// The sandboxes of a start: `sandboxes-process.ts TASK`, as `SandboxesTask` describes it. They share one
// process, since each in its own would take 140 MB and a second of a processor to start. It tells its parent where each
// of them listens, or why it does not, and ends when its parent does. A sandbox that is told to stop stays stopped.
import { type Sandbox, SandboxError } from '@rollcall/provider-kit/sandbox';
import { providerNamed } from '@rollcall/provider-registry';
import { RollcallError } from '@rollcall/schema';
import { type SandboxesStarted, SandboxesTask, type SandboxStarted, type WantedSandbox } from './sandbox-messages.ts';
import { serveZones } from './serve-zones.ts';
import { retellStory } from './story.ts';

/** How often the day is looked at: nobody waits for what a new one brings. */
const dayLookMs = 60_000;

process.once('disconnect', () => process.exit(0));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));
const { wanted, dnsPort } = SandboxesTask.parse(JSON.parse(process.argv[2] ?? ''));
const running: Sandbox[] = [];
const started: SandboxStarted[] = [];
for (const one of wanted) started.push(await start(one));
process.send?.({ started, dnsProblem: await dnsProblem() } satisfies SandboxesStarted);

/** Serves the zones of all of them. Answers why that is not possible. */
async function dnsProblem(): Promise<string | null> {
  try {
    await serveZones(running, dnsPort);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function start({
  connection,
  provider,
  seed,
  now,
  isToldItsStory,
  port,
}: WantedSandbox): Promise<SandboxStarted> {
  const at = (free: number): Promise<Sandbox> => providerNamed(provider).sandbox({ seed, now, port: free });
  try {
    // Its port may be taken by now. Whatever else went wrong goes wrong again, and is then said.
    const sandbox = await (port === 0 ? at(0) : at(port).catch(() => at(0)));
    running.push(sandbox);
    const { baseUrl, controlUrl, credential, settings, story } = sandbox;
    if (isToldItsStory) await retellStory({ controlUrl, story });
    await keepToday(sandbox, now);
    return { connection, baseUrl, controlUrl, credential, settings, story: [...story] };
  } catch (error) {
    if (!(error instanceof SandboxError) && !(error instanceof RollcallError)) throw error;
    return { connection, problem: error.message };
  }
}

/** Lets the days pass in a sandbox that have passed here since the one that it was seeded for, and those to come. */
async function keepToday(sandbox: Sandbox, seeded: string): Promise<void> {
  let day = seeded;
  const look = async () => {
    const today = new Date().toISOString().slice(0, 10);
    const days = (Date.parse(today) - Date.parse(day)) / 86_400_000;
    if (days < 1) return;
    day = today;
    await fetch(`${sandbox.controlUrl}/change`, { method: 'POST', body: JSON.stringify({ do: 'pass', days }) });
  };
  await look();
  // A sandbox that was stopped does not answer.
  const looking = setInterval(() => void look().catch(() => {}), dayLookMs);
  void sandbox.closed.then(() => clearInterval(looking));
}
