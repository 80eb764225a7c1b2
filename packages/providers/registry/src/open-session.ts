import { type Budget, concealed, type Session } from '@rollcall/provider-kit';
import { RollcallError } from '@rollcall/schema';
import { providerNamed } from './provider-named.ts';

/** What is stored of a connection that its provider needs. */
export interface StoredConnection {
  readonly provider: string;
  readonly baseUrl: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * Opens a connection at its provider. Throws `RollcallError`: `invalid_credential` or `invalid_config` when they are not
 * of the provider's shape (no value is repeated), `unknown_provider`.
 */
export function openSession(
  connection: StoredConnection,
  { credential, budget }: { credential: Readonly<Record<string, unknown>>; budget: Budget },
): Session {
  const provider = providerNamed(connection.provider);
  const parsed = provider.credential.safeParse(credential);
  if (!parsed.success) {
    throw new RollcallError('invalid_credential', `The credential does not fit: ${issuesOf(parsed.error)}.`);
  }
  const settings = provider.settings.safeParse(connection.config);
  if (!settings.success) {
    throw new RollcallError('invalid_config', `The configuration does not fit: ${issuesOf(settings.error)}.`);
  }
  const access = { baseUrl: connection.baseUrl, credential: concealed(parsed.data), settings: settings.data, budget };
  return provider.open(access);
}

function issuesOf(error: { readonly issues: readonly { path: PropertyKey[]; message: string }[] }): string {
  return error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`).join('; ');
}
