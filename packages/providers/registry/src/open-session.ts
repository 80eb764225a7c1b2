import {
  type Budget,
  concealed,
  type Provider,
  type Session,
  type ShapeObserver,
  tellExchanges,
} from '@rollcall/provider-kit';
import { RollcallError } from '@rollcall/schema';
import { describedFields } from './described-fields.ts';
import { faultsOf, foreignFields } from './misfit.ts';
import { providerNamed } from './provider-named.ts';

/** What is stored of a connection that its provider needs. */
export interface StoredConnection {
  readonly provider: string;
  readonly baseUrl: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** What a session needs beside what is stored of its connection. */
interface SessionAccess {
  readonly credential: Readonly<Record<string, unknown>>;
  readonly budget: Budget;
  /** Is shown what the provider answers. */
  readonly shapes?: ShapeObserver;
}

/**
 * Opens a connection at its provider. Throws `RollcallError`: `invalid_credential` or `invalid_config` when they are not
 * of the provider's shape, or a credential is another provider's (each field is named, no value repeated);
 * `unknown_provider`.
 */
export function openSession(connection: StoredConnection, { credential, budget, shapes }: SessionAccess): Session {
  const provider = providerNamed(connection.provider);
  const foreign = foreignFields(provider, credential);
  if (foreign.length > 0) throw misfit('credential', provider, foreign);
  const parsed = provider.credential.safeParse(credential);
  if (!parsed.success) throw misfit('credential', provider, faultsOf(credential, parsed.error));
  const settings = provider.settings.safeParse(connection.config);
  if (!settings.success) throw misfit('settings', provider, faultsOf(connection.config, settings.error));
  const told = tellExchanges(budget, connection.provider);
  const access = {
    baseUrl: connection.baseUrl,
    credential: concealed(parsed.data),
    settings: settings.data,
    budget: told,
    shapes,
  };
  return provider.open(access);
}

function misfit(
  what: 'credential' | 'settings',
  provider: Provider,
  faults: ReturnType<typeof faultsOf>,
): RollcallError {
  const fields = Object.keys(describedFields(provider[what]));
  const wrong = faults.map(({ field, message }) => `${field === '' ? 'it' : `"${field}"`} ${message}`).join('; ');
  const known = fields.length === 0 ? 'It has no fields' : `Its fields: ${fields.join(', ')}`;
  const [code, name] =
    what === 'credential'
      ? (['invalid_credential', 'credential'] as const)
      : (['invalid_config', 'configuration'] as const);
  const message = `The ${name} does not fit ${provider.title}: ${wrong}. ${known}.`;
  const issues = faults.map(({ field, message }) => ({ path: field, message }));
  return new RollcallError(code, message, { details: { issues, fields } });
}
