import { content, derived, identity, type KindSpec, volatile } from '@rollcall/provider-kit';
import { sending } from './map.ts';

const counted = {
  bestGrade: 'proven',
  gradeReason: 'every page states the same total, which is what was read, and begins where the one before ended',
  shapedBy: {},
} as const;
const whole = {
  bestGrade: 'proven',
  gradeReason: 'the provider documents this answer as all the records that the domain needs',
  shapedBy: {},
} as const;
const ownedBy = { kind: 'domain', attribute: 'domain' } as const;
const names = { cron: '0 * * * *', reason: 'names are changed by hand; a request lists 200 of the 900 a minute' };
const records = {
  cron: '0 */6 * * *',
  reason: 'what a domain needs changes with its keys alone, and takes a request for each domain, of 900 a minute',
};
const ofAddress = derived('mapping', 'it is the part of the address behind the @');
const ofParent = derived('mapping', 'it is the domain whose records were asked for');
const ofRecord = identity('a record has no id: type, name, priority and content are what it is known by');
const madeAgain = identity('a principal that was deleted and made again under its name has another number');
const sendingRoles = Object.fromEntries(
  Object.keys(sending).map((attribute) => [attribute, derived('mapping', 'the guide says it of every mailbox')]),
);

/** Every kind that is listed, parents before children. */
export const kinds: readonly KindSpec[] = [
  {
    ...counted,
    kind: 'domain',
    schedule: names,
    attributes: { ...content('description'), providerId: madeAgain },
    says: {
      domain: {
        ...{ serves: 'inboxes', isHeld: false },
        reason: 'any name can be made a domain here; whether mail for it comes here is decided by its DNS, elsewhere',
      },
    },
    readable: true,
  },
  {
    ...counted,
    kind: 'inbox',
    schedule: names,
    ownedBy,
    attributes: {
      domain: ofAddress,
      ...content('description', 'primaryEmail', 'quotaBytes'),
      usedQuotaBytes: volatile('it moves with every message'),
      ...content('holdsMail', 'roles', 'memberOf'),
      providerId: madeAgain,
      ...sendingRoles,
    },
    automatisms: [
      {
        ...{ change: 'changed', attributes: ['holdsMail'] },
        reason: 'mail comes into a mailbox, and whoever has it reads and deletes it',
        isDocumented: false,
      },
    ],
    says: { holdsMail: 'holdsMail' },
    readable: true,
  },
  // A mailbox's further addresses cannot be asked for by name, and nothing must be called gone for want of an answer.
  {
    ...counted,
    kind: 'alias',
    schedule: names,
    ownedBy,
    attributes: { domain: ofAddress, ...content('targets', 'madeAs', 'description') },
    says: { deliversTo: 'targets' },
    readable: false,
  },
  {
    ...counted,
    kind: 'forwarder',
    schedule: names,
    ownedBy,
    shapedBy: { forwarderEndpoint: 'which' },
    attributes: { domain: ofAddress, ...content('targets', 'localTargets', 'madeAs', 'description') },
    says: { deliversTo: 'localTargets' },
    readable: true,
  },
  {
    ...whole,
    kind: 'dkim',
    schedule: records,
    perParent: 'domain',
    ownedBy,
    attributes: {
      domain: ofParent,
      selector: derived('mapping', 'it is the part of the name before ._domainkey'),
      ...content('algorithm', 'publicKey'),
    },
    readable: false,
  },
  {
    ...whole,
    kind: 'dns_expectation',
    shapedBy: { dnsPath: 'how' },
    schedule: records,
    perParent: 'domain',
    ownedBy,
    attributes: {
      ...{ domain: ofParent, type: ofRecord, content: ofRecord, priority: ofRecord },
      asWritten: derived('provider', 'it is another spelling of what the record means'),
    },
    readable: false,
  },
];
