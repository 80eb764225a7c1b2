import { createServer } from 'node:http';
import express from 'express';
import pg from 'pg';

/**
 * What the gateway is held against: `pg` with named statements behind `node:http`, or behind Express where that is the
 * argument. No key is checked, no workspace is kept apart, no input is validated, and nothing is said of freshness. The
 * resources are those that the gateway answers with, field for field.
 */
const pool = new pg.Pool({ connectionString: process.env['BENCH_DATABASE_URL'], max: 10 });

const resources = `select c.name as connection, c.provider, r.kind, r.external_id as "externalId", r.name, r.presence, r.version,
    r.attributes, r.first_seen_at as "firstSeenAt", r.last_changed_at as "lastChangedAt"
  from rollcall.resource r join rollcall.connection c using (workspace_id, connection_id)
  where r.workspace_id = $1 and c.state <> 'removed'`;

async function one(given: URLSearchParams): Promise<unknown> {
  const { rows } = await pool.query({
    name: 'one',
    text: `${resources} and c.name = $2 and r.kind = $3 and r.external_id = $4`,
    values: ['workspace', 'connection', 'kind', 'id'].map((key) => given.get(key)),
  });
  return rows[0];
}

async function page(given: URLSearchParams): Promise<unknown> {
  const { rows } = await pool.query({
    name: 'page',
    text: `${resources} and r.kind = $2 and r.presence <> 'gone'
      and (r.name, r.connection_id, r.external_id) > ($3, $4, $5)
      order by r.kind, r.name, r.connection_id, r.external_id limit 50`,
    values: ['workspace', 'kind', 'name', 'connection', 'id'].map((key) => given.get(key)),
  });
  return rows;
}

function bare() {
  return createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://bare');
    const answer = pathname === '/one' ? await one(searchParams) : await page(searchParams);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer));
  });
}

function onExpress() {
  const app = express().disable('x-powered-by').disable('etag');
  const given = (url: string) => new URL(url, 'http://express').searchParams;
  app.get('/one', async (request, response) => void response.json(await one(given(request.url))));
  app.get('/page', async (request, response) => void response.json(await page(given(request.url))));
  return createServer(app);
}

const server = process.argv[2] === 'express' ? onExpress() : bare();
server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
process.once('disconnect', () => process.exit(0));
