import { isIPv6, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { addressOf } from './networks.ts';

/** A connection that led elsewhere than to an address that was checked. */
export class StrayConnection extends Error {
  override readonly name = 'StrayConnection';
}

export interface Connecting {
  /** All of them checked; connected to is one of these, or none. */
  readonly addresses: readonly string[];
  /** Until TLS is agreed on. */
  readonly timeoutMs: number;
  /** Certificates that are believed instead of the system's. */
  readonly ca?: string | undefined;
  readonly onConnected: (address: string) => void;
}

/**
 * Connects to the addresses that were checked, whatever name servers say by now, and looks at the socket again once it is
 * there. The certificate must be the host's, by its name.
 */
export function connectorTo({ addresses, timeoutMs, ca, onConnected }: Connecting): buildConnector.connector {
  const checked = new Set(addresses.map(spelled));
  const lookup: LookupFunction = (_host, { all }, done) => {
    const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
    const first = found[0];
    if (all === true) done(null, found);
    else done(null, first?.address ?? '', first?.family);
  };
  const connect = buildConnector({
    ...{ timeout: timeoutMs, minVersion: 'TLSv1.2', lookup, autoSelectFamily: true },
    ...(ca === undefined ? {} : { ca }),
  });
  return (options, done) =>
    connect(options, (error, socket) => {
      if (error !== null || socket === null) return done(error ?? new Error('no socket'), null);
      const remote = socket.remoteAddress;
      if (remote !== undefined && checked.has(spelled(remote))) {
        onConnected(spelled(remote));
        return done(null, socket);
      }
      const stray = new StrayConnection(`connected to ${remote ?? 'nobody'}`);
      socket.destroy();
      done(stray, null);
    });
}

function spelled(address: string): string {
  return addressOf(address)?.toString() ?? address;
}
