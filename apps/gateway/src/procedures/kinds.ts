import type { ParentKinds } from '@rollcall/db';
import { providerNamed, providers } from '@rollcall/provider-registry';
import { RollcallError } from '@rollcall/schema';

/** Throws `unknown_kind` unless the provider (or, without one, any provider) lists this kind. */
export function assertKind(kind: string, provider: string | undefined): void {
  const known = kindsOf(provider);
  if (known.includes(kind)) return;
  throw new RollcallError(
    'unknown_kind',
    `There is no kind "${kind}"${provider === undefined ? '' : ` at ${provider}`}: the kinds are ${known.join(', ')}.`,
  );
}

/** Which kind the parents of a kind are of, by provider and kind. */
export const parentKinds: ParentKinds = Object.fromEntries(
  Object.values(providers).map(({ name, kinds }) => [
    name,
    Object.fromEntries(kinds.flatMap(({ kind, perParent }) => (perParent === undefined ? [] : [[kind, perParent]]))),
  ]),
);

function kindsOf(provider: string | undefined): readonly string[] {
  const listed = provider === undefined ? Object.values(providers) : [providerNamed(provider)];
  return [...new Set(listed.flatMap(({ kinds }) => kinds.map(({ kind }) => kind)))];
}
