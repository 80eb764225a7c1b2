import { ErrorIssue, ProviderAnswer } from '@rollcall/schema';
import { inject } from 'vitest';
import { z } from 'zod';
import { bareEnvironment, run } from './child.ts';

/** How a run of the command ended. */
export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Stdout, where it is one JSON document; undefined where it is not. */
  readonly json: unknown;
}

export interface CliOptions {
  /** Empty unless given, and ended. */
  readonly stdin?: string | 'left open';
  readonly env?: Readonly<Record<string, string>>;
  /** What is run instead of the command, put together from its sources. */
  readonly command?: readonly [string, ...string[]];
}

/** Runs `rollcall` to its end. */
export async function runCli(
  args: readonly string[],
  { stdin = '', env = {}, command = [process.execPath, inject('programs').cli] }: CliOptions = {},
): Promise<CliResult> {
  const ended = await run([...command, ...args], { env: { ...bareEnvironment(), ...env }, stdin });
  return { ...ended, json: parsed(ended.stdout) };
}

/** What stdout holds after an error with `--json`. */
export const ErrorDocument = z.strictObject({
  error: z.strictObject({
    code: z.string(),
    message: z.string(),
    requestId: z.string().nullable(),
    operationId: z.string().optional(),
    issues: z.array(ErrorIssue).optional(),
    provider: ProviderAnswer.optional(),
    details: z.record(z.string(), z.unknown()),
  }),
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
