import { dkimPublicKey } from '@rollcall/provider-kit/sandbox';
import type { PlannedDomain, ZoneFlaw } from './seed-plan.ts';
import type { DnsRecord } from './state.ts';

type ZoneRecord = Pick<DnsRecord, 'type' | 'name' | 'content'> & Partial<DnsRecord>;

/**
 * The records that somebody who runs the domain's mail asked its owner for, as the owner has set them: what the flaw of
 * the domain says is wrong here.
 */
export function zoneOf(seed: number, domain: PlannedDomain): readonly ZoneRecord[] {
  const records = unspoiltZone(seed, domain);
  return domain.zoneFlaw === null ? records : spoilt(domain.name, records, domain.zoneFlaw);
}

/** The mail server that resolvers remember, and that is gone. */
export function rememberedRecord(domain: string): ZoneRecord {
  return { type: 'MX', name: domain, content: `mail.old-${domain}`, priority: 10 };
}

function spoilt(name: string, records: readonly ZoneRecord[], flaw: ZoneFlaw): readonly ZoneRecord[] {
  const spf = (content: string) =>
    records.map((record) => (record.content.startsWith('v=spf1') ? { ...record, content } : record));
  switch (flaw) {
    case 'spf_twice':
      return [...records, { type: 'TXT', name, content: 'v=spf1 ip4:192.0.2.7 ~all' }];
    case 'spf_malformed':
      return spf('v=spf1 mx ip4:198.51.100 -all');
    case 'spf_open':
      return spf('v=spf1 mx ?all');
    case 'spf_void':
      return spf(`v=spf1 include:_spf.google.com a:shop.${name} a:crm.${name} a:survey.${name} ~all`);
    case 'dkim_other':
      return records.map((record) => {
        const [told, key] = record.content.split('; p=');
        return key === undefined || !record.name.includes('._domainkey.')
          ? record
          : { ...record, content: `${told}; p=${dkimPublicKey(0, `old-${name}`)}` };
      });
    case 'mx_besides':
      return [...records, { type: 'MX', name, content: 'smtp.google.com', priority: 5 }];
    case 'setup':
      return records.filter(({ name: own }) => !own.startsWith('autoconfig.'));
    // What is wrong with these is not in their records.
    case 'unserved':
    case 'remembered':
      return records;
    default:
      return flaw satisfies never;
  }
}

function unspoiltZone(seed: number, domain: PlannedDomain): readonly ZoneRecord[] {
  switch (domain.use) {
    case 'mail':
      return mailServerZone(seed, domain);
    case 'news':
      return newsletterZone(seed, domain);
    case 'desk':
      return hostZone(domain);
    default:
      return ownZone(seed, domain);
  }
}

/** One more record, of which any domain can have any number. */
export function trackingRecord(domain: string, number: number): ZoneRecord {
  return { type: 'CNAME', name: `track${number}.${domain}`, content: 'open.example' };
}

/** Inboxes of this account. */
function ownZone(seed: number, { name }: PlannedDomain): readonly ZoneRecord[] {
  return [
    { type: 'MX', name, content: 'smtp.google.com', priority: 1 },
    { type: 'TXT', name, content: ownSpf },
    { type: 'TXT', name: `_dmarc.${name}`, content: 'v=DMARC1; p=none' },
    {
      type: 'TXT',
      name: `google._domainkey.${name}`,
      content: `v=DKIM1; k=rsa; p=${dkimPublicKey(seed, name, 'rsa')}`,
    },
    trackingRecord(name, 1),
  ];
}

const ownSpf = 'v=spf1 include:_spf.google.com ~all';

/** Mailboxes on a mail server that says which records it needs. */
function mailServerZone(seed: number, { name, flaw }: PlannedDomain): readonly ZoneRecord[] {
  const server = 'mail.mailbux.com';
  const reports = `mailto:postmaster@${name}`;
  const dkim = `v=DKIM1; k=ed25519; h=sha256; p=${dkimPublicKey(seed, name)}`;
  return [
    { type: 'MX', name, content: server, priority: 10 },
    { type: 'TXT', name, content: flaw === 'spf' ? ownSpf : 'v=spf1 mx ra=postmaster -all' },
    ...(flaw === 'dkim' ? [] : [{ type: 'TXT', name: `202606e._domainkey.${name}`, content: dkim }]),
    { type: 'TXT', name: `_dmarc.${name}`, content: `v=DMARC1; p=reject; rua=${reports}; ruf=${reports}` },
    { type: 'SRV', name: `_jmap._tcp.${name}`, content: `0 1 443 ${server}` },
    { type: 'SRV', name: `_imaps._tcp.${name}`, content: `0 1 993 ${server}` },
    { type: 'SRV', name: `_submission._tcp.${name}`, content: `0 1 587 ${server}` },
    { type: 'CNAME', name: `autoconfig.${name}`, content: server },
  ];
}

/** Newsletters, sent by a service that is included in the SPF record. */
function newsletterZone(seed: number, { name, flaw }: PlannedDomain): readonly ZoneRecord[] {
  return [
    { type: 'MX', name, content: 'smtp.google.com', priority: 1 },
    { type: 'TXT', name, content: flaw === 'spf' ? ownSpf : 'v=spf1 include:_spf.elasticemail.com ~all' },
    { type: 'TXT', name: `api._domainkey.${name}`, content: `k=rsa;t=s;p=${dkimPublicKey(seed, name, 'rsa')}` },
    { type: 'TXT', name: `_dmarc.${name}`, content: 'v=DMARC1; p=none' },
    { type: 'CNAME', name: `tracking.${name}`, content: 'api.elasticemail.com' },
  ];
}

/** Inboxes on a rented host. */
function hostZone({ name }: PlannedDomain): readonly ZoneRecord[] {
  return [
    { type: 'A', name: `mail.${name}`, content: '198.51.100.25' },
    { type: 'MX', name, content: `mail.${name}`, priority: 10 },
    { type: 'TXT', name, content: 'v=spf1 mx -all' },
    { type: 'TXT', name: `_dmarc.${name}`, content: 'v=DMARC1; p=none' },
  ];
}
