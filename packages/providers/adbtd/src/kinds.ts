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
    readable: true,
  },
];

/** Every list costs the same. */
function hourly(reason: string): KindSpec['schedule'] {
  return { cron: '0 * * * *', reason: `${reason}; the whole list is one of the 60 requests a minute` };
}
