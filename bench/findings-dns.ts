import { memoryUsage } from 'node:process';
import { checkDomain, createDelegations, createDns } from '@rollcall/dns';
import { startDnsServer } from '@rollcall/dns/sandbox';
import { WebhookNetworks } from '@rollcall/webhooks';

const domainsMax = 5_000;
const underWay = 64;

/** DNS of thousands of domains at a server on loopback, in the same process: so many at a time as a daemon has. */
export async function benchDns(): Promise<void> {
  const names = Array.from({ length: domainsMax }, (_, index) => `d${index}.example`);
  const nameservers = ['ns.example'];
  const server = await startDnsServer({
    zones: [
      { name: 'example', nameservers, records: [{ type: 'A', name: 'ns', content: '127.0.0.1' }] },
      {
        name: 'sender.example',
        nameservers,
        records: [{ type: 'TXT', name: '_spf', content: 'v=spf1 ip4:192.0.2.0/24 ~all' }],
      },
      ...names.map((name) => ({
        ...{ name, nameservers },
        records: [
          { type: 'MX', name, content: '10 mail.sender.example' },
          { type: 'TXT', name, content: 'v=spf1 include:_spf.sender.example ~all' },
          { type: 'TXT', name: `_dmarc.${name}`, content: 'v=DMARC1; p=none' },
          { type: 'TXT', name: `s1._domainkey.${name}`, content: 'v=DKIM1; p=' },
        ],
      })),
    ],
  });
  const dns = createDns({
    ...{ resolvers: [{ address: server.host, port: server.port }], authorityPort: server.port },
    networks: WebhookNetworks.parse('127.0.0.1'),
    gate: { all: 64, perKey: 64 },
  });
  const checking = { dns, delegations: createDelegations(dns) };
  const { signal } = new AbortController();
  const waiting = names.values();
  const took: number[] = [];
  let unanswered = 0;
  const began = performance.now();
  const work = async (): Promise<void> => {
    for (const domain of waiting) {
      const at = performance.now();
      const seen = await checkDomain(checking, { domain, records: [], dkimNames: [`s1._domainkey.${domain}`] }, signal);
      took.push(performance.now() - at);
      unanswered += [...seen.authority, ...seen.resolver].filter(({ state }) => state === 'unknown').length;
    }
  };
  await Promise.all(Array.from({ length: underWay }, work));
  const seconds = (performance.now() - began) / 1_000;
  await server.stop();
  took.sort((a, b) => a - b);
  const p99 = took[Math.floor(took.length * 0.99)] ?? 0;
  console.log(
    `dns: ${domainsMax} domains in ${seconds.toFixed(1)} s (${Math.round(domainsMax / seconds)}/s), ` +
      `${Math.round(dns.questions() / seconds)} questions/s, p99 of a domain ${Math.round(p99)} ms, ` +
      `${unanswered} unanswered, ${Math.round(memoryUsage().rss / 2 ** 20)} MiB with the server`,
  );
}
