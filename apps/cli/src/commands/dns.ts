import { setTimeout as sleep } from 'node:timers/promises';
import type { DnsAnswer, DnsContent, DnsDomain, DnsName, DnsView } from '@rollcall/schema';
import type { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { askGateway } from '../gateway.ts';
import { type ListOptions, listCommand, pagesOf, showList, tableOf } from '../list-command.ts';
import { show } from '../output/show.ts';
import { table } from '../output/table.ts';
import { localTime } from '../output/time.ts';

interface DnsOptions extends ListOptions {
  readonly check?: boolean;
}

/** A daemon asks within a second; of a domain whose servers keep silent, it knows after half a minute. */
const checkMsMax = 60_000;
const lookEveryMs = 500;

/** `dns`: what all sides say of the DNS of a domain, or how all domains fare. */
export function dnsCommand(): Command {
  return listCommand('dns', 'show what providers and servers say of the DNS of a domain, or list the domains')
    .argument('[domain]', 'of this one; all are listed where it is left out')
    .option('--check', 'have it asked now, and wait for the answer')
    .action(async (domain: string | undefined, options: DnsOptions) => {
      if (domain === undefined) return list(options);
      if (options.check === true) await check(domain, options);
      const { data } = await askGateway(options, (rollcall) => rollcall.dns.get.query({ domain }));
      show(options, { data }, () => linesOf(data));
    });
}

async function list(options: DnsOptions): Promise<void> {
  const page = await askGateway(options, (rollcall) => pagesOf(options, (asked) => rollcall.dns.list.query(asked)));
  showList(options, page, {
    lines: tableOf<DnsDomain>([
      { title: 'domain', value: ({ domain }) => domain },
      { title: 'asked', value: ({ checkedAt }) => (checkedAt === null ? 'not yet' : localTime(checkedAt)) },
      { title: 'next', value: ({ dueAt }) => localTime(dueAt) },
      { title: 'unanswered', value: ({ unanswered }) => unanswered || null, style: () => 'yellow' },
      { title: 'findings', value: ({ findings }) => findings || null, style: () => 'yellow' },
    ]),
    empty: 'DNS is asked about no domain: no active connection has one, or no daemon has looked yet.',
  });
}

async function check(domain: string, options: DnsOptions): Promise<void> {
  const before = await askGateway(options, (rollcall) => rollcall.dns.check.mutate({ domain }));
  const until = performance.now() + checkMsMax;
  while (performance.now() < until) {
    await sleep(lookEveryMs);
    const { data } = await askGateway(options, (rollcall) => rollcall.dns.get.query({ domain }));
    if (data.checkedAt !== before.data.checkedAt) return;
  }
  throw new CommandError(
    'dns_not_checked',
    `No daemon asked about ${domain} within a minute: one must run, and ROLLCALL_DNS_RESOLVERS not be off.`,
  );
}

interface Line {
  readonly type: string;
  readonly name: string;
  readonly side: string;
  readonly says: string;
  readonly differs: boolean;
}

function linesOf(view: DnsView): readonly string[] {
  const { domain, checkedAt, delegation, assigned, findings } = view;
  const head = [
    checkedAt === null ? `${domain} was not asked about yet` : `${domain}, asked at ${localTime(checkedAt)}`,
    ...(delegation === null ? [] : [delegationLine(delegation)]),
    ...assigned.map(({ connection, nameservers }) => `${connection} assigned ${nameservers.join(', ')}`),
  ];
  const rows = view.names.flatMap(linesOfName);
  const lines = table<Line>(rows, [
    { title: 'type', value: ({ type }) => type },
    { title: 'name', value: ({ name }) => name },
    { title: 'side', value: ({ side }) => side },
    { title: 'says', value: ({ says }) => says, style: ({ differs }) => (differs ? 'yellow' : undefined) },
    { title: '', value: ({ differs }) => (differs ? 'differs' : null), style: () => 'yellow' },
  ]);
  const end = findings === 0 ? [] : [`${findings} findings: rollcall findings list --family deliverability`];
  return [...head, ...(rows.length === 0 ? [] : lines), ...end];
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

/** What a side says is marked where the servers of the domain say something else; of those, where they differ among themselves. */
function linesOfName({ name, type, published, expected, authority, resolver }: DnsName): readonly Line[] {
  const told = authority.filter(({ state }) => state !== 'unknown');
  const own = told[0]?.records;
  const isUnlike = (records: readonly DnsContent[]) => own !== undefined && textOf(records) !== textOf(own);
  const lacks = (records: readonly DnsContent[]) =>
    own !== undefined && records.some((record) => own.every((one) => textOf([one]) !== textOf([record])));
  const line = (side: string, says: string, differs: boolean): Line => ({ type, name, side, says, differs });
  return [
    ...published.map((said) => line(`published by ${said.connection}`, textOf(said.records), isUnlike(said.records))),
    ...expected.map((said) => line(`expected by ${said.connection}`, textOf(said.records), lacks(said.records))),
    ...authority.map((answer) => line(`authority ${answer.servers.join(', ')}`, answerText(answer), told.length > 1)),
    ...resolver.map((answer) =>
      line(
        `resolver ${answer.servers.join(', ')}`,
        answerText(answer),
        answer.state !== 'unknown' && isUnlike(answer.records),
      ),
    ),
  ];
}

function answerText({ state, records, reason }: DnsAnswer): string {
  switch (state) {
    case 'found':
      return textOf(records);
    case 'no_data':
      return 'nothing of this type';
    case 'no_name':
      return 'no such name';
    default:
      return `unknown: ${reason}`;
  }
}

function textOf(records: readonly DnsContent[]): string {
  return records
    .map(({ content, priority }) => (priority === null ? content : `${priority} ${content}`))
    .sort()
    .join(' | ');
}
