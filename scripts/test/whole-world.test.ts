import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runHeldFacts } from '@rollcall/db';
import { type Rule, runHeld } from '@rollcall/ledger';
import { type Finding, FindingRule } from '@rollcall/schema';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { factSet } from '../../apps/sync-daemon/src/judging/fact-set.ts';
import { judgeWorkspace } from '../../apps/sync-daemon/src/judging/judge-workspace.ts';
import { type Telling, tellStory } from '../start/story.ts';
import { canShiftClocks } from './shifted-clock.ts';
import { control, startWorld, type WorldRig } from './world-rig.ts';

// The world of docs/SANDBOX_WORLD.md, listed and judged as an installation does it: each rule is to find what there is for it
// and nothing else. The tests run in this order, in one world. Those that let time pass take libfaketime
// (`apt-get install libfaketime`): without it they are skipped.

type Subjects = Partial<Record<FindingRule, readonly string[]>>;

/** What is wrong on the first day: of each rule, whose connection it is and what it is about. Nothing else is. */
const onTheFirstDay: Subjects = {
  alias_to_nowhere: ['mailbux: sales@cedar-mail.example'],
  domain_without_inbox: ['adbtd: agency-040.example'],
  inbox_at_two_providers: ['several: sales.north@alder-mail.example'],
  order_unpaid: ['simple-inboxes: cedar-desk.example and 1 more'],
  api_key_appeared: ['simple-inboxes: dashboard-2'],
  auto_recharge_surprise: ['simple-inboxes: master'],
  balance_differs: ['simple-inboxes: cedar'],
  blacklisted: ['adbtd: 198.51.100.95', 'simple-inboxes: agency-rest-1.example'],
  charged_after_gone: ['simple-inboxes: 883d0079-ca23-43ab-b92b-1db4ae80b02d'],
  charged_twice: ['simple-inboxes: renewal of alder-news.example'],
  charged_without_inboxes: [
    'simple-inboxes: birch-past.example',
    'simple-inboxes: f005f204-0bad-444d-98a6-386915427b48',
  ],
  dns_changed_out_of_band: ['simple-inboxes: cedar-team.example'],
  document_left: ['adbtd: adbtd-sandbox'],
  forwarding_changed_out_of_band: [
    'elastic-email: replies 002',
    'mailbux: forward@alder-mail.example',
    'simple-inboxes: cedar-team.example',
  ],
  inbox_vanished: ['mailbux: hello.coast@alder-mail.example'],
  inbox_without_charge: ['simple-inboxes: alder-trial.example'],
  inbox_without_domain: ['several: alder-mail-2.example', 'several: birch-desk.example'],
  key_expiring: ['elastic-email: billing'],
  key_too_broad: ['elastic-email: newsletter'],
  key_unused: ['elastic-email: newsletter', 'elastic-email: relay-003@agency.example'],
  key_without_networks: [
    'elastic-email: console',
    'elastic-email: newsletter',
    'elastic-email: relay-003@agency.example',
    'elastic-email: relay@alder-news.example',
  ],
  keys_near_limit: ['elastic-email: -'],
  operation_leaked: ['mailbux: mailbux.createPrincipal'],
  permissions_changed_out_of_band: ['elastic-email: monitoring'],
  provisioning_failed: ['simple-inboxes: df027ea8-a279-4cc9-a588-7f8f4c43fcf3', 'simple-inboxes: move_nameservers'],
  ready_to_reactivate: ['simple-inboxes: agency-rest-2.example'],
  renewal_of_failing: ['simple-inboxes: birch-mail.example and 1 more'],
  renewal_of_unused: ['simple-inboxes: birch-past.example', 'simple-inboxes: f005f204-0bad-444d-98a6-386915427b48'],
  run_held: ['elastic-email: elastic-email-sandbox'],
  running_balance_broken: ['simple-inboxes: renewal of birch-past.example'],
  top_up_without_invoice: ['simple-inboxes: top-up by card'],
  transaction_changed: ['simple-inboxes: renewal of cedar-team.example, corrected'],
  transaction_vanished: ['simple-inboxes: top-up by card'],
  transfer_without_other_leg: ['simple-inboxes: transfer out'],
  wallet_does_not_add_up: ['simple-inboxes: birch'],
  dkim_differs: ['several: alder-mail.example'],
  dkim_malformed: ['adbtd: agency-038.example'],
  dkim_missing: ['adbtd: agency-026.example', 'several: cedar-mail.example'],
  dmarc_malformed: ['adbtd: agency-034.example'],
  dmarc_missing: ['adbtd: agency-025.example', 'simple-inboxes: birch-team.example'],
  dns_not_published: ['simple-inboxes: cedar-team.example'],
  dns_record_missing: ['several: birch-mail.example'],
  domain_unresolvable: ['elastic-email: alder-news-2.example', 'mailbux: alder-mail-2.example'],
  mx_wrong: ['several: cedar-mail.example'],
  nameservers_differ: ['simple-inboxes: birch-team.example'],
  password_changed_out_of_band: ['simple-inboxes: 9b62b4c8-38f0-41cb-a247-c46455fc5b53'],
  spf_malformed: ['several: alder-desk.example'],
  spf_missing: ['adbtd: agency-023.example', 'simple-inboxes: birch-team.example'],
  spf_open_ended: ['several: cedar-desk.example'],
  spf_several: ['simple-inboxes: alder-team.example'],
  spf_too_many_lookups: ['simple-inboxes: alder-trial.example'],
  spf_without_provider: ['several: birch-mail.example', 'several: cedar-news.example'],
};

/** What a while brings, and then a day, by the rules that need them. */
const afterAWhile: Subjects = { operation_contradicted: ['adbtd: adbtd.createMailboxes'] };
const afterADay: Subjects = {
  dns_answers_differ: ['several: cedar-news.example'],
  operation_unsettled: ['inframail: inframail.createEmailAccount'],
};

