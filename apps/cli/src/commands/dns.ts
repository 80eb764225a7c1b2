import { setTimeout as sleep } from 'node:timers/promises';
import type { DnsDomain } from '@rollcall/schema';
import type { Command } from 'commander';
import { CommandError, wrongUsage } from '../command-error.ts';
import { askGateway } from '../gateway.ts';
import { type ListOptions, listCommand, pagesOf, showList, tableOf } from '../list-command.ts';
import { dnsLines } from '../output/dns-lines.ts';
import { show } from '../output/show.ts';
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
      if (domain === undefined && options.check === true)
        throw wrongUsage('Give the domain that is to be checked, too.');
      if (domain === undefined) return list(options);
      if (options.check === true) await check(domain, options);
      const { data } = await askGateway(options, (rollcall) => rollcall.dns.get.query({ domain }));
      show(options, { data }, () => dnsLines(data));
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
