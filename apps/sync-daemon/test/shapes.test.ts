import { expect, test } from 'vitest';
import { type Connected, useInstallation } from './support/installation.ts';
import { type TestSandbox, useSandboxes } from './support/sandboxes.ts';

const installation = useInstallation();
const startSandbox = useSandboxes();

test('what a run sees that the document does not say is kept, by its name and type and nothing else', async () => {
  const { sandbox, connection } = await given();
  await installation.run(connection);
  expect(await differing(connection)).toEqual([]);
  await sandbox.fault({ operation: 'listMailboxes', fault: 'extra_fields', times: 0, fields: { warmup: 'hunter2' } });
  await sandbox.fault({ operation: 'listDomains', fault: 'malformed', times: 0, field: 'spfOk', value: 'hunter2' });
  await installation.run(connection);
  expect(await differing(connection)).toEqual([
    {
      place: 'listDomains data[].spfOk',
      documented: 'boolean',
      types: 'boolean string',
      strays: 'string',
      strayed: '1',
    },
    { place: 'listMailboxes data[].warmup', documented: null, types: 'string', strays: '', strayed: '0' },
    { place: 'listMailboxes warmup', documented: null, types: 'string', strays: '', strayed: '0' },
  ]);
  const { rows } = await installation.owner.query(`select a::text from rollcall.answer_shape a`);
  expect(rows.length).toBeGreaterThan(20);
  expect(JSON.stringify(rows)).not.toContain('hunter2');
});

test('what is known by its bytes is looked at all the same', async () => {
  const { sandbox, connection } = await given();
  await sandbox.fault({ operation: '*', fault: 'extra_fields', times: 0 });
  await installation.run(connection);
  await installation.owner.query('delete from rollcall.answer_shape where connection_id = $1', [connection.id]);
  // Another name is news to this process, and shows in items whose bytes it knows by then.
  await sandbox.clearFaults();
  await sandbox.fault({ operation: '*', fault: 'extra_fields', times: 0, fields: { later: 1 } });
  await installation.run(connection);
  await installation.run(connection);
  expect(await differing(connection)).toContainEqual(expect.objectContaining({ place: 'listMailboxes data[].later' }));
});

test('a plan keeps nothing, and what was seen beside another edition of the document is forgotten', async () => {
  const { sandbox, connection } = await given();
  await sandbox.fault({ operation: '*', fault: 'extra_fields', times: 0 });
  await installation.run(connection, { plan: true });
  expect(await differing(connection)).toEqual([]);
  await installation.run(connection);
  const kept = (await differing(connection)).length;
  expect(kept).toBeGreaterThan(0);
  await installation.owner.query(
    `update rollcall.answer_shape set document_version = 'older', path = path || 'x' where connection_id = $1`,
    [connection.id],
  );
  await sandbox.clearFaults();
  await sandbox.fault({ operation: '*', fault: 'extra_fields', times: 0, fields: { other: 1 } });
  await installation.run(connection);
  expect((await differing(connection)).filter(({ place }) => place.endsWith('x'))).toEqual([]);
});

async function given(): Promise<{ sandbox: TestSandbox; connection: Connected }> {
  const sandbox = await startSandbox({ seed: 5, sizes: { host: 2, domain: 3, inbox: 6 } });
  return { sandbox, connection: await installation.connect(sandbox) };
}

/** The places of a connection's answers that are not as documented. */
async function differing(connection: Connected) {
  const { rows } = await installation.owner.query<{ place: string }>(
    `select operation || ' ' || path as place, documented, array_to_string(types, ' ') as types,
      array_to_string(strays, ' ') as strays, strayed
    from rollcall.answer_shape where connection_id = $1 and (documented is null or strayed > 0 or is_required and missed > 0)
    order by 1`,
    [connection.id],
  );
  return rows;
}