/** What comes of a credential that is refused and a rate that is used up, days later. */
const afterTrouble: Subjects = {
  credential_failing: ['mailbux: mailbux-sandbox'],
  budget_starved: ['adbtd: adbtd-sandbox'],
  // Of each kind its own: three, the one that is held, and six.
  scope_not_proven: [
    ...Array<string>(3).fill('adbtd: adbtd-sandbox'),
    'elastic-email: elastic-email-sandbox',
    ...Array<string>(6).fill('mailbux: mailbux-sandbox'),
  ],
};

const afterHalfAYear: Subjects = {
  credential_rotation_due: ['adbtd', 'elastic-email', 'inframail', 'mailbux', 'simple-inboxes'].map(
    (name) => `${name}: ${name}-sandbox`,
  ),
};

const whenARuleBreaks: Subjects = { rule_failed: ['several: -'] };

let world: WorldRig;
beforeAll(async () => {
  world = await startWorld({ seed: 1 });
}, 120_000);
afterAll(() => world.close());

const timeout = 180_000;

test('each rule finds its own on the first day, and nothing else', { timeout }, async () => {
  expect(await world.sync()).toEqual([...world.sandboxes.keys()].map((connection) => `${connection} complete`));
  const telling: Telling = {
    rollcall: world.rollcall,
    list: async (connection, kinds) => void (await world.sync({ connections: [connection], kinds })),
  };
  for (const [connection, { controlUrl, story }] of world.sandboxes) {
    await tellStory(telling, { connection, controlUrl, story });
  }
  await world.sync();
  await world.checkDns();
  expect(subjects(await world.judge())).toEqual(onTheFirstDay);
  expect(world.trouble).toEqual([]);
});

test('a rule that breaks is a finding, and leaves its own as they are', { timeout }, async () => {
  const broken: Rule<unknown> = {
    ...runHeld,
    judge: () => {
      throw new Error('the rule broke');
    },
  };
  const sets = [factSet({ name: 'holds', rules: [broken], facts: runHeldFacts })];
  await judgeWorkspace({ ...world.daemon, signal: new AbortController().signal }, world.workspaceId, sets);
  expectOf(await world.findings(), { ...whenARuleBreaks, run_held: onTheFirstDay.run_held ?? [] });
});

test.runIf(canShiftClocks)('a day later it is known what became of operations', { timeout }, async () => {
  for (let time = 0; time < 3; time += 1) {
    world.pass(20 * 60_000);
    await world.sync({ connections: ['adbtd-sandbox', 'inframail-sandbox'] });
  }
  expectOf(await world.judge(), afterAWhile);
  await world.passDays(1);
  await world.sync();
  await world.checkDns();
  expectOf(await world.judge(), { ...afterAWhile, ...afterADay });
});

test.runIf(canShiftClocks)(
  'days later it is known whose credential is refused, and what is not proven',
  { timeout },
  async () => {
    await control(world, 'mailbux-sandbox', {
      path: 'faults',
      body: { operation: '*', fault: 'status', status: 401, times: 0 },
    });
    await control(world, 'adbtd-sandbox', {
      path: 'faults',
      body: { operation: '*', fault: 'status', status: 429, retryAfter: 7_200 },
    });
    for (let time = 0; time < 3; time += 1) await world.sync({ connections: ['mailbux-sandbox'] });
    await world.sync({ connections: ['adbtd-sandbox'] });
    await world.passDays(4);
    await world.sync({ connections: ['inframail-sandbox', 'elastic-email-sandbox', 'simple-inboxes-sandbox'] });
    const found = subjects(await world.judge());
    expect(pick(found, afterTrouble)).toEqual(afterTrouble);
  },
);

test.runIf(canShiftClocks)('half a year later every credential is to be turned', { timeout }, async () => {
  await world.passDays(181);
  expectOf(await world.judge(), afterHalfAYear);
});

/**
 * It speaks of a provider that shows both by whose name it signs and where what it sends bounces to; those that do sign by the domain
 * itself. It is tried by tests of its own, as is what nobody does in this world: to alter the log.
 */
const notHere: readonly FindingRule[] = ['dmarc_unaligned', 'log_broken'];

test.runIf(canShiftClocks)('every other rule has its instance in this world', () => {
  const tables = [onTheFirstDay, afterAWhile, afterADay, afterTrouble, afterHalfAYear, whenARuleBreaks];
  const found = new Set(tables.flatMap((table) => Object.keys(table)));
  expect(FindingRule.options.filter((rule) => !found.has(rule))).toEqual(notHere);
});

test('the page of this world names every rule', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'SANDBOX_WORLD.md'), 'utf8');
  expect(FindingRule.options.filter((rule) => !page.includes(`\`${rule}\``))).toEqual([]);
});

/** What these rules find is this, whatever others do. */
function expectOf(findings: readonly Finding[], expected: Subjects): void {
  expect(pick(subjects(findings), expected)).toEqual(expected);
}

function pick(found: Subjects, of: Subjects): Subjects {
  return Object.fromEntries(Object.entries(found).filter(([rule]) => Object.hasOwn(of, rule)));
}

/** By rule, in one order: `connection: subject`. */
function subjects(findings: readonly Finding[]): Subjects {
  const rules = Map.groupBy(findings, ({ rule }) => rule);
  const named = [...rules].map(([rule, found]) => [rule, found.map(subjectOf).toSorted()]);
  return Object.fromEntries(named);
}

function subjectOf({ connection, subject }: Finding): string {
  return `${connection?.replace(/-sandbox$/, '') ?? 'several'}: ${subject?.name ?? '-'}`;
}
