import { createHash } from 'node:crypto';
import { MadeReport, type ReportDocument } from '@rollcall/schema';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { useGateway } from './support/gateway.ts';

const gateway = useGateway();
let report: MadeReport;
let document: ReportDocument;

beforeAll(async () => {
  const { data } = await gateway.mutate('reports.make', { kind: 'inventory', format: 'json' });
  report = z.object({ data: z.object({ report: MadeReport }) }).parse(data).data.report;
  document = report.documents[0] ?? expect.fail('it has no document');
});

const ask = (format: string, { key = gateway.adminKey, ...init }: RequestInit & { key?: string } = {}) =>
  fetch(`${gateway.url}/v1/reports/${report.id}/${format}`, {
    ...init,
    headers: { authorization: `Bearer ${key}`, ...init.headers },
  });

test('a document is sent as it is, with its name, its length and its digest', async () => {
  const answer = await ask('json');
  expect(answer.status).toBe(200);
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    ...{ 'content-type': document.mediaType, 'content-length': String(bytes.length), etag: `"${document.sha256}"` },
    'content-disposition': `attachment; filename="${document.fileName}"`,
  });
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(document.sha256);
  const head = await ask('json', { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)]);
  const known = await ask('json', { headers: { 'if-none-match': `"${document.sha256}"` } });
  expect([known.status, await known.text()]).toEqual([304, '']);
  const { data } = await gateway.query('reports.document', { id: report.id, format: 'json' });
  expect(data).toEqual({ data: document });
});

test('one of many parts is whole, and one that ends before its length is cut off', async () => {
  const parts = [Buffer.alloc(262_144, 'a'), Buffer.alloc(262_144, 'b'), Buffer.alloc(7, 'c')];
  const whole = Buffer.concat(parts);
  const { rows } = await gateway.owner.query(
    `insert into rollcall.report_document select workspace_id, report_id, 'csv', 'text/csv', 'r.csv', $1, 'x' from rollcall.report
      where report_id = $2 returning workspace_id as id`,
    [whole.length, report.id],
  );
  for (const [nth, part] of parts.entries()) {
    await gateway.owner.query(`insert into rollcall.report_part values ($1, $2, 'csv', $3, $4)`, [
      rows[0].id,
      report.id,
      nth,
      part,
    ]);
  }
  expect(whole.equals(Buffer.from(await (await ask('csv')).arrayBuffer()))).toBe(true);
  await gateway.owner.query(`delete from rollcall.report_part where format = 'csv' and nth = 2`);
  await expect(ask('csv').then((answer) => answer.arrayBuffer())).rejects.toThrow();
});

test('it is refused like all else', async () => {
  expect((await ask('pdf')).status).toBe(404);
  expect((await ask('nothing')).status).toBe(400);
  expect((await ask('json', { key: 'rc_live_nobody' })).status).toBe(401);
  const { token } = await gateway.key(['inventory:read']);
  expect((await ask('json', { key: token })).status).toBe(403);
});
