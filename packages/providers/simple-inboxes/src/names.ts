import { domainToASCII } from 'node:url';

/** A domain's name in lower case, without a root dot, international ones in their ASCII form. */
export function domainName(name: string): string {
  const lower = name.trim().toLowerCase().replace(/\.$/, '');
  // What has no ASCII form is shown as it came: names of DNS records may hold characters that no host name has.
  return /^[\x21-\x7e]*$/.test(lower) ? lower : domainToASCII(lower) || lower;
}

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

/** The whole name of a DNS record, which comes whole, as the part before the domain, or as `@`. */
export function recordName(name: string, domain: string): string {
  const given = domainName(name);
  if (given === '@' || given === '' || given === domain) return domain;
  return given.endsWith(`.${domain}`) ? given : `${given}.${domain}`;
}

/** What a DNS record says, in one form for all that mean the same: names without case and root dot, TXT in one piece. */
export function recordContent(type: string, content: string): string {
  const text = content.trim();
  switch (type.toUpperCase()) {
    case 'TXT':
      return /^"(?:[^"\\]|\\.)*"(?:\s+"(?:[^"\\]|\\.)*")*$/.test(text) ? unquoted(text) : text;
    case 'CNAME':
    case 'MX':
    case 'NS':
    case 'PTR':
      return domainName(text);
    case 'A':
    case 'AAAA':
      return text.toLowerCase();
    default:
      return text;
  }
}

function unquoted(chunks: string): string {
  const texts = chunks.match(/"(?:[^"\\]|\\.)*"/g) ?? [];
  return texts.map((chunk) => chunk.slice(1, -1).replaceAll(/\\(.)/g, '$1')).join('');
}
