import { type AuditEvent, type EventType, eventTypes } from '@rollcall/schema';
import { type Command, Option } from 'commander';
import { askGateway } from '../gateway.ts';
import { type ListOptions, listCommand, pagesOf, showList, tableOf } from '../list-command.ts';
import { localTime } from '../output/time.ts';

interface EventsOptions extends ListOptions {
  readonly type?: EventType;
  readonly connection?: string;
}

/** `events`: the audit log. */
export function eventsCommand(): Command {
  return listCommand('events', 'list the audit log, newest first')
    .addOption(new Option('--type <type>', 'of this type only').choices(eventTypes))
    .option('--connection <name>', 'of this connection only')
    .action(async (options: EventsOptions) => {
      const { type, connection } = options;
      const list = await askGateway(options, (rollcall) =>
        pagesOf(options, (page) => rollcall.events.list.query({ type, connection, ...page })),
      );
      showList(options, list, {
        lines: tableOf<AuditEvent>([
          { title: 'at', value: ({ at }) => localTime(at) },
          { title: 'type', value: (event) => event.type },
          { title: 'connection', value: (event) => event.connection },
          { title: 'subject', value: ({ subject }) => `${subject.kind} ${subject.name}` },
          { title: 'cause', value: ({ cause }) => (cause === null ? null : `${cause.kind}: ${cause.evidence}`) },
          { title: 'by', value: ({ actor }) => actor.name },
        ]),
        empty: 'No event fits these filters.',
      });
    });
}
