import { type AuditEvent, type EventType, eventTypes, Severity } from '@rollcall/schema';
import { type Command, Option } from 'commander';
import { askGateway } from '../gateway.ts';
import { type ListOptions, listCommand, pagesOf, showList, tableOf } from '../list-command.ts';
import { causeText } from '../output/cause-text.ts';
import { localTime } from '../output/time.ts';

interface EventsOptions extends ListOptions {
  readonly type?: EventType;
  readonly severity?: Severity;
  readonly standing?: 'open';
  readonly connection?: string;
}

/** `events`: the audit log. */
export function eventsCommand(): Command {
  return listCommand('events', 'list the audit log, newest first')
    .addOption(new Option('--type <type>', 'of this type only').choices(eventTypes))
    .addOption(new Option('--severity <severity>', 'that matter at least so much').choices(Severity.options))
    .addOption(
      new Option('--standing <standing>', 'open: changes of others that were neither reverted nor accepted').choices([
        'open',
      ]),
    )
    .option('--connection <name>', 'of this connection only')
    .action(async (options: EventsOptions) => {
      const { type, severity, standing, connection } = options;
      const list = await askGateway(options, (rollcall) =>
        pagesOf(options, (page) => rollcall.events.list.query({ type, severity, standing, connection, ...page })),
      );
      showList(options, list, {
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
      });
    });
}

/** The few that are more than normal say so. */
function typeAndSeverity({ type, severity }: AuditEvent): string {
  return severity === 'normal' ? type : `${type} (${severity})`;
}

function severityStyle({ severity }: AuditEvent): 'red' | 'yellow' | undefined {
  if (severity === 'normal') return undefined;
  return severity === 'alarm' ? 'red' : 'yellow';
}
