import { dkimPublicKey, type SandboxZone } from '@rollcall/provider-kit/sandbox';
import type { Domain, State } from './state.ts';

/** The zones of the account's domains, each without the records that it is shown to lack, and the provider's own. */
export function zonesOf(state: State): readonly SandboxZone[] {
  return [...state.domains.ordered().map((domain) => zoneOf(state, domain)), infrastructure];
}

const nameserver = 'ns.adbtd.com';

function zoneOf(state: State, { id, name, spfOk, dkimOk, dmarcOk, mxOk, dkimSelector }: Domain): SandboxZone {
  const host = state.hosts.get(id) ?? '192.0.2.193';
  // Of which seed the account is, its domains' names say.
  const dkim = `v=DKIM1; k=rsa; p=${dkimPublicKey(0, name, 'rsa')}`;
  return {
    name,
    nameservers: [nameserver],
    records: [
      { type: 'A', name: `mail.${name}`, content: host },
      ...(mxOk ? [{ type: 'MX', name, content: `mail.${name}`, priority: 10 }] : []),
      ...(spfOk ? [{ type: 'TXT', name, content: `v=spf1 ip4:${host} -all` }] : []),
      ...(dkimOk ? [{ type: 'TXT', name: `${dkimSelector}._domainkey.${name}`, content: dkim }] : []),
      ...(dmarcOk ? [{ type: 'TXT', name: `_dmarc.${name}`, content: 'v=DMARC1; p=none' }] : []),
    ],
  };
}

const infrastructure: SandboxZone = {
  name: 'adbtd.com',
  nameservers: [nameserver],
  records: [{ type: 'A', name: nameserver, content: '127.0.0.1' }],
};
