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

function kindsOf(provider: string | undefined): readonly string[] {
  const listed = provider === undefined ? Object.values(providers) : [providerNamed(provider)];
  return [...new Set(listed.flatMap(({ kinds }) => kinds.map(({ kind }) => kind)))];
}
