import type { RuleEntry } from './rule.ts';
import { dkimDiffers } from './rules/deliverability/dkim-differs.ts';
import { dkimMalformed } from './rules/deliverability/dkim-malformed.ts';
import { dkimMissing } from './rules/deliverability/dkim-missing.ts';
import { dmarcMalformed } from './rules/deliverability/dmarc-malformed.ts';
import { dmarcMissing } from './rules/deliverability/dmarc-missing.ts';
import { dmarcUnaligned } from './rules/deliverability/dmarc-unaligned.ts';
import { dnsAnswersDiffer } from './rules/deliverability/dns-answers-differ.ts';
import { dnsNotPublished } from './rules/deliverability/dns-not-published.ts';
import { dnsRecordMissing } from './rules/deliverability/dns-record-missing.ts';
import { domainUnresolvable } from './rules/deliverability/domain-unresolvable.ts';
import { mxWrong } from './rules/deliverability/mx-wrong.ts';
import { nameserversDiffer } from './rules/deliverability/nameservers-differ.ts';
import { spfMalformed } from './rules/deliverability/spf-malformed.ts';
import { spfMissing } from './rules/deliverability/spf-missing.ts';
import { spfOpenEnded } from './rules/deliverability/spf-open-ended.ts';
import { spfSeveral } from './rules/deliverability/spf-several.ts';
import { spfTooManyLookups } from './rules/deliverability/spf-too-many-lookups.ts';
import { spfWithoutProvider } from './rules/deliverability/spf-without-provider.ts';
import { apiKeyAppeared } from './rules/drift/api-key-appeared.ts';
import { dnsChangedOutOfBand } from './rules/drift/dns-changed-out-of-band.ts';
import { forwardingChangedOutOfBand } from './rules/drift/forwarding-changed-out-of-band.ts';
import { inboxVanished } from './rules/drift/inbox-vanished.ts';
import { operationContradicted } from './rules/drift/operation-contradicted.ts';
import { operationLeaked } from './rules/drift/operation-leaked.ts';
import { operationUnsettled } from './rules/drift/operation-unsettled.ts';
import { passwordChangedOutOfBand } from './rules/drift/password-changed-out-of-band.ts';
import { permissionsChangedOutOfBand } from './rules/drift/permissions-changed-out-of-band.ts';
import { aliasToNowhere } from './rules/identity/alias-to-nowhere.ts';
import { domainWithoutInbox } from './rules/identity/domain-without-inbox.ts';
import { inboxAtTwoProviders } from './rules/identity/inbox-at-two-providers.ts';
import { inboxWithoutDomain } from './rules/identity/inbox-without-domain.ts';
import { credentialFailing } from './rules/keys/credential-failing.ts';
import { credentialRotationDue } from './rules/keys/credential-rotation-due.ts';
import { keyExpiring } from './rules/keys/key-expiring.ts';
import { keyTooBroad } from './rules/keys/key-too-broad.ts';
import { keyUnused } from './rules/keys/key-unused.ts';
import { keyWithoutNetworks } from './rules/keys/key-without-networks.ts';
import { keysNearLimit } from './rules/keys/keys-near-limit.ts';
import { autoRechargeSurprise } from './rules/money/auto-recharge-surprise.ts';
import { balanceDiffers } from './rules/money/balance-differs.ts';
import { chargedAfterGone } from './rules/money/charged-after-gone.ts';
import { chargedTwice } from './rules/money/charged-twice.ts';
import { chargedWithoutInboxes } from './rules/money/charged-without-inboxes.ts';
import { inboxWithoutCharge } from './rules/money/inbox-without-charge.ts';
import { orderUnpaid } from './rules/money/order-unpaid.ts';
import { renewalOfFailing } from './rules/money/renewal-of-failing.ts';
import { renewalOfUnused } from './rules/money/renewal-of-unused.ts';
import { runningBalanceBroken } from './rules/money/running-balance-broken.ts';
import { topUpWithoutInvoice } from './rules/money/top-up-without-invoice.ts';
import { transactionChanged } from './rules/money/transaction-changed.ts';
import { transactionVanished } from './rules/money/transaction-vanished.ts';
import { walletDoesNotAddUp } from './rules/money/wallet-does-not-add-up.ts';
import { budgetStarved } from './rules/trust/budget-starved.ts';
import { documentLeft } from './rules/trust/document-left.ts';
import { logBroken } from './rules/trust/log-broken.ts';
import { ruleFailed } from './rules/trust/rule-failed.ts';
import { runHeld } from './rules/trust/run-held.ts';
import { scopeNotProven } from './rules/trust/scope-not-proven.ts';
import { blacklisted } from './rules/work/blacklisted.ts';
import { provisioningFailed } from './rules/work/provisioning-failed.ts';
import { readyToReactivate } from './rules/work/ready-to-reactivate.ts';
import { transferWithoutOtherLeg } from './rules/work/transfer-without-other-leg.ts';

/** Every rule that there is, one line each. docs/FINDINGS.md has a row for each. */
export const catalogue: readonly RuleEntry[] = [
  dnsChangedOutOfBand,
  passwordChangedOutOfBand,
  permissionsChangedOutOfBand,
  forwardingChangedOutOfBand,
  inboxVanished,
  apiKeyAppeared,
  operationUnsettled,
  operationContradicted,
  operationLeaked,
  provisioningFailed,
  blacklisted,
  readyToReactivate,
  keyUnused,
  keyWithoutNetworks,
  keyTooBroad,
  keysNearLimit,
  keyExpiring,
  credentialFailing,
  credentialRotationDue,
  scopeNotProven,
  budgetStarved,
  documentLeft,
  walletDoesNotAddUp,
  runningBalanceBroken,
  balanceDiffers,
  chargedTwice,
  transactionChanged,
  transactionVanished,
  autoRechargeSurprise,
  topUpWithoutInvoice,
  transferWithoutOtherLeg,
  chargedAfterGone,
  chargedWithoutInboxes,
  inboxWithoutCharge,
  orderUnpaid,
  renewalOfUnused,
  renewalOfFailing,
  inboxAtTwoProviders,
  inboxWithoutDomain,
  domainWithoutInbox,
  aliasToNowhere,
  domainUnresolvable,
  nameserversDiffer,
  mxWrong,
  spfMissing,
  spfSeveral,
  spfMalformed,
  spfTooManyLookups,
  spfOpenEnded,
  spfWithoutProvider,
  dkimMissing,
  dkimMalformed,
  dkimDiffers,
  dmarcMissing,
  dmarcMalformed,
  dmarcUnaligned,
  dnsRecordMissing,
  dnsNotPublished,
  dnsAnswersDiffer,
  runHeld,
  logBroken,
  ruleFailed,
];
