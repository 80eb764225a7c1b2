import { z } from 'zod';
import { Actor, Subject } from './event.ts';
import { EventId, FindingId, Instant, OperationId } from './ids.ts';

/** Somebody changed something elsewhere, or what an operation of ours led to is not what it was to lead to. */
const driftRules = [
  'dns_changed_out_of_band',
  'password_changed_out_of_band',
  'permissions_changed_out_of_band',
  'forwarding_changed_out_of_band',
  'inbox_vanished',
  'api_key_appeared',
  'operation_unsettled',
  'operation_contradicted',
  'operation_leaked',
] as const;
/** What is paid and what it is paid for do not add up, or need not be paid. */
const moneyRules = [
  'wallet_does_not_add_up',
  'running_balance_broken',
  'balance_differs',
  'charged_twice',
  'transaction_changed',
  'transaction_vanished',
  'auto_recharge_surprise',
  'top_up_without_invoice',
  'charged_after_gone',
  'charged_without_inboxes',
  'inbox_without_charge',
  'order_unpaid',
  'renewal_of_unused',
  'renewal_of_failing',
] as const;
/** DNS will not have mail delivered. */
const deliverabilityRules = [
  'domain_unresolvable',
  'nameservers_differ',
  'mx_wrong',
  'spf_missing',
  'spf_several',
  'spf_malformed',
  'spf_too_many_lookups',
  'spf_open_ended',
  'spf_without_provider',
  'dkim_missing',
  'dkim_malformed',
  'dkim_differs',
  'dmarc_missing',
  'dmarc_malformed',
  'dmarc_unaligned',
  'dns_record_missing',
  'dns_not_published',
  'dns_answers_differ',
] as const;
/** Resources of several connections do not fit together. */
const identityRules = [
  'inbox_at_two_providers',
  'inbox_without_domain',
  'domain_without_inbox',
  'alias_to_nowhere',
] as const;
/** What a provider was to do, or should be told to. */
const workRules = ['provisioning_failed', 'blacklisted', 'ready_to_reactivate', 'transfer_without_other_leg'] as const;
/** Keys of providers, of the gateway, and the credentials of connections. */
const keyRules = [
  'key_unused',
  'key_without_networks',
  'key_too_broad',
  'keys_near_limit',
  'key_expiring',
  'credential_failing',
  'credential_rotation_due',
] as const;
/** What keeps the ledger, or these rules, from being believed. */
const trustRules = [
  'scope_not_proven',
  'run_held',
  'budget_starved',
  'document_left',
  'log_broken',
  'rule_failed',
] as const;

/** The rules that there are: what each looks for stands in its file, `packages/ledger/src/findings/rules/FAMILY`. */
export const FindingRule = z.enum([
  ...driftRules,
  ...moneyRules,
  ...deliverabilityRules,
  ...identityRules,
  ...workRules,
  ...keyRules,
  ...trustRules,
]);
export type FindingRule = z.infer<typeof FindingRule>;

export const FindingFamily = z.enum(['drift', 'money', 'deliverability', 'identity', 'work', 'keys', 'trust']);
export type FindingFamily = z.infer<typeof FindingFamily>;

export const rulesOfFamily: Readonly<Record<FindingFamily, readonly FindingRule[]>> = {
  drift: driftRules,
  money: moneyRules,
  deliverability: deliverabilityRules,
  identity: identityRules,
  work: workRules,
  keys: keyRules,
  trust: trustRules,
};

export function familyOf(rule: FindingRule): FindingFamily {
  const family = FindingFamily.options.find((one) => rulesOfFamily[one].includes(rule));
  if (family === undefined) throw new RangeError(`no family has the rule ${rule}`);
  return family;
}

/** `notice`: to be looked at some time. `alarm`: it costs something while nobody looks. */
export const FindingSeverity = z.enum(['notice', 'alarm']);
export type FindingSeverity = z.infer<typeof FindingSeverity>;

/**
 * `acknowledged`: somebody saw it. `accepted`: it may stay as it is, until then. Opened and resolved by its rule alone: what is
 * resolved and found again is open again, as the same finding.
 */
