import { styleText } from 'node:util';
import type { Finding, FindingSummary } from '@rollcall/schema';
import { moneyText } from './money.ts';
import { plain } from './plain.ts';
import { localTime, withReadableTimes } from './time.ts';

/** What is found, as a person reads it: how bad, how old, what it costs, what is wrong, what to do. Three lines each. */
export function findingLines(findings: readonly Finding[]): readonly string[] {
  const indent = ' '.repeat('notice  '.length);
  return findings.flatMap((finding) => [
    `${styled(finding, finding.severity.padEnd(indent.length))}${styleText('bold', headline(finding))}${said(finding.sentence)}`,
    `${indent}→ ${said(finding.remedy)}`,
    styleText(
      'dim',
      `${indent}${plain([finding.connection ?? 'workspace', finding.rule, finding.id].join(' · '))}${stateText(finding)}`,
    ),
  ]);
}

/** All of a finding. */
export function findingText(finding: Finding): readonly string[] {
  const { rule, connection, subject, severity, firstOpenedAt, resolvedAt, reopened, evidence, money } = finding;
  const ended = resolvedAt === null ? '' : `, resolved at ${localTime(resolvedAt)}`;
  const again = reopened === 0 ? '' : `, found again ${reopened} times since ${localTime(firstOpenedAt)}`;
  const since = `${connection ?? 'workspace'}: ${rule}, ${severity}, open since ${localTime(finding.openedAt)} (${ageText(finding)})`;
  return [
    styled(finding, plain(`${since}${again}${ended}${stateText(finding)}`)),
    said(finding.sentence),
    ...evidence.map((line) => `  ${plain(line)}`),
    ...(money === null ? [] : [`It comes to ${plain(moneyText(money))}.`]),
    ...(subject === null ? [] : [plain(`It is about ${subject.kind} ${subject.name} (${subject.externalId}).`)]),
    ...(finding.operationId === null ? [] : [`The operation is ${finding.operationId}.`]),
    ...(finding.eventId === null
      ? []
      : [`The change is the event ${finding.eventId}: "findings revert ${finding.id}" plans what takes it back.`]),
    said(finding.remedy),
  ];
}

/** All that is found, in a line; and another where the rules have not judged all that is on record. */
export function totalLines(summary: FindingSummary): string[] {
  const { judgedAt, isBehind } = summary;
  const judged =
    judgedAt === null ? 'The rules have not judged yet' : `The rules judged last at ${localTime(judgedAt)}`;
  return [
    totalLine(summary),
    ...(isBehind ? [`${judged}, and something happened since: they will judge that soon.`] : []),
  ];
}

function totalLine({ total, severities, states, money, rules }: FindingSummary): string {
  if (total === 0) return 'Nothing is found to be wrong.';
  const oldest = rules.map(({ oldestAt }) => oldestAt).toSorted()[0];
  const seen = [
    ...(states.acknowledged === 0 ? [] : [`${states.acknowledged} acknowledged`]),
    ...(states.accepted === 0 ? [] : [`${states.accepted} accepted`]),
    ...(money.length === 0 ? [] : [`${money.map(moneyText).join(' and ')} in all`]),
    ...(oldest === undefined ? [] : [`the oldest since ${localTime(oldest)}`]),
  ];
  return plain([counted(severities.alarm, 'alarm'), counted(severities.notice, 'notice'), ...seen].join(', '));
}

/** What became of it, where it is not simply open. */
function stateText({ state, acknowledged, assigned, accepted }: Finding): string {
  const said = [
    ...(assigned === null ? [] : [`for ${plain(assigned.to)}`]),
    ...(state === 'acknowledged' && acknowledged !== null ? [`seen by ${plain(acknowledged.by.name)}`] : []),
    ...(state === 'accepted' && accepted !== null
      ? [`accepted by ${plain(accepted.by.name)} until ${localTime(accepted.until)}: ${plain(accepted.reason)}`]
      : []),
    ...(state === 'resolved' ? ['resolved'] : []),
  ];
  return said.length === 0 ? '' : ` · ${said.join(', ')}`;
}

function said(sentence: string): string {
  return plain(withReadableTimes(sentence));
}

function headline(finding: Finding): string {
  const { money } = finding;
  return `${ageText(finding).padEnd(5)} ${money === null ? '' : `${plain(moneyText(money))}  `}`;
}

function ageText({ ageDays }: Finding): string {
  return ageDays === 0 ? 'today' : `${ageDays} d`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function styled({ severity, state }: Finding, text: string): string {
  if (state === 'resolved') return styleText('green', text);
  if (state !== 'open') return styleText('dim', text);
  return styleText(severity === 'alarm' ? 'red' : 'yellow', text);
}
