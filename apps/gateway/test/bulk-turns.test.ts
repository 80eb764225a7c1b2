import { expect, test } from 'vitest';
import { apply, bulkOnce, hasEnded } from './support/bulk.ts';
import { connect, small } from './support/connect.ts';
import { useGateway } from './support/gateway.ts';
import { fillLedger } from './support/ledger.ts';
import { useSandboxes } from './support/sandboxes.ts';

const gateway = useGateway({ shifts: { lanesMax: 1, turnMs: 200 } });
const startSandbox = useSandboxes();

test('a slow connection keeps no other from its turn', async () => {
  for (const name of ['slow', 'quick']) {
    const sandbox = await startSandbox(small);
    await connect(gateway, name, sandbox);
    await fillLedger(gateway, name, sandbox);
  }
  // Five requests a second, and what could be spent at once beside that is spent.
  await gateway.owner.query(
    `update rollcall.connection set rates = jsonb_build_object('default', case name when 'slow' then 300 else 60000 end)`,
  );
  await gateway.owner.query(
    `update rollcall.rate_budget b set spent_until = clock_timestamp() + interval '12 seconds' from rollcall.connection c
      where c.connection_id = b.connection_id and c.name = 'slow'`,
  );
  const { rows } = await gateway.owner.query(`select name from rollcall.resource where kind = 'domain' limit 1`);
  const creations = (count: number, prefix: string) =>
    Array.from({ length: count }, (_, nth) => ({ address: `${prefix}-${nth}@${rows[0].name}` }));
  const slow = await apply(gateway, [
    { connection: 'slow', procedure: 'inboxes.create', items: creations(60, 'slow') },
  ]);
  const begun = await bulkOnce(gateway, slow.id, ({ counts }) => (counts.waiting ?? 0) < 60);
  expect(begun.counts.waiting).toBeGreaterThan(50);
  const quick = await apply(gateway, [
    { connection: 'quick', procedure: 'inboxes.create', items: creations(3, 'quick') },
  ]);
  expect((await bulkOnce(gateway, quick.id, hasEnded)).counts.succeeded).toBe(3);
  const later = await bulkOnce(gateway, slow.id, () => true);
  expect(later.counts.waiting).toBeGreaterThan(0);
  await gateway.mutate('operations.bulk.cancel', { id: slow.id });
});
