import { getServers } from 'node:dns';
import { isIP } from 'node:net';
import { z } from 'zod';
import type { Server } from './wire/ask.ts';

const portUsual = 53;
/** Each is asked every question: the first ones of a long list are enough to compare. */
const resolversMax = 4;

/**
 * `ROLLCALL_DNS_RESOLVERS`: addresses (`192.0.2.1`, `192.0.2.1:5353`, `[2001:db8::1]:5353`) with commas between them; those of the
 * system unless it is given. `off` comes to undefined: nothing is to be asked.
 */
export const DnsResolvers = z
  .string()
  .optional()
  .transform((text, context): readonly Server[] | undefined => {
    if (text?.trim() === 'off') return undefined;
    const given = (text ?? getServers().join(',')).split(/[\s,]+/).filter((part) => part !== '');
    const servers: Server[] = [];
    for (const part of given) {
      const server = serverIn(part);
      if (server !== undefined) servers.push(server);
      else context.addIssue({ code: 'custom', message: `"${part}" is no address of a resolver such as 192.0.2.1:53` });
    }
    if (servers.length === 0) context.addIssue({ code: 'custom', message: 'name a resolver, or "off"' });
    return servers.slice(0, resolversMax);
  });

function serverIn(text: string): Server | undefined {
  const [, six, four, digits = `${portUsual}`] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d+))?$/.exec(text) ?? [];
  // An IPv6 address may stand without brackets where no port follows.
  const address = six ?? four ?? text;
  const port = six === undefined && four === undefined ? portUsual : Number(digits);
  return isIP(address) > 0 && port > 0 && port <= 65_535 ? { address, port } : undefined;
}
