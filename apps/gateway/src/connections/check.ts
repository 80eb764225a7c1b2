import { type Budget, ProviderError, type Session, unlimitedBudget } from '@rollcall/provider-kit';
import { openSession, type StoredConnection } from '@rollcall/provider-registry';
import { type ProviderErrorKind, RollcallError } from '@rollcall/schema';
import { providerFailure } from '../operations/provider-failure.ts';

/** Asking whose account it is takes one request; longer than this, a person is not kept waiting. */
const checkMsMax = 45_000;

/** Whose account a credential opens. */
export interface Account {
  readonly id: string;
  readonly name: string;
}

/** What a server answers that is not the provider's, or not at the path that was given. */
const kindsOfWrongBaseUrl: ReadonlySet<ProviderErrorKind> = new Set([
  'unrecognised',
  'not_found',
  'not_supported',
  'unavailable',
]);

/** A base URL as it is stored: no trailing slash. Throws `invalid_base_url`. */
export function baseUrlOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const why =
    url === undefined
      ? 'it is not a URL'
      : !['http:', 'https:'].includes(url.protocol)
        ? 'it must begin with https:// or http://'
        : url.username !== '' || url.password !== ''
          ? 'it must hold no credential'
          : /[?#]/.test(url.href)
            ? 'it must have no query and no fragment'
            : undefined;
  if (url === undefined || why !== undefined) {
    throw new RollcallError(
      'invalid_base_url',
      `This base URL cannot be used: ${why}. Give the one of the provider's documentation, path included.`,
    );
  }
  return url.href.replace(/\/+$/, '');
}

/**
 * Throws `invalid_input` where a stored credential would be sent to another host than it was given for, or without TLS: so it
 * would be read by whoever may change a base URL. With another port of the same host nothing is said to anybody else.
 */
export function assertCredentialStays(before: string, after: string): void {
  const [was, is] = [new URL(before), new URL(after)];
  if (was.hostname === is.hostname && !(was.protocol === 'https:' && is.protocol === 'http:')) return;
  const message = `must be given again: the stored one is for ${was.origin}, and is sent nowhere else`;
  throw new RollcallError('invalid_input', `The input is not valid: credential: ${message}.`, {
    details: { issues: [{ path: 'credential', message }] },
  });
}

/**
 * Asks the provider whose account a credential opens; null where it does not tell. With new settings, tries what they
 * name, too. Throws `provider_error` or `provider_refused`, with what it answered.
 */
export async function accountOf(
  connection: StoredConnection,
  access: { readonly credential: Readonly<Record<string, unknown>>; readonly budget: Budget },
  { areSettingsNew }: { readonly areSettingsNew: boolean },
): Promise<Account | null> {
  return identified(openSession(connection, access), { baseUrl: connection.baseUrl, areSettingsNew });
}

/** Checks only that credential and configuration have the provider's shape; asks nobody. */
export async function assertShape(
  connection: StoredConnection,
  credential: Readonly<Record<string, unknown>>,
): Promise<void> {
  await openSession(connection, { credential, budget: unlimitedBudget() }).close();
}

/**
 * The account an open session acts for; null where the provider does not tell. Closes the session. Throws
 * `provider_error` or `provider_refused`, which names the base URL where that may be at fault.
 */
export async function identified(
  session: Session,
  { baseUrl, areSettingsNew = false }: { readonly baseUrl: string; readonly areSettingsNew?: boolean },
): Promise<Account | null> {
  const signal = AbortSignal.timeout(checkMsMax);
  try {
    const account = await session.identify(signal);
    if (areSettingsNew) await session.trySettings?.(signal);
    return account;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const { message, code, details } = providerFailure(error);
    const told = kindsOfWrongBaseUrl.has(error.kind) ? `${message} The base URL is ${baseUrl}.` : message;
    throw new RollcallError(code, told, { cause: error, details });
  } finally {
    await session.close();
  }
}
