// A process that wants a PostgreSQL that keeps what was committed, for tests that kill it.
import { startEmbeddedPostgres } from '../src/index.ts';

const dataDir = process.argv[2] ?? '';
const server = await startEmbeddedPostgres({ dataDir });
console.log(JSON.stringify({ port: server.port, origin: server.origin, url: server.url() }));
setInterval(() => {}, 1_000);
