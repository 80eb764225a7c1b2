import { afterAll, beforeAll, expect, test } from 'vitest';
import { canShiftClocks } from './shifted-clock.ts';
import { startWorld, type WorldRig } from './world-rig.ts';

// Nothing is wrong in this world, and nothing is found there over days of ordinary change: renewals that are charged and paid,
// keys that are used, mailboxes that grow. It takes libfaketime (`apt-get install libfaketime`): without it it is skipped. How
// large it is and how long it goes on can be told: CLEAN_WORLD_DOMAINS (a multiple of 12) and CLEAN_WORLD_DAYS.

const clients = Number(process.env['CLEAN_WORLD_DOMAINS'] ?? 48);
const days = Number(process.env['CLEAN_WORLD_DAYS'] ?? 6);
/** Everything is listed so often: nothing may be unproven for longer than three days. */
const listedEvery = 2;

let world: WorldRig | undefined;
beforeAll(async () => {
  if (!canShiftClocks) return;
  const quarter = clients / 4;
  const sizes = {
    'simple-inboxes': { domain: clients, inbox: 2 * quarter },
    mailbux: { domain: quarter, inbox: 2 * quarter },
    'elastic-email': { domain: quarter },
    inframail: { host: 3, domain: quarter, inbox: 2 * quarter },
  };
  world = await startWorld({ seed: 1, clean: true, sizes });
}, 120_000);
afterAll(() => world?.close());

test.runIf(canShiftClocks)('a clean world has no finding, at the end of any day', { timeout: 600_000 }, async () => {
  if (world === undefined) throw new Error('there is no world');
  const complete = [...world.sandboxes.keys()].map((connection) => `${connection} complete`);
  expect(await world.sync()).toEqual(complete);
  const found: string[] = [];
  for (let day = 1; day <= days; day += 1) {
    await world.passDays(1);
    if (day % listedEvery === 0) expect(await world.sync({ full: false })).toEqual(complete);
    found.push(...(await world.judge()).map(({ rule, sentence }) => `day ${day}: ${rule}: ${sentence}`));
  }
  expect(found).toEqual([]);
  expect(world.trouble).toEqual([]);
});
