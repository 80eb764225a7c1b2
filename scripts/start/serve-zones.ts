import { type DnsServer, startDnsServer } from '@rollcall/dns/sandbox';
import type { Sandbox, SandboxZone } from '@rollcall/provider-kit/sandbox';

/** How often the sandboxes are asked what they serve by now: somebody who edits a record wants to see it. */
const lookMs = 500;

/** A server of DNS that serves the zones of sandboxes as they hold them, and the zone that their domains are in. */
export interface ZoneServer {
  readonly port: number;
  /** Serves what the sandboxes serve now. */
  refresh(): void;
  stop(): Promise<void>;
}

/**
 * Serves the zones of these sandboxes on loopback, over UDP and TCP, and follows what is done in them. A domain that none of
 * them serves does not exist. Port 0 is any that is free.
 */
export async function serveZones(sandboxes: readonly Pick<Sandbox, 'zones'>[], port = 0): Promise<ZoneServer> {
  const served = new Map<string, string>();
  const server = await startDnsServer({ zones: [], port });
  const refresh = () => bringTo(server, served, [parent, ...sandboxes.flatMap((sandbox) => sandbox.zones())]);
  refresh();
  const looking = setInterval(refresh, lookMs);
  looking.unref();
  return {
    port: server.port,
    refresh,
    stop: () => {
      clearInterval(looking);
      return server.stop();
    },
  };
}

/** What changed alone is served anew. */
function bringTo(server: DnsServer, served: Map<string, string>, zones: readonly SandboxZone[]): void {
  const names = new Set(zones.map(({ name }) => name));
  for (const zone of zones) {
    const text = JSON.stringify(zone);
    if (served.get(zone.name) === text) continue;
    server.setZone(zone);
    served.set(zone.name, text);
  }
  for (const name of served.keys()) {
    if (names.has(name)) continue;
    server.removeZone(name);
    served.delete(name);
  }
}

/** The zone that every domain of the sandboxes' world is in. This server is responsible for it, too. */
const parent: SandboxZone = {
  name: 'example',
  nameservers: ['ns.example'],
  records: [
    { type: 'A', name: 'ns.example', content: '127.0.0.1' },
    { type: 'A', name: 'open.example', content: '192.0.2.200' },
  ],
};
