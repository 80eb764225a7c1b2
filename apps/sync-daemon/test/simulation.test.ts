import { pino } from 'pino';
import { expect, inject, test } from 'vitest';
import { reportOf } from '../simulation/report.ts';
import { simulate } from '../simulation/simulate.ts';
import { openStore } from '../simulation/store.ts';
import { createTally } from '../simulation/tally.ts';

/** A few hundred runs in all; as many as fit into this time on a machine that does much else besides. */
const runs = 250;
const msMax = 8_000;

// The same worlds at every check: what is new is looked for on demand, by longer simulations of other seeds.
test.each([1, 101])('the ledger holds what is true in the worlds of seed %i', { timeout: 120_000 }, async (seed) => {
  await using store = await openStore(inject('adminUrl'), 'rollcall_template');
  const tally = createTally();
  const startedAt = performance.now();
  const simulation = { seed, runs, msMax, lanes: 2 };
  const found = await simulate(store, simulation, { tally, log: pino({ level: 'silent' }) });
  const report = reportOf(simulation, { tally, found, ms: performance.now() - startedAt });
  process.stdout.write(`${report}\n`);
  expect(found, report).toEqual([]);
  expect(tally.runs).toBeGreaterThan(0);
});
