import { type Run, RunId } from '@rollcall/schema';
import type { Command } from 'commander';
import { repeated } from '../arguments.ts';
import { wrongUsage } from '../command-error.ts';
import { askGateway } from '../gateway.ts';
import { type ListOptions, listCommand, pagesOf, showList, tableOf } from '../list-command.ts';
import { outcomeStyle, summaryOf } from '../output/run-block.ts';
import { localTime, took } from '../output/time.ts';
import { showRuns } from '../watch-runs.ts';

interface RunsOptions extends ListOptions {
  readonly connection?: string;
  readonly watch?: boolean;
  readonly untilIdle?: boolean;
  readonly run?: readonly string[];
}

/** `runs`: past syncs; with `--watch`, what those do that are queued or under way. */
export function runsCommand(): Command {
  return listCommand('runs', 'list past syncs, newest first, or watch those that go on')
    .argument('[name]', 'of one connection')
    .option('--connection <name>', 'the same, as an option')
    .option('--watch', 'show what runs do while they do it, until Ctrl+C; with --json, one document a line')
    .option('--until-idle', 'with --watch: end when no run is queued or under way any more')
    .option('--run <id>', 'with --watch: this run only, until it has ended; may be repeated', repeated)
    .action((name: string | undefined, options: RunsOptions) => {
      const connection = name ?? options.connection;
      return options.watch === true ? watch(connection, options) : list(connection, options);
    });
}

async function watch(connection: string | undefined, options: RunsOptions): Promise<void> {
  const runIds = options.run?.map(runIdIn);
  const watched = { connection, runIds, untilIdle: options.untilIdle };
  await askGateway(options, (rollcall) => showRuns(rollcall, watched, { json: options.json === true }));
}

function runIdIn(text: string): RunId {
  const { data } = RunId.safeParse(text);
  if (data === undefined) throw wrongUsage('--run must be the id of a run: "runs --json" shows them.');
  return data;
}

async function list(connection: string | undefined, options: RunsOptions): Promise<void> {
  if (options.untilIdle === true || options.run !== undefined) {
    throw wrongUsage('--until-idle and --run say what is watched: give --watch, too.');
  }
  const page = await askGateway(options, (rollcall) =>
    pagesOf(options, (of) => rollcall.runs.list.query({ connection, ...of })),
  );
  showList(options, page, {
    lines: tableOf<Run>([
      { title: 'requested', value: ({ requestedAt }) => localTime(requestedAt) },
      { title: 'connection', value: (run) => run.connection },
      { title: 'by', value: ({ trigger, plan }) => (plan ? 'plan' : trigger) },
      { title: 'outcome', value: ({ outcome, state }) => outcome ?? state, style: outcomeStyle },
      { title: 'took', value: duration },
      { title: 'found', value: ({ kinds, reason }) => reason ?? summaryOf(kinds) },
    ]),
    empty: 'There was no run yet: "pnpm rollcall sync" makes one.',
  });
}

function duration({ startedAt, finishedAt }: Run): string | null {
  return startedAt === null || finishedAt === null ? null : took({ from: startedAt, to: finishedAt });
}
