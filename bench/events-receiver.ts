import { createServer } from 'node:http';

/** A receiver of webhooks, a process of its own: takes all it is sent, and says twenty times a second how many that were. */
let received = 0;

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    received += 1;
    response.writeHead(204).end();
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.send?.({ url: `http://127.0.0.1:${address.port}/` });
  setInterval(() => process.send?.({ received }), 50);
});
process.on('disconnect', () => process.exit(0));
