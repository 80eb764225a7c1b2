import { RollcallError } from '@rollcall/schema';
import { CommanderError } from 'commander';
import { CommandError, wrongUsage } from '../command-error.ts';
import { notice } from './notice.ts';
import { jsonText } from './show.ts';

/**
 * Says what went wrong in one sentence on stderr and, for scripts, in one JSON document on stdout. Answers the exit
 * code: 1 for an error, 2 for wrong usage, 0 when it was only help that was asked for.
 */
export function reportError(error: unknown, { json }: { json: boolean }): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  const { code, message, requestId, told, details, exitCode } = commandErrorOf(error);
  if (message !== '') notice(`${code}: ${message}${code === 'internal' && requestId ? ` (request ${requestId})` : ''}`);
  if (json) process.stdout.write(`${jsonText({ error: { code, message, requestId, ...told, details } })}\n`);
  return exitCode;
}

function commandErrorOf(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  if (error instanceof RollcallError) return new CommandError(error.code, error.message, { details: error.details });
  // By its name: its module would bring the whole sandbox into every command.
  if (error instanceof Error && error.name === 'SandboxError')
    return new CommandError('bad_request', `${error.message}.`);
  if (error instanceof CommanderError) {
    const what = error.code === 'commander.help' ? 'a command is missing' : error.message.replace(/^error: |\.$/g, '');
    return wrongUsage(`${what}: --help shows what there is.`);
  }
  const what = error instanceof Error ? error.message : String(error);
  return new CommandError('internal', `Something went wrong in rollcall itself: ${what}.`);
}
