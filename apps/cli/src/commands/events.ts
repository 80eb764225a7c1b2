import type { Rollcall } from '@rollcall/client';
import { type AuditEvent, type EventType, resourcePageMax, Severity } from '@rollcall/schema';
import { type Command, Option } from 'commander';
import { eventTypesGiven, repeated, sequence } from '../arguments.ts';
import { wrongUsage } from '../command-error.ts';
import { followEvents } from '../follow-events.ts';
import { askGateway } from '../gateway.ts';
import { type ListOptions, listCommand, pagesOf, showList, tableOf } from '../list-command.ts';
import { causeText } from '../output/cause-text.ts';
import { localTime } from '../output/time.ts';

interface EventsOptions extends ListOptions {
  readonly type?: readonly EventType[];
  readonly kind?: readonly string[];
  readonly subject?: string;
  readonly severity?: Severity;
  readonly standing?: 'open';
  readonly connection?: string;
  readonly after?: number;
  readonly follow?: boolean;
}

/** `events`: the audit log, or what follows a place in it. */
export function eventsCommand(): Command {
  return listCommand('events', 'list the audit log, newest first, or follow it')
    .option('--type <type>', 'of this type only; may be repeated', eventTypesGiven)
    .option('--kind <kind>', 'about what is of this kind; may be repeated', repeated)
    .option('--subject <id>', 'about this external id; with --after or --follow')
    .addOption(new Option('--severity <severity>', 'that matter at least so much').choices(Severity.options))
    .addOption(
      new Option('--standing <standing>', 'open: changes of others that were neither reverted nor accepted').choices([
        'open',
      ]),
    )
    .option('--connection <name>', 'of this connection only')
    .option(
      '--after <sequence>',
      'those that follow this sequence, the oldest first; 0 for all',
      sequence('--after', 0),
    )
    .option('--follow', 'show events as they come, until Ctrl+C; with --json, one document a line')
    .action((options: EventsOptions) => (options.follow === true ? follow(options) : list(options)));
}

async function follow(options: EventsOptions): Promise<void> {
  if (options.limit !== undefined || options.cursor !== undefined || options.all !== undefined) {
    throw wrongUsage('--limit, --cursor and --all are of a list: leave them out with --follow.');
  }
  const wanted = { ...chosenBy(options), after: options.after };
  await askGateway(options, (rollcall) => followEvents(rollcall, wanted, { json: options.json === true }));
}

async function list(options: EventsOptions): Promise<void> {
  const { standing } = options;
  const page = await askGateway(options, (rollcall) =>
    options.after === undefined
      ? pagesOf(options, (of) => rollcall.events.list.query({ ...chosenBy(options), ...of }))
      : listAfter(rollcall, options, options.after),
  );
  showList(options, page, {
    lines: tableOf<AuditEvent>([
      { title: 'sequence', value: (event) => event.sequence },
      { title: 'at', value: ({ at }) => localTime(at) },
      { title: 'type', value: typeAndSeverity, style: severityStyle },
      { title: 'connection', value: (event) => event.connection },
      { title: 'subject', value: ({ subject }) => `${subject.kind} ${subject.name}` },
      { title: 'cause', value: ({ cause }) => (cause === null ? null : causeText(cause)) },
      { title: 'by', value: ({ actor }) => actor.name },
      ...(standing === undefined
        ? [{ title: 'standing', value: (event: AuditEvent) => event.standing }]
        : [{ title: 'id', value: (event: AuditEvent) => event.id, whole: true }]),
    ]),
    empty: standing === undefined ? 'No event fits these filters.' : 'There is nothing to decide.',
    ...(options.after === undefined
      ? {}
      : { end: [`Go on with --after ${page.position}: the newest is ${page.tail}.`] }),
  });
}

/** A page of what follows a sequence, or all of it. */
async function listAfter(rollcall: Rollcall, options: EventsOptions, after: number) {
  const { limit, all, cursor } = options;
  if (cursor !== undefined)
    throw wrongUsage('--cursor is of the list that begins with the newest: leave it out with --after.');
  const ask = (from: number) =>
    rollcall.events.list.query({
      ...chosenBy(options),
      after: from,
      limit: limit ?? (all === true ? resourcePageMax : undefined),
    });
  const first = await ask(after);
  if (all !== true) return first;
  const data = [...first.data];
  let last = first;
  while (last.position !== null && last.position < last.tail) {
    last = await ask(last.position);
    data.push(...last.data);
  }
  return { ...first, data, position: last.position, tail: last.tail };
}

function chosenBy({ type, kind, subject, severity, standing, connection }: EventsOptions) {
  const several = <T>(values: readonly T[] | undefined): T[] | undefined =>
    values === undefined ? undefined : [...values];
  return { type: several(type), kind: several(kind), subject, severity, standing, connection };
}

/** The few that are more than normal say so. */
function typeAndSeverity({ type, severity }: AuditEvent): string {
  return severity === 'normal' ? type : `${type} (${severity})`;
}

function severityStyle({ severity }: AuditEvent): 'red' | 'yellow' | undefined {
  if (severity === 'normal') return undefined;
  return severity === 'alarm' ? 'red' : 'yellow';
}
