import type { SandboxZone } from '@rollcall/provider-kit/sandbox';
import type { State } from './state.ts';

/** The provider's own zone: what the records of customers' domains name. Those domains' DNS is held elsewhere. */
export function zonesOf({ certificateDigest }: State): readonly SandboxZone[] {
  return [
    {
      name: 'mailbux.com',
      nameservers: ['ns.mailbux.com'],
      records: [
        { type: 'A', name: 'ns.mailbux.com', content: '127.0.0.1' },
        { type: 'A', name: 'mail.mailbux.com', content: '192.0.2.65' },
        { type: 'TLSA', name: '_25._tcp.mail.mailbux.com', content: `3 1 1 ${certificateDigest}` },
      ],
    },
  ];
}
