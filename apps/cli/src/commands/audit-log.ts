import { type Checkpoint, EventId, type GrowthProof, type InclusionProof, type LogKey } from '@rollcall/schema';
import type { Command } from 'commander';
import { sequence, wholeNumber } from '../arguments.ts';
import { wrongUsage } from '../command-error.ts';
import { askGateway } from '../gateway.ts';
import { type CommandOptions, gatewayCommand } from '../gateway-command.ts';
import { type ListOptions, listCommand, pagesOf, showList, tableOf, wholeListCommand } from '../list-command.ts';
import { show } from '../output/show.ts';
import { localTime } from '../output/time.ts';

/** `audit checkpoint`: the newest signed note, as it is handed on. */
export function auditCheckpointCommand(): Command {
  return gatewayCommand('checkpoint', 'show the newest signed checkpoint of the audit log')
    .option('--fresh', 'have one made of all that is sealed now')
    .action(async (options: CommandOptions & { readonly fresh?: boolean }) => {
      const { fresh } = options;
      const answer = await askGateway(options, (rollcall) =>
        rollcall.audit.checkpoint.query({ fresh: fresh === true }),
      );
      show(options, answer, () => [answer.data.note.trimEnd()]);
    });
}

/** `audit checkpoints`: all of them. */
export function auditCheckpointsCommand(): Command {
  return listCommand('checkpoints', 'list the signed checkpoints of the audit log, newest first').action(
    async (options: ListOptions) => {
      const list = await askGateway(options, (rollcall) =>
        pagesOf(options, (of) => rollcall.audit.checkpoints.query({ ...of })),
      );
      showList(options, list, {
        lines: tableOf<Checkpoint>([
          { title: 'number', value: ({ number }) => number },
          { title: 'at', value: ({ at }) => localTime(at) },
          { title: 'events', value: ({ size }) => size },
          { title: 'root', value: ({ root }) => root },
          { title: 'keys', value: ({ keyIds }) => keyIds.join(', ') },
        ]),
        empty: 'There is no checkpoint yet: a sync daemon makes the first within seconds.',
      });
    },
  );
}

interface ProofOptions extends CommandOptions {
  readonly checkpoint?: number;
  readonly from?: number;
  readonly to?: number;
}

/** `audit proof`: that the log holds an event; or, with `--from`, that it only grew. */
export function auditProofCommand(): Command {
  const checkpoint = wholeNumber('--checkpoint', { min: 1, max: Number.MAX_SAFE_INTEGER });
  return gatewayCommand('proof', 'prove that the audit log holds an event, or that it only grew')
    .argument('[event]', 'the event: its id, or its sequence')
    .option('--checkpoint <number>', 'in the log of this checkpoint; unless given, of the newest', checkpoint)
    .option('--from <size>', 'instead of an event: that a log of so many events grew', sequence('--from'))
    .option(
      '--to <size>',
      'with --from: into one of so many; unless given, that of the newest checkpoint',
      sequence('--to'),
    )
    .action((event: string | undefined, options: ProofOptions) =>
      event === undefined ? proveGrowth(options) : proveEvent(event, options),
    );
}

async function proveEvent(event: string, options: ProofOptions): Promise<void> {
  const { checkpoint, from, to } = options;
  if (from !== undefined || to !== undefined) throw wrongUsage('Give an event, or --from and --to, and not both.');
  const answer = await askGateway(options, (rollcall) =>
    rollcall.audit.proof.query({ ...eventIn(event), ...(checkpoint === undefined ? {} : { checkpoint }) }),
  );
  show(options, answer, () => proofLines(answer.data));
}

function eventIn(text: string): { readonly event: EventId } | { readonly sequence: number } {
  if (/^[1-9]\d{0,14}$/.test(text)) return { sequence: Number(text) };
  const { data } = EventId.safeParse(text);
  if (data !== undefined) return { event: data };
  throw wrongUsage('EVENT must be the id or the sequence of an event: "events --json" shows them.');
}

function proofLines({ leaf, index, hashes, checkpoint }: InclusionProof): readonly string[] {
  return [
    leaf,
    '',
    `is leaf ${index} of ${checkpoint.size}, by these hashes from the leaf up:`,
    ...hashes,
    '',
    checkpoint.note.trimEnd(),
  ];
}

async function proveGrowth(options: ProofOptions): Promise<void> {
  const { from, to, checkpoint } = options;
  if (from === undefined || checkpoint !== undefined) {
    throw wrongUsage('Say what is to be proven: an event by its id or sequence, or --from the size of an earlier log.');
  }
  const answer = await askGateway(options, (rollcall) =>
    rollcall.audit.growth.query({ from, ...(to === undefined ? {} : { to }) }),
  );
  show(options, answer, () => growthLines(answer.data));
}

function growthLines({ from, to, hashes }: GrowthProof): readonly string[] {
  return [`${from.size} ${from.root}`, `grew into`, `${to.size} ${to.root}`, '', 'by these hashes:', ...hashes];
}

/** `audit keys`: what checkpoints are verified with. */
export function auditKeysCommand(): Command {
  return wholeListCommand('keys', 'list the public keys that checkpoints are verified with').action(
    async (options: CommandOptions) => {
      const list = await askGateway(options, (rollcall) => rollcall.audit.keys.query());
      showList(options, list, {
        lines: tableOf<LogKey>([
          { title: 'verifier key', value: ({ verifierKey }) => verifierKey },
          { title: 'state', value: ({ state }) => state },
          { title: 'since', value: ({ since }) => (since === null ? null : `${since.size} (${localTime(since.at)})`) },
          { title: 'until', value: ({ until }) => (until === null ? null : `${until.size} (${localTime(until.at)})`) },
          { title: 'note', value: ({ afterLost }) => (afterLost ? 'the key before was lost' : null) },
        ]),
        empty: 'There is no key yet: a sync daemon makes the first with the first checkpoint.',
      });
    },
  );
}

/** `audit rotate-key`: another key for what follows. */
export function auditRotateKeyCommand(): Command {
  return gatewayCommand('rotate-key', 'have checkpoints signed by a new key')
    .option('--lost', 'the present key cannot sign any more: no signature of it will say that the new one follows')
    .action(async (options: CommandOptions & { readonly lost?: boolean }) => {
      const answer = await askGateway(options, (rollcall) =>
        rollcall.audit.rotateKey.mutate({ lost: options.lost === true }),
      );
      show(options, answer, () => [
        answer.data.verifierKey,
        options.lost === true
          ? 'signs the next checkpoint alone: whoever verifies must be given it by another way.'
          : 'signs the next checkpoint beside the present key, and those after it alone: give it to whoever verifies.',
      ]);
    });
}
