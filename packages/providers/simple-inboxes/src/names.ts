import { dnsName } from '@rollcall/provider-kit';

/** A domain's name in lower case, without a root dot, international ones in their ASCII form. */
export const domainName = dnsName;

/** Whether a name could be registered: at least two labels of letters, digits and dashes, in their ASCII form. */
export function isDomainName(name: string): boolean {
  const labels = domainName(name).split('.');
  const isEach = labels.every((label) => /^(?!-)[a-z0-9-]{1,63}(?<!-)$/.test(label));
  return isEach && labels.length > 1 && domainName(name).length <= 253 && !/^\d+$/.test(labels.at(-1) ?? '');
}

/** No mail server in use tells addresses apart by case. */
export function inboxName(email: string): string {
  const at = email.lastIndexOf('@');
  return `${email.slice(0, at).toLowerCase()}@${domainName(email.slice(at + 1))}`;
}
