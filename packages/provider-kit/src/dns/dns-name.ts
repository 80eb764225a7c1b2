import { domainToASCII } from 'node:url';

/** A host's or record's name in lower case, without a root dot, international ones in their ASCII form. */
export function dnsName(name: string): string {
  const lower = name.trim().toLowerCase();
  // The root alone has no other name than its dot.
  const plain = lower.length > 1 ? lower.replace(/\.$/, '') : lower;
  // What has no ASCII form is left as it came: names of records may hold characters that no host name has.
  return /^[\x21-\x7e]*$/.test(plain) ? plain : domainToASCII(plain) || plain;
}

/**
 * The whole name of a record of a zone, which comes whole, as the part before the zone, or as `@`. One that ends with the
 * root dot is whole, and without a zone every name is taken to be.
 */
export function recordName(name: string, zone: string | undefined): string {
  const given = dnsName(name);
  const within = zone === undefined ? undefined : dnsName(zone);
  if (within === undefined || given === within || given.endsWith(`.${within}`)) return given;
  if (given === '@' || given === '') return within;
  return name.trim().endsWith('.') ? given : `${given}.${within}`;
}
