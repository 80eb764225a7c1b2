import { connectionNamed, type EventChoice, type SealedOfConnection, type Tx } from '@rollcall/db';
import { EventType, eventTypes, Severity, Subject } from '@rollcall/schema';
import { z } from 'zod';

/** Kinds that one choice may name: more than there are. */
const kindsMax = 100;

const Kind = Subject.shape.kind;

/** Which events a caller wants. */
export const choiceInput = {
  type: z
    .union([EventType, z.array(EventType).min(1).max(eventTypes.length)])
    .optional()
    .describe('Of this type, or of one of these.'),
  kind: z
    .union([Kind, z.array(Kind).min(1).max(kindsMax)])
    .optional()
    .describe('Of what they tell, one or several: `inbox`, `dns_record`, `run`.'),
  severity: Severity.optional().describe('Only events that matter at least so much.'),
  standing: z
    .literal('open')
    .optional()
    .describe(
      '`open`: only changes that nobody here asked for, and that were neither reverted nor accepted by the time they are told.',
    ),
  connection: z.string().optional(),
  subject: z.string().min(1).max(2_000).optional().describe('The external id of what they tell of.'),
};

const Chosen = z.object(choiceInput);

/** The choice in the words of the store. Throws `connection_not_found`. */
export async function choiceOf(
  tx: Tx,
  { type, kind, connection, ...plain }: z.output<typeof Chosen>,
): Promise<EventChoice> {
  return {
    severity: plain.severity,
    standing: plain.standing,
    subject: plain.subject,
    types: type === undefined ? undefined : [type].flat(),
    kinds: kind === undefined ? undefined : [kind].flat(),
    connectionId: connection === undefined ? undefined : (await connectionNamed(tx, connection)).id,
  };
}

/** Whether an event that was read for others is chosen, too. */
export function isChosen(
  { event, connectionId }: SealedOfConnection,
  { types, kinds, subject, severity = 'normal', standing, connectionId: wanted }: EventChoice,
): boolean {
  if (types !== undefined && !types.includes(event.type)) return false;
  if (kinds !== undefined && !kinds.includes(event.subject.kind)) return false;
  if (subject !== undefined && event.subject.externalId !== subject) return false;
  if (severities.indexOf(event.severity) < severities.indexOf(severity)) return false;
  if (standing !== undefined && event.standing !== standing) return false;
  return wanted === undefined || connectionId === wanted;
}

/** From what matters least. */
const severities = Severity.options;
