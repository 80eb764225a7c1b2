import type { components } from '../generated/types.ts';
import { type DkimKey, keyName, keysOf, type State } from './state.ts';

type DnsRecord = components['schemas']['DnsRecord'];

/** All records that a domain needs, as the API shows them. */
export function recordsOf(state: State, domain: string): DnsRecord[] {
  return [
    { type: 'MX', name: `${domain}.`, content: '10 mail.mailbux.com.' },
    { type: 'TXT', name: `${domain}.`, content: 'v=spf1 mx ra=postmaster -all' },
    ...keysOf(state, domain).map((key) => ({ type: 'TXT', name: `${keyName(key)}.`, content: published(key) })),
    {
      type: 'TXT',
      name: `_dmarc.${domain}.`,
      content: `v=DMARC1; p=reject; rua=mailto:postmaster@${domain}; ruf=mailto:postmaster@${domain}`,
    },
    { type: 'SRV', name: `_jmap._tcp.${domain}.`, content: '0 1 443 mail.mailbux.com.' },
    { type: 'SRV', name: `_imaps._tcp.${domain}.`, content: '0 1 993 mail.mailbux.com.' },
    { type: 'SRV', name: `_submission._tcp.${domain}.`, content: '0 1 587 mail.mailbux.com.' },
    { type: 'CNAME', name: `autoconfig.${domain}.`, content: 'mail.mailbux.com.' },
    { type: 'TLSA', name: '_25._tcp.mail.mailbux.com.', content: `3 1 1 ${state.certificateDigest}` },
  ];
}

function published({ algorithm, publicKey }: DkimKey): string {
  return `v=DKIM1; k=${algorithm}; h=sha256; p=${publicKey}`;
}