export const FindingState = z.enum(['open', 'acknowledged', 'accepted', 'resolved']);
export type FindingState = z.infer<typeof FindingState>;

/** An exact sum of money: whole minor units, as decimal digits of any length, of a currency (ISO 4217). */
export const Money = z.object({ minor: z.string().regex(/^-?\d+$/), currency: z.string() });
export type Money = z.infer<typeof Money>;

/** What a rule says of what the ledger holds. */
export const Finding = z.object({
  id: FindingId,
  rule: FindingRule,
  family: FindingFamily,
  severity: FindingSeverity,
  state: FindingState,
  /** Null where it is of several connections, or of the whole workspace. */
  connection: z.string().nullable(),
  /** What it is about; null where that is no one thing. */
  subject: Subject.nullable(),
  /** What is wrong, as one sentence. */
  sentence: z.string(),
  /** What to do. */
  remedy: z.string(),
  /** What was seen that says so, one sentence each. */
  evidence: z.array(z.string()),
  /** What it has cost, where that is known to the last unit. */
  money: Money.nullable(),
  operationId: OperationId.nullable(),
  /** The change that it is about. */
  eventId: EventId.nullable(),
  /** When it was first found. */
  firstOpenedAt: Instant,
  /** Since when it is found without a break. */
  openedAt: Instant,
  /** For how many whole days that is, by now or until it was resolved. */
  ageDays: z.int(),
  /** How often it was found again after it had been resolved, or was open again after it had been accepted. */
  reopened: z.int(),
  updatedAt: Instant,
  resolvedAt: Instant.nullable(),
  /** Who saw it, and when. */
  acknowledged: z.object({ at: Instant, by: Actor }).nullable(),
  /** Who is to see to it: a name that means something to its readers. */
  assigned: z.object({ to: z.string(), at: Instant, by: Actor }).nullable(),
  /** Why it may stay as it is, who said so, and until when. */
  accepted: z.object({ reason: z.string(), until: Instant, at: Instant, by: Actor }).nullable(),
});
export type Finding = z.infer<typeof Finding>;

/** For how long something may be accepted: whoever accepts it for good looks at it again once a year. */
export const acceptedDaysMax = 366;

/** From less than a day on; each begins where the one before it ends. */
export const ageBuckets = ['under a day', 'under a week', 'under 30 days', '30 days or more'] as const;

/** What is found now, in figures. */
export const FindingSummary = z.object({
  /** All that is not resolved. */
  total: z.int(),
  /** By what is said of it. */
  states: z.object({ open: z.int(), acknowledged: z.int(), accepted: z.int() }),
  severities: z.object({ notice: z.int(), alarm: z.int() }),
  /** For how long they have been found without a break. */
  ages: z.array(z.object({ age: z.enum(ageBuckets), count: z.int() })),
  /** What it has cost, a sum for each currency, where that is known; accepted ones aside. */
  money: z.array(Money),
  /** Alarms first, and then those that found most. Rules that found nothing are left out. */
  rules: z.array(
    z.object({
      rule: FindingRule,
      family: FindingFamily,
      severity: FindingSeverity,
      open: z.int(),
      acknowledged: z.int(),
      accepted: z.int(),
      oldestAt: Instant,
      money: z.array(Money),
    }),
  ),
  /** When the rules had last judged all of the workspace; null before the first time. */
  judgedAt: Instant.nullable(),
  /** Whether something is on record that they have not judged yet: what is found may be less, or more, than is so. */
  isBehind: z.boolean(),
});
export type FindingSummary = z.infer<typeof FindingSummary>;

/** A rule, as the catalogue of rules has it. */
export const CataloguedRule = z.object({
  rule: FindingRule,
  family: FindingFamily,
  severity: FindingSeverity,
  /** What is wrong, in general. */
  title: z.string(),
  /** What to do, in general. */
  remedy: z.string(),
});
export type CataloguedRule = z.infer<typeof CataloguedRule>;
