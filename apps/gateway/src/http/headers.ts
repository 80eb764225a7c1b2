import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';

/** What every answer says of itself to browsers and caches, as helmet has it for what is no page. */
export type ConstantHeaders = readonly (readonly [name: string, value: string])[];

/** How long a browser remembers that this host is asked by TLS only. */
const tlsOnlySeconds = 31_536_000;

/**
 * The headers of helmet, computed once: they are the same for every answer, and helmet's 13 functions a request cost more
 * than a read has to spare. No answer is for a cache, and none may be shown as a page or in one. No other origin is let in
 * (CORS): the gateway is asked by servers.
 */
function headersOf({ tls }: { tls: boolean }): ConstantHeaders {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  const protect = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    strictTransportSecurity: tls && { maxAge: tlsOnlySeconds },
    // Of pages and of old browsers' plug-ins.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
  protect(response.req, response, () => {});
  const protecting = Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)] as const);
  return [...protecting, ['cache-control', 'no-store']];
}

const overTls = headersOf({ tls: true });
const inPlain = headersOf({ tls: false });

/** HSTS is said where TLS is: by what a load balancer says that it was asked by. In plain HTTP browsers do not heed it. */
export function constantHeaders(request: IncomingMessage): ConstantHeaders {
  return request.headers['x-forwarded-proto'] === 'https' ? overTls : inPlain;
}
