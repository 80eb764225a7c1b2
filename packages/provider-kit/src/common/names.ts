import { domainToASCII } from 'node:url';
import { z } from 'zod';

/** A domain name in any case and script; what is passed on is lower case, ASCII, and without the root dot. */
export const DomainName = z.string().transform((text, context) => {
  const name = domainName(text);
  if (name !== undefined) return name;
  context.addIssue({ code: 'custom', message: 'must be a domain name such as shop.example or münchen.example' });
  return z.NEVER;
});

/** An e-mail address; what is passed on is lower case, its domain in ASCII. */
export const Address = z.string().transform((text, context) => {
  const address = addressName(text);
  if (address !== undefined) return address;
  context.addIssue({ code: 'custom', message: 'must be an address such as ada@shop.example' });
  return z.NEVER;
});

/** An IP address or a network in CIDR form. */
export const Network = z.union(
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
  'must be an IP address, or a network such as 203.0.113.0/24',
);

/**
 * A name as the ledger has it: of an address or a domain in any case and script, the one form that is listed; of anything
 * else the text itself.
 */
export function listedName(text: string): string {
  return addressName(text) ?? domainName(text) ?? text;
}

/** Two labels or more of letters, digits and dashes, the last of which is no number. */
function domainName(text: string): string | undefined {
  const name = domainToASCII(text.trim().toLowerCase().replace(/\.$/, ''));
  const labels = name.split('.');
  const isEach = labels.every((label) => /^(?!-)[a-z0-9-]{1,63}(?<!-)$/.test(label));
  const isName = isEach && labels.length > 1 && name.length <= 253 && !/^\d+$/.test(labels.at(-1) ?? '');
  return isName ? name : undefined;
}

/** No mail server in use tells addresses apart by case. */
function addressName(text: string): string | undefined {
  const [, local = '', domain = ''] = /^([^\s@]{1,64})@([^\s@]+)$/.exec(text.trim().toLowerCase()) ?? [];
  const name = domainName(domain);
  return name === undefined ? undefined : `${local}@${name}`;
}
