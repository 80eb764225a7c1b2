import { createServer, type ServerResponse } from 'node:http';

/**
 * The floor of telling many listeners, a process of its own: told a number, it makes so many events of the usual size and writes
 * each to all who listen, with nothing asked, kept or awaited.
 */
const listeners = new Set<ServerResponse>();

const server = createServer((_, response) => {
  listeners.add(response);
  response.on('close', () => listeners.delete(response));
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: connected\ndata: \n\n');
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.send?.({ url: `http://127.0.0.1:${address.port}/` });
});
process.on('message', (events: number) => {
  const at = new Date().toISOString();
  const filling = 'x'.repeat(700);
  let text = '';
  for (let nth = 0; nth < events; nth += 1) text += `data: {"at":"${at}","filling":"${filling}"}\nid: ${nth}\n\n`;
  for (const listener of listeners) listener.write(text);
});
process.on('disconnect', () => process.exit(0));
