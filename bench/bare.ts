import { createServer } from 'node:http';
import pg from 'pg';

/**
 * What the gateway is held against: `node:http` and `pg` with named statements and nothing else. No key is checked, no
 * workspace is kept apart, no input is validated.
 */
const pool = new pg.Pool({ connectionString: process.env['BENCH_DATABASE_URL'], max: 10 });
const columns = 'kind, external_id, name, presence, attributes, first_seen_at, last_changed_at';

createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://bare');
  const { rows } =
    pathname === '/get'
      ? await pool.query({
          name: 'get',
          text: `select ${columns} from rollcall.resource
            where workspace_id = $1 and connection_id = $2 and kind = $3 and external_id = $4`,
          values: ['workspace', 'connection', 'kind', 'id'].map((key) => searchParams.get(key)),
        })
      : await pool.query({
          name: 'page',
          text: `select ${columns} from rollcall.resource
            where workspace_id = $1 and kind = $2 and name > $3 and presence <> 'gone'
            order by kind, name, connection_id, external_id limit 50`,
          values: ['workspace', 'kind', 'after'].map((key) => searchParams.get(key)),
        });
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(pathname === '/get' ? rows[0] : rows));
}).listen(0, '127.0.0.1', function (this: { address(): unknown }) {
  process.send?.(this.address());
});
process.once('disconnect', () => process.exit(0));
