import { z } from 'zod';

/** A sandbox that a start asks for. */
export const WantedSandbox = z.object({
  connection: z.string(),
  provider: z.string(),
  seed: z.int(),
  /** The day that is "now" in its data. */
  now: z.iso.date(),
  /** Whether what happens in a demonstration has happened already: then it has again. */
  isToldItsStory: z.boolean(),
  /** 0 takes any free one. */
  port: z.int().min(0).max(65_535),
});
export type WantedSandbox = z.infer<typeof WantedSandbox>;

const Fields = z.record(z.string(), z.unknown());

/** What happens in a demonstration, as the sandbox tells it. */
const Story = z.array(
  z.discriminatedUnion('do', [
    z.object({ do: z.literal('change'), change: Fields }),
    z.object({ do: z.literal('fault'), fault: Fields, shows: z.string().exactOptional() }),
    z.object({ do: z.literal('list') }),
    z.object({ do: z.literal('create_inbox'), address: z.string(), password: z.string().exactOptional() }),
    z.object({ do: z.literal('set_password'), inbox: z.string(), password: z.string() }),
  ]),
);

const Listening = z.object({
  connection: z.string(),
  baseUrl: z.url(),
  controlUrl: z.url(),
  story: Story,
  credential: z.record(z.string(), z.string()),
  settings: z.record(z.string(), z.unknown()),
});

/** What became of it: where it listens and what opens it, or one sentence that says why it does not. */
export const SandboxStarted = z.union([Listening, z.object({ connection: z.string(), problem: z.string() })]);
export type SandboxStarted = z.infer<typeof SandboxStarted>;

/** What the sandboxes' process is told: which to start, and at which port to serve their zones of DNS. */
export const SandboxesTask = z.object({ wanted: z.array(WantedSandbox), dnsPort: z.int().min(0).max(65_535) });
export type SandboxesTask = z.infer<typeof SandboxesTask>;

/** What it says: what became of each, and why their zones are not served, if they are not. */
export const SandboxesStarted = z.object({ started: z.array(SandboxStarted), dnsProblem: z.string().nullable() });
export type SandboxesStarted = z.infer<typeof SandboxesStarted>;
