import { type CallsOf, each, ProviderError, type Restores } from '@rollcall/provider-kit';
import type { Confirmed } from './common.ts';
import type { operations } from './generated/types.ts';

const verified = { notPossible: 'the provider finds it by looking at the DNS: put the records right where they are.' };
const provisioned = { notPossible: 'the provider sets it when it provisions; its API changes nothing in place.' };

/** What can be put back that the common operations cannot. The reasons are those of the provider's API page (2026-11-20). */
export const restores: Restores<CallsOf<operations, 'data', never, Confirmed>> = {
  host: {
    appeared: {
      operations: ['releaseIp'],
      warning: 'A released address goes to another workspace after a cooldown.',
      steps: ({ target: { externalId: id } }) => [{ operationId: 'releaseIp', input: { id, confirm: id } }],
    },
    vanished: { notPossible: 'a released address goes to others: orderIps allots whichever is free.' },
    attributes: each(['status', 'reputationFlags'], { notPossible: 'the provider says it of the address by itself.' }),
  },
  domain: {
    vanished: {
      operations: ['domains.add'],
      nearest: 'It comes back under another id and with another DKIM key, without its inboxes.',
      steps: ({ before: { name, attributes } }) => {
        if (attributes['mode'] === 'byo') return [{ common: 'domains.add', input: { domain: name } }];
        throw new ProviderError('not_supported', 'it was bought here, and its API buys none again.');
      },
    },
    attributes: {
      mode: { notPossible: 'a domain stays as it was added: its API changes nothing in place.' },
      ...each(['status', 'spfOk', 'dkimOk', 'dmarcOk', 'mxOk'], verified),
      dkimSelector: { notPossible: 'the provider makes the DKIM key of a domain, and only it.' },
    },
  },
  inbox: {
    attributes: each(['status', 'smtpHost', 'submissionPort', 'imapHost', 'imapPort'], provisioned),
  },
};
