import { styleText } from 'node:util';
import { type Hold, HoldId, type PlannedChange } from '@rollcall/schema';
import { Command } from 'commander';
import { wrongUsage } from '../command-error.ts';
import { followRuns } from '../follow-runs.ts';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { type ListOptions, listCommand, pagesOf, showList, tableOf } from '../list-command.ts';
import { plain } from '../output/plain.ts';
import { runBlock } from '../output/run-block.ts';
import { show } from '../output/show.ts';
import { table } from '../output/table.ts';
import { localTime } from '../output/time.ts';

/** `holds`: runs that would have changed more than is believed without a person, and what that person says of them. */
export function holdsCommand(): Command {
  return new Command('holds')
    .description('runs that wait for a decision: they would change more than the brake lets pass')
    .addCommand(holdList())
    .addCommand(holdShow())
    .addCommand(holdApprove())
    .addCommand(holdReject());
}

function holdList(): Command {
  return listCommand('list', 'list those that wait')
    .option('--every', 'those that were decided or superseded, too')
    .action(async (options: ListOptions & { readonly every?: boolean }) => {
      const every = options.every === true;
      const list = await askGateway(options, (rollcall) =>
        pagesOf(options, (page) => rollcall.holds.list.query({ every, ...page })),
      );
      showList(options, list, {
        lines: tableOf<Hold>([
          { title: 'since', value: ({ openedAt }) => localTime(openedAt) },
          { title: 'connection', value: ({ connection }) => connection },
          { title: 'state', value: ({ state }) => state, style: stateStyle },
          { title: 'id', value: ({ id }) => id, whole: true },
          { title: 'plan', value: ({ checksum }) => checksum.slice(0, 12), whole: true },
          { title: 'would change', value: countsOf },
        ]),
        empty: every ? 'No run was ever held.' : 'No run waits for a decision.',
      });
    });
}

function holdShow(): Command {
  return listCommand('show', 'show why a run is held, and what it would change')
    .argument('<id>', 'of the hold, as "holds list" shows it', holdId)
    .action(async (id: HoldId, options: ListOptions) => {
      const answer = await askGateway(options, (rollcall) =>
        pagesOf(options, (page) => rollcall.holds.get.query({ id, ...page })),
      );
      const { hold, data, nextCursor } = answer;
      show(options, { hold, data, nextCursor }, () => [
        ...headOf(hold),
        ...(data.length === 0 ? [] : table(data, changeColumns)),
        ...(nextCursor === null ? [] : [`more follow: --cursor ${nextCursor}, or --all`]),
        ...leftOut(hold, { shown: data.length, isLast: nextCursor === null, options }),
      ]);
    });
}

function holdApprove(): Command {
  return gatewayCommand('approve', 'let a run make exactly the changes of this plan, if it still finds the same')
    .argument('<checksum>', 'of the plan: all of it, or its first 12 digits or more')
    .option('--note <text>', 'why, for the audit log')
    .action(async (checksum: string, options: DecisionOptions) => {
      const { hold, runs } = await askGateway(options, async (rollcall) => {
        const { data, runId } = await rollcall.holds.approve.mutate({ checksum, note: options.note ?? null });
        return { hold: data, runs: await followRuns(rollcall, [{ connection: data.connection, runId }]) };
      });
      show(options, { data: hold, runs }, () => runs.flatMap((run) => runBlock(run)));
      if (runs.some(({ outcome }) => outcome !== 'complete')) process.exitCode = 3;
    });
}

function holdReject(): Command {
  return gatewayCommand('reject', 'have what a plan would change not believed, for as long as it stays the same')
    .argument('<id>', 'of the hold, as "holds list" shows it', holdId)
    .option('--note <text>', 'why, for the audit log')
    .action(async (id: HoldId, options: DecisionOptions) => {
      const { data } = await askGateway(options, (rollcall) =>
        rollcall.holds.reject.mutate({ id, note: options.note ?? null }),
      );
      show(options, { data }, () => [
        `The plan ${data.checksum.slice(0, 12)} of ${data.connection} is rejected. Runs that find the same refuse what it is about, and record all else.`,
      ]);
    });
}

type DecisionOptions = CommandOptions & { readonly note?: string };

function holdId(text: string): HoldId {
  const id = HoldId.safeParse(text);
  if (id.success) return id.data;
  throw wrongUsage('<id> must be the id of a hold: "pnpm rollcall holds list" shows those that wait.');
}

function headOf(hold: Hold): readonly string[] {
  const { connection, state, checksum, reasons, decidedAt, decidedBy, note } = hold;
  const decided =
    decidedAt === null
      ? []
      : [`${state} at ${localTime(decidedAt)}${decidedBy === null ? '' : ` by ${plain(decidedBy.name)}`}`];
  return [
    styleText(stateStyle(hold) ?? 'reset', `${connection}: ${state} since ${localTime(hold.openedAt)}`),
    ...reasons.map(plain),
    `It would change: ${countsOf(hold)}`,
    ...decided,
    ...(note === null ? [] : [plain(note)]),
    ...(state === 'pending'
      ? [
          `"holds approve ${checksum.slice(0, 12)}" applies exactly this; "holds reject ${hold.id}" has it not believed.`,
        ]
      : []),
  ];
}

/** The store keeps the first changes of a plan; its checksum covers all of them. */
function leftOut(
  { changes }: Hold,
  { shown, isLast, options }: { shown: number; isLast: boolean; options: ListOptions },
): readonly string[] {
  const isWhole = isLast && (options.all === true || options.cursor === undefined);
  return isWhole && shown < changes ? [`${changes - shown} more changes are part of the plan and are not kept.`] : [];
}

/** Such as `inbox 12 vanished, domain 1 appeared`. */
function countsOf({ counts }: Hold): string {
  return Object.entries(counts)
    .flatMap(([kind, sorts]) => Object.entries(sorts).map(([sort, count]) => `${kind} ${count} ${sort}`))
    .join(', ');
}

const changeColumns = [
  { title: 'change', value: ({ type }: PlannedChange) => type.replace('resource.', '') },
  { title: 'kind', value: ({ kind }: PlannedChange) => kind },
  { title: 'name', value: ({ name }: PlannedChange) => name },
  { title: 'id', value: ({ externalId }: PlannedChange) => externalId },
  { title: 'cause', value: ({ cause }: PlannedChange) => cause.kind },
  { title: 'from', value: ({ type, before }: PlannedChange) => differs(type, before) },
  { title: 'to', value: ({ type, after }: PlannedChange) => differs(type, after) },
];

/** Of what comes or goes whole, its name says enough. */
function differs(type: string, side: PlannedChange['before']): string | null {
  return type === 'resource.changed' || type === 'resource.renamed' ? JSON.stringify(side) : null;
}

function stateStyle({ state }: Pick<Hold, 'state'>): 'green' | 'yellow' | 'red' | undefined {
  switch (state) {
    case 'pending':
    case 'approved':
      return 'yellow';
    case 'applied':
      return 'green';
    case 'rejected':
      return 'red';
    case 'superseded':
      return undefined;
    default:
      return state satisfies never;
  }
}
