import type { Migration } from 'kysely/migration';
import * as workspaces from './0001_workspaces.ts';
import * as connections from './0002_connections.ts';
import * as runs from './0003_runs.ts';
import * as ledger from './0004_ledger.ts';
import * as operations from './0005_operations.ts';
import * as identity from './0006_identity.ts';
import * as budgets from './0007_budgets.ts';
import * as schedules from './0008_schedules.ts';
import * as rates from './0009_rates.ts';
import * as parents from './0010_parents.ts';
import * as holds from './0011_holds.ts';
import * as doubts from './0012_doubts.ts';
import * as history from './0013_history.ts';
import * as causes from './0014_causes.ts';
import * as rawDigests from './0015_raw_digests.ts';
import * as sharing from './0016_sharing.ts';
import * as increments from './0017_increments.ts';
import * as firstWorkspace from './0018_first_workspace.ts';
import * as keys from './0019_keys.ts';
import * as secrets from './0020_secrets.ts';
import * as bulk from './0021_bulk.ts';
import * as settling from './0022_settling.ts';
import * as standing from './0023_standing.ts';
import * as findingsOfKeys from './0024_findings_of_keys.ts';
import * as narrowerGrants from './0025_narrower_grants.ts';
import * as spentUntil from './0029_spent_until.ts';
import * as sealing from './0030_sealing.ts';
import * as webhooks from './0031_webhooks.ts';
import * as figures from './0032_figures.ts';
import * as traces from './0033_traces.ts';
import * as findings from './0036_findings.ts';
import * as log from './0037_log.ts';
import * as walletCuts from './0039_wallet_cuts.ts';
import * as use from './0040_use.ts';
import * as dns from './0041_dns.ts';
import * as answerShapes from './0042_answer_shapes.ts';
import * as lastUse from './0043_last_use.ts';
import * as standingForRules from './0044_standing_for_rules.ts';
import * as overdueOfRemoved from './0045_overdue_of_removed.ts';
import * as eventsOfOwn from './0046_events_of_own.ts';
import * as dnsFigures from './0047_dns_figures.ts';
import * as pins from './0048_pins.ts';
import * as signingMany from './0049_signing_many.ts';
import * as logVerified from './0050_log_verified.ts';
import * as judgedWhen from './0051_judged_when.ts';
import * as reports from './0052_reports.ts';
import * as findingsPast from './0053_findings_past.ts';
import * as eventsByTime from './0054_events_by_time.ts';
import * as dnsChecks from './0055_dns_checks.ts';

import * as versionsByTruth from './0057_versions_by_truth.ts';

import * as reportSchedules from './0058_report_schedules.ts';

/** Every migration, in order. A name that has landed never changes. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001_workspaces': workspaces,
  '0002_connections': connections,
  '0003_runs': runs,
  '0004_ledger': ledger,
  '0005_operations': operations,
  '0006_identity': identity,
  '0007_budgets': budgets,
  '0008_schedules': schedules,
  '0009_rates': rates,
  '0010_parents': parents,
  '0011_holds': holds,
  '0012_doubts': doubts,
  '0013_history': history,
  '0014_causes': causes,
  '0015_raw_digests': rawDigests,
  '0016_sharing': sharing,
  '0017_increments': increments,
  '0018_first_workspace': firstWorkspace,
  '0019_keys': keys,
  '0020_secrets': secrets,
  '0021_bulk': bulk,
  '0022_settling': settling,
  '0023_standing': standing,
  '0024_findings_of_keys': findingsOfKeys,
  '0025_narrower_grants': narrowerGrants,
  '0029_spent_until': spentUntil,
  '0030_sealing': sealing,
  '0031_webhooks': webhooks,
  '0032_figures': figures,
  '0033_traces': traces,
  '0036_findings': findings,
  '0037_log': log,
  '0039_wallet_cuts': walletCuts,
  '0040_use': use,
  '0041_dns': dns,
  '0042_answer_shapes': answerShapes,
  '0043_last_use': lastUse,
  '0044_standing_for_rules': standingForRules,
  '0045_overdue_of_removed': overdueOfRemoved,
  '0046_events_of_own': eventsOfOwn,
  '0047_dns_figures': dnsFigures,
  '0048_pins': pins,
  '0049_signing_many': signingMany,
  '0050_log_verified': logVerified,
  '0051_judged_when': judgedWhen,
  '0052_reports': reports,
  '0053_findings_past': findingsPast,
  '0054_events_by_time': eventsByTime,
  '0055_dns_checks': dnsChecks,
  '0057_versions_by_truth': versionsByTruth,
  '0058_report_schedules': reportSchedules,
};
