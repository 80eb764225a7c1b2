import { ProviderError } from '@rollcall/provider-kit';
import type { Dialect } from './client.ts';
import type { components, operations } from './generated/types.ts';

export type Action = components['schemas']['Action'];
type Change = operations['updatePrincipal']['requestBody']['content']['application/json'];
/** The fields of a principal and what replaces them, as the guide shows a change. */
export type Replacement = Exclude<Change, readonly unknown[]>;

/** A change as Stalwart takes it. A password given alone replaces the password and leaves app passwords and OTP alone. */
export function asActions(change: Change): readonly Action[] {
  if (Array.isArray(change)) return change;
  const { secrets = [], ...others } = change;
  const sets = Object.entries(others).map(([field, value]): Action => {
    // The schema of the object names fields that an action can set, too.
    return { action: 'set', field: field as Action['field'], value };
  });
  return [...sets, ...secrets.flatMap(passwordChange)];
}

/** Stalwart's way to change the password only: setting `secrets` would wipe app passwords and OTP as well. */
function passwordChange(password: string): readonly Action[] {
  return [
    { action: 'removeItem', field: 'secrets', value: '' },
    { action: 'addItem', field: 'secrets', value: password },
  ];
}

/**
 * A change as the guide shows it. Throws `ProviderError` (`not_supported`) when it adds or removes single values, which
 * an object that replaces whole fields cannot say.
 */
export function asReplacement(change: Change): Replacement {
  if (!Array.isArray(change)) return change;
  const replacement: Record<string, unknown> = {};
  const addsPassword = change.some(({ action, field }) => action === 'addItem' && field === 'secrets');
  for (const { action, field, value } of change) {
    const isPassword = field === 'secrets' && (action === 'addItem' || (addsPassword && value === ''));
    if (action !== 'set' && !isPassword) {
      throw new ProviderError(
        'not_supported',
        `updatePrincipal: ${action} on "${field}" cannot be said in the guide's form, which replaces whole fields. Give the whole field with "set", or set the connection's patchDialect to "stalwart".`,
      );
    }
    if (action === 'set') replacement[field] = field === 'secrets' ? [value].flat() : value;
    else if (value !== '') replacement[field] = [value].flat();
  }
  return replacement as Replacement; // Only fields of actions, and those are the fields of a principal.
}

type Algorithm = operations['createDkim']['requestBody']['content']['application/json']['algorithm'];

/** The name of a DKIM algorithm in a dialect, whichever dialect it was given in. */
export function algorithmIn(dialect: Dialect, algorithm: Algorithm): Algorithm {
  const isRsa = algorithm === 'Rsa' || algorithm === 'rsa-sha256';
  if (dialect === 'stalwart') return isRsa ? 'Rsa' : 'Ed25519';
  return isRsa ? 'rsa-sha256' : 'ed25519-sha256';
}
