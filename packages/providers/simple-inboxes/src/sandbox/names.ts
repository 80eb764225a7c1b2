import { role } from '@rollcall/provider-kit/sandbox';

/** Who is behind an inbox; never the same user name twice. */
export interface Persona {
  readonly firstName: string;
  readonly lastName: string;
  readonly username: string;
}

export function persona(index: number): Persona {
  const { name, place, localPart } = role(index);
  return { firstName: name, lastName: place, username: localPart };
}

/** Cloudflare hands out its nameservers in pairs of first names. */
export const nameserverPairs: readonly (readonly [string, string])[] = [
  ['ada.ns.cloudflare.com', 'rick.ns.cloudflare.com'],
  ['dana.ns.cloudflare.com', 'kirk.ns.cloudflare.com'],
  ['mia.ns.cloudflare.com', 'seth.ns.cloudflare.com'],
];
