import type { SandboxZone } from '@rollcall/provider-kit/sandbox';

/** The provider's own zone: what the records of customers' domains name. Those domains' DNS is held elsewhere. */
export function zonesOf(): readonly SandboxZone[] {
  return [
    {
      name: 'elasticemail.com',
      nameservers: ['ns.elasticemail.com'],
      records: [
        { type: 'A', name: 'ns.elasticemail.com', content: '127.0.0.1' },
        { type: 'A', name: 'api.elasticemail.com', content: '192.0.2.129' },
        { type: 'TXT', name: '_spf.elasticemail.com', content: 'v=spf1 ip4:192.0.2.128/26 ~all' },
      ],
    },
  ];
}
