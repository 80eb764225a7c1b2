import { dkimPublicKey, type SandboxZone } from '@rollcall/provider-kit/sandbox';
import type { Domain, State } from './state.ts';

/**
 * The zones of the account's domains, each without the records that it is shown to lack, and the provider's own. Of those that lack
 * the same, every other has one that is of no use.
 */
export function zonesOf(state: State): readonly SandboxZone[] {
  const seen = { dkim: 0, dmarc: 0 };
  const zones = state.domains.ordered().map((domain) => {
    const hasUseless = {
      dkim: !domain.dkimOk && domain.status === 'pending' && seen.dkim++ % 2 === 1,
      dmarc: !domain.dmarcOk && domain.status === 'pending' && seen.dmarc++ % 2 === 1,
    };
    return zoneOf(state, domain, hasUseless);
  });
  return [...zones, infrastructure];
}

/** A key that was revoked, and a policy that there is not. */
const useless = { dkim: 'v=DKIM1; k=rsa; p=', dmarc: 'v=DMARC1; p=nothing' };

const nameserver = 'ns.adbtd.com';

interface Useless {
  readonly dkim: boolean;
  readonly dmarc: boolean;
}

function zoneOf(state: State, domain: Domain, hasUseless: Useless): SandboxZone {
  const { id, name, spfOk, dkimOk, dmarcOk, mxOk, dkimSelector } = domain;
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
      ...text(`${dkimSelector}._domainkey.${name}`, dkimOk ? dkim : hasUseless.dkim ? useless.dkim : null),
      ...text(`_dmarc.${name}`, dmarcOk ? 'v=DMARC1; p=none' : hasUseless.dmarc ? useless.dmarc : null),
    ],
  };
}

function text(name: string, content: string | null): SandboxZone['records'] {
  return content === null ? [] : [{ type: 'TXT', name, content }];
}

const infrastructure: SandboxZone = {
  name: 'adbtd.com',
  nameservers: [nameserver],
  records: [{ type: 'A', name: nameserver, content: '127.0.0.1' }],
};
