import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DataFolder, readGateway } from '@rollcall/data-folder';
import { RollcallError } from '@rollcall/schema';

/** The gateway of a start that was killed notices that, and then has 5 s to finish the calls under way. */
const leftoverMsMax = 10_000;
const pollMs = 100;

/**
 * Throws a sentence when the gateway could not listen on this port. Waits for the gateway that a killed start of this
 * folder has left, which is about to end.
 */
export async function assertPortFree(port: number, folder: DataFolder): Promise<void> {
  const deadline = performance.now() + leftoverMsMax;
  for (;;) {
    const code = await problemWithPort(port);
    if (code === undefined) return;
    if (code === 'EADDRINUSE' && readGateway(folder) !== undefined && performance.now() < deadline) {
      await sleep(pollMs);
      continue;
    }
    throw new RollcallError('bad_request', sentenceOf(code, port));
  }
}

function sentenceOf(code: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken by another program. Stop it, or choose another port with --port.`;
    case 'EACCES':
      return `Port ${port} may not be used by this user. Choose one above 1023 with --port.`;
    default:
      return `Port ${port} cannot be used (${code}). Choose another with --port.`;
  }
}

function problemWithPort(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve('code' in error ? String(error.code) : error.message));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
