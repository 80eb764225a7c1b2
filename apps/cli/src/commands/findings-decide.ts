import type { Rollcall } from '@rollcall/client';
import { acceptedDaysMax, type Finding, FindingId } from '@rollcall/schema';
import type { Command } from 'commander';
import { dayAhead } from '../arguments.ts';
import { wrongUsage } from '../command-error.ts';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { plain } from '../output/plain.ts';
import { show } from '../output/show.ts';
import { localTime } from '../output/time.ts';
import { revertLines } from './revert.ts';

/** A command that says one thing of a finding. */
export function turnCommand(
  verb: string,
  {
    description,
    ask,
    done,
  }: {
    readonly description: string;
    readonly ask: (rollcall: Rollcall, id: FindingId) => Promise<{ readonly data: Finding }>;
    readonly done: string;
  },
): Command {
  return findingCommand(verb, description).action(async (id: FindingId, options: CommandOptions) => {
    const answer = await askGateway(options, (rollcall) => ask(rollcall, id));
    show(options, answer, () => [done]);
  });
}

export function assignCommand(): Command {
  return findingCommand('assign', 'give it to somebody, by a name that its readers know')
    .option('--to <name>', 'whom')
    .option('--nobody', 'take it back')
    .action(async (id: FindingId, { to, nobody, ...options }: CommandOptions & { to?: string; nobody?: boolean }) => {
      if ((to === undefined) === (nobody !== true)) throw wrongUsage('Give either --to NAME or --nobody.');
      const answer = await askGateway(options, (rollcall) => rollcall.findings.assign.mutate({ id, to: to ?? null }));
      show(options, answer, () => [to === undefined ? 'It is for nobody.' : plain(`It is for ${to}.`)]);
    });
}

export function acceptFindingCommand(): Command {
  return findingCommand('accept', 'say that it may stay as it is, why, and until when')
    .requiredOption('--reason <text>', 'why it may')
    .requiredOption('--until <when>', `in days (30d), or a date; ${acceptedDaysMax}d at most`, dayAhead('--until'))
    .action(
      async (id: FindingId, { reason, until, ...options }: CommandOptions & { reason: string; until: string }) => {
        const answer = await askGateway(options, (rollcall) => rollcall.findings.accept.mutate({ id, reason, until }));
        show(options, answer, () => [
          `It is accepted until ${localTime(until)}, and then open again if it is still found.`,
        ]);
      },
    );
}

/** The plan that takes back the change that it is about. Approving it is a step of its own. */
export function revertFindingCommand(): Command {
  return findingCommand('revert', 'plan what takes back the change that it is about; "apply" then does it')
    .option('--nearest', 'also what comes only near to what was, such as an empty inbox of the same address')
    .action(async (id: FindingId, { nearest = false, ...options }: CommandOptions & { nearest?: boolean }) => {
      const answer = await askGateway(options, (rollcall) => rollcall.findings.revert.mutate({ id, nearest }));
      show(options, answer, () => revertLines(answer.data));
    });
}

/** Reads what names a finding on the command line. */
export function findingId(text: string): FindingId {
  const id = FindingId.safeParse(text);
  if (id.success) return id.data;
  throw wrongUsage('<id> must be the id of a finding: "pnpm rollcall findings list" shows those that are open.');
}

function findingCommand(verb: string, description: string): Command {
  return gatewayCommand(verb, description).argument('<id>', 'of the finding, as "findings" shows it', findingId);
}
