import { content, derived, identity, type KindSpec, volatile } from '@rollcall/provider-kit';

const whole = {
  bestGrade: 'proven',
  gradeReason: 'the provider documents this list as everything there is, in one answer',
} as const;

/** Every kind that is listed, parents before children. */
export const kinds: readonly KindSpec[] = [
  {
    ...whole,
    kind: 'host',
    schedule: hourly('an IP is ordered and released by hand'),
    attributes: {
      ...content('status'),
      allocatedAt: identity('an address that was released and allocated again begins another allocation'),
      lastReputationAt: volatile(
        'the provider checks reputation by itself; what a check found stands in reputationFlags',
      ),
      ...content('reputationFlags'),
    },
    times: { made: 'allocatedAt' },
    reputation: { listedOn: 'reputationFlags' },
    automatisms: [
      {
        ...{ change: 'changed', attributes: ['reputationFlags'] },
        reason: 'the provider checks the reputation of its addresses',
        isDocumented: false,
      },
      {
        ...{ change: 'changed', attributes: ['status'], to: { status: ['assigned'] } },
        reason: 'an address that was ordered is assigned once it is provisioned',
        isDocumented: true,
      },
    ],
    readable: false,
  },
  {
    ...whole,
    kind: 'domain',
    schedule: hourly('a domain is added by hand, and its DNS is verified from time to time'),
    attributes: {
      ...content('mode', 'status', 'spfOk', 'dkimOk', 'dmarcOk', 'mxOk', 'dkimSelector'),
      createdAt: identity('an id is given once, and so is the time at which it was'),
      lastVerifiedAt: volatile(
        'the provider verifies DNS by itself; what a verification found stands in status and the flags',
      ),
    },
    times: { made: 'createdAt' },
    says: {
      domain: {
        ...{ serves: 'inboxes', isHeld: true },
        reason: 'it was bought here, or brought along, and its DNS is verified again and again',
      },
    },
    automatisms: [
      {
        ...{ change: 'changed', attributes: ['spfOk', 'dkimOk', 'dmarcOk', 'mxOk'] },
        reason: 'the provider verifies the DNS of a domain, record by record',
        isDocumented: true,
      },
      {
        ...{ change: 'changed', attributes: ['status'], to: { status: ['verified'] } },
        reason: 'a domain is verified once all its records are',
        isDocumented: true,
      },
      {
        ...{ change: 'changed', attributes: ['status'], from: { status: ['verified'] }, to: { status: ['pending'] } },
        reason: 'a domain waits again when a record of it is gone',
        isDocumented: false,
      },
      {
        ...{ change: 'changed', attributes: ['dkimSelector'], from: { dkimSelector: [null] } },
        reason: 'a domain that was added is given its DKIM key by the provider',
        isDocumented: false,
      },
    ],
    readable: false,
  },
  {
    ...whole,
    kind: 'inbox',
    schedule: hourly('an inbox that is lost goes on being paid for'),
    ownedBy: { kind: 'domain', attribute: 'domain' },
    attributes: {
      domain: derived('mapping', 'it is the part of the address behind the @'),
      ...content('status', 'smtpHost', 'submissionPort', 'imapHost', 'imapPort'),
      createdAt: identity('an id is given once, and so is the time at which it was'),
    },
    times: { made: 'createdAt' },
    automatisms: [
      {
        ...{ change: 'changed', attributes: ['status', 'smtpHost', 'imapHost'], from: { smtpHost: [null] } },
        reason: 'a mailbox that was ordered is provisioned by the provider',
        isDocumented: true,
      },
    ],
    readable: true,
  },
];

/** Every list costs the same. */
function hourly(reason: string): KindSpec['schedule'] {
  return { cron: '0 * * * *', reason: `${reason}; the whole list is one of the 60 requests a minute` };
}
