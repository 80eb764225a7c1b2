import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOrdinaryDays } from './ordinary-day.ts';
import { canShiftClocks } from './shifted-clock.ts';
import { startWorld, type WorldRig } from './world-rig.ts';

// Nothing is wrong in this world of all providers, and nothing is found there over days of ordinary change: renewals that are
// charged and paid, keys that are used, mailboxes that grow; inboxes that are made, given up and renamed, records that are added.
// It takes libfaketime (`apt-get install libfaketime`): without it it is skipped. How large it is, how long it goes on and how
// often everything is listed and judged can be told (CONTRIBUTING.md).

const seed = 1;
/** adbtd has the agency's own; the others are bought at one provider and served by another, in blocks of 12. */
const ownDomains = 40;
const domains = Number(process.env['CLEAN_WORLD_DOMAINS'] ?? 100);
const clients = Math.floor((domains - ownDomains) / 12) * 12;
const days = Number(process.env['CLEAN_WORLD_DAYS'] ?? 5);
/** Everything is listed so often; nothing may be unproven for longer than three days. */
const listedEvery = Number(process.env['CLEAN_WORLD_LISTED_EVERY'] ?? 1);

let world: WorldRig | undefined;
beforeAll(async () => {
  if (!canShiftClocks) return;
  const quarter = clients / 4;
  const sizes = {
    'simple-inboxes': { domain: clients, inbox: 2 * quarter },
    mailbux: { domain: quarter, inbox: 2 * quarter },
    'elastic-email': { domain: quarter },
    inframail: { host: 3, domain: quarter, inbox: 2 * quarter },
    adbtd: { domain: ownDomains },
  };
  world = await startWorld({ seed, clean: true, sizes });
}, 120_000);
afterAll(() => world?.close());

test.runIf(canShiftClocks)('a clean world has no finding, at the end of any day', { timeout: 7_200_000 }, async () => {
  if (world === undefined) throw new Error('there is no world');
  const complete = [...world.sandboxes.keys()].map((connection) => `${connection} complete`);
  expect(await world.sync()).toEqual(complete);
  const ordinary = createOrdinaryDays(world.rollcall, seed);
  const found: string[] = [];
  for (let day = 1; day <= days; day += 1) {
    await world.passDays(1);
    await ordinary.live();
    if (day % listedEvery > 0) continue;
    expect(await world.sync({ full: false })).toEqual(complete);
    await world.checkDns();
    found.push(...(await world.judge()).map(({ rule, sentence }) => `day ${day}: ${rule}: ${sentence}`));
    expect(found).toEqual([]);
  }
  expect(world.trouble).toEqual([]);
});
