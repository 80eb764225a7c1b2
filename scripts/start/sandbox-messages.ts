import { z } from 'zod';

/** A sandbox that a start asks for. */
export const WantedSandbox = z.object({
  connection: z.string(),
  provider: z.string(),
  seed: z.int(),
  /** The day that is "now" in its data. */
  now: z.iso.date(),
  /** 0 takes any free one. */
  port: z.int().min(0).max(65_535),
});
export type WantedSandbox = z.infer<typeof WantedSandbox>;

const Listening = z.object({
  connection: z.string(),
  baseUrl: z.url(),
  credential: z.record(z.string(), z.string()),
  settings: z.record(z.string(), z.unknown()),
});

/** What became of it: where it listens and what opens it, or one sentence that says why it does not. */
export const SandboxStarted = z.union([Listening, z.object({ connection: z.string(), problem: z.string() })]);
export type SandboxStarted = z.infer<typeof SandboxStarted>;
