import type { NowhereFacts } from '../../facts/identity.ts';
import { few } from '../../few.ts';
import type { Rule } from '../../rule.ts';

const rule = 'alias_to_nowhere';

/** An alias or a forwarder delivers to an address of its own account that is not there. */
export const aliasToNowhere: Rule<NowhereFacts> = {
  id: rule,
  family: 'identity',
  severity: 'notice',
  title: 'An alias or a forwarder delivers to an address that is not there.',
  remedy: 'Give it another target, or remove it: what is sent to it is lost.',
  judge({ connectionId, connection, kind, externalId, name, missing, targets, isKnown }) {
    if (missing.length === 0) return [];
    const fingerprint = `${rule} ${connectionId} ${kind} ${externalId}`;
    if (!isKnown) return [{ fingerprint, undecided: 'the listings of what it may deliver to are not all believed' }];
    const isAll = missing.length >= targets;
    return [
      {
        rule,
        fingerprint,
        severity: 'notice',
        sentence: `The ${kind} ${name} at ${connection} delivers to ${few(missing)}, which ${missing.length === 1 ? 'is' : 'are'} not there${isAll ? '' : ', and to others'}.`,
        remedy: isAll
          ? 'Give it another target, or remove it: what is sent to it is lost.'
          : 'Take those targets out: what is sent to it comes to the others alone.',
        evidence: missing.map((address) => `no live inbox, alias or forwarder of ${connection} is called ${address}`),
        money: null,
        connectionId,
        subject: { kind, externalId, name },
        operationId: null,
        eventId: null,
      },
    ];
  },
};
