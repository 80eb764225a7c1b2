import { styleText } from 'node:util';
import type { DnsAnswer, DnsContent, DnsName, DnsView } from '@rollcall/schema';
import { plain } from './plain.ts';
import { localTime } from './time.ts';

/**
 * What all sides say of a domain, name by name: those that say the same stand together. Values stand whole, since they are what
 * somebody copies into a zone.
 */
export function dnsLines(view: DnsView): readonly string[] {
  const { domain, checkedAt, delegation, assigned, findings } = view;
  const head = [
    checkedAt === null ? `${domain} was not asked about yet` : `${domain}, asked at ${localTime(checkedAt)}`,
    ...(delegation === null ? [] : [delegationLine(delegation)]),
    ...assigned.map(({ connection, nameservers }) => `${connection} assigned ${nameservers.join(', ')}`),
    ...readings(view),
  ];
  const end = findings === 0 ? [] : ['', `${counted(findings, 'finding')}: rollcall findings --family deliverability`];
  return [...head.map(plain), ...view.names.flatMap(nameLines), ...end];
}

function delegationLine({ state, zone, nameservers, reason }: NonNullable<DnsView['delegation']>): string {
  switch (state) {
    case 'delegated':
      return `delegated to ${nameservers.join(', ')}`;
    case 'none':
      return `a name inside the zone ${zone}`;
    case 'no_name':
      return `does not exist, as the servers of ${zone} say`;
    default:
      return `delegated nobody knows where: ${reason}`;
  }
}

/** What receivers make of the records. */
function readings({ spf, dkim, dmarc }: DnsView): readonly string[] {
  const policy = dmarc?.policy == null ? '' : `, p=${dmarc.policy}`;
  return [
    ...(spf === null ? [] : [`SPF: ${spfText(spf)}`]),
    ...(dkim ?? []).map(({ name, state, problem }) => `DKIM ${name}: ${withProblem(state, problem)}`),
    ...(dmarc === null ? [] : [`DMARC: ${withProblem(dmarc.state, dmarc.problem)}${policy}`]),
  ];
}

function spfText({ state, reason, records, problem, lookups, ends }: NonNullable<DnsView['spf']>): string {
  if (state === 'unknown') return withProblem('unknown', reason);
  if (records.length === 0) return 'missing';
  if (problem !== null) return `fails for all mail: ${problem}`;
  return `${counted(lookups, 'lookup')} of 10, others ${ends ?? 'are not spoken of'}`;
}

function withProblem(state: string, problem: string | null): string {
  return problem === null ? state : `${state}: ${problem}`;
}

interface Said {
  readonly by: string;
  readonly says: string;
  readonly differs: boolean;
}

function nameLines(name: DnsName): readonly string[] {
  const said = saidOf(name);
  const differs = said.some((one) => one.differs);
  const title = plain(`${name.type} ${name.name}`);
  const groups = [...Map.groupBy(said, ({ says }) => says)];
  return [
    '',
    differs ? styleText('yellow', `${title}: not all say the same`) : styleText('bold', title),
    ...groups.flatMap(([says, by]) => [
      ...says.split('\n').map((line) => {
        const text = `  ${plain(line)}`;
        return by.some((one) => one.differs) ? styleText('yellow', text) : text;
      }),
      `      ${plain(by.map((one) => one.by).join(' · '))}`,
    ]),
  ];
}

/** What a side says is marked where the servers of the domain say something else; of those, where they differ among themselves. */
function saidOf({ published, expected, authority, resolver }: DnsName): readonly Said[] {
  const told = authority.filter(({ state }) => state !== 'unknown');
  const own = told[0]?.records;
  const isUnlike = (records: readonly DnsContent[]) => own !== undefined && textOf(records) !== textOf(own);
  const lacks = (records: readonly DnsContent[]) =>
    own !== undefined && records.some((record) => own.every((one) => textOf([one]) !== textOf([record])));
  return [
    ...published.map(({ connection, records }) => ({
      ...{ by: `published by ${connection}`, says: textOf(records), differs: isUnlike(records) },
    })),
    ...expected.map(({ connection, records }) => ({
      ...{ by: `expected by ${connection}`, says: textOf(records), differs: lacks(records) },
    })),
    ...authority.map((answer) => ({
      ...{ by: `authority ${answer.servers.join(', ')}`, says: answerText(answer), differs: told.length > 1 },
    })),
    ...resolver.map((answer) => ({
      ...{ by: `resolver ${answer.servers.join(', ')}`, says: answerText(answer) },
      differs: answer.state !== 'unknown' && isUnlike(answer.records),
    })),
  ];
}

function answerText({ state, records, reason }: DnsAnswer): string {
  switch (state) {
    case 'found':
      return textOf(records);
    case 'no_data':
      return '(nothing of this type)';
    case 'no_name':
      return '(no such name)';
    default:
      return `(unknown: ${reason})`;
  }
}

/** A line for each record, in one order. */
function textOf(records: readonly DnsContent[]): string {
  return records
    .map(({ content, priority }) => (priority === null ? content : `${priority} ${content}`))
    .sort()
    .join('\n');
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
