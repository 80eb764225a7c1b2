import { RollcallError } from '@rollcall/schema';
import { ZodError } from 'zod';
import type { OperationCall } from '../openapi.ts';
import type { Provider } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';
import type { Target } from './common-mapping.ts';
import type { CommonName } from './common-operations.ts';

/** Throws `RollcallError` (`not_supported`) with the provider's reason where the operation is not possible there. */
export function assertPossible(provider: Provider, name: CommonName): void {
  const mapping = provider.common[name];
  if ('notSupported' in mapping) throw refusal(provider, { name, reason: mapping.notSupported });
}

/**
 * The documented operation that a common one is at this provider; `input` was parsed by the common operation's schema.
 * Throws `RollcallError`: `not_supported` with the provider's reason, or `invalid_input`. Makes no request.
 */
export function commonCall(
  provider: Provider,
  { name, input, target }: { name: CommonName; input: Readonly<Record<string, unknown>>; target: Target | undefined },
): OperationCall {
  const mapping = provider.common[name];
  if ('notSupported' in mapping) throw refusal(provider, { name, reason: mapping.notSupported });
  // A mapping's own types are narrower: the input was parsed, and a target is given exactly where the operation has one.
  const erased: ErasedMapping = mapping;
  try {
    return erased.call(input, target);
  } catch (error) {
    // A mapping reads the target's attributes as its provider's mapping writes them now.
    if (error instanceof ZodError) throw staleTarget(name, error);
    if (!(error instanceof ProviderError)) throw error;
    if (error.kind === 'not_supported') throw refusal(provider, { name, reason: error.message });
    throw new RollcallError('invalid_input', `${name}: ${error.message}`, { cause: error });
  }
}

function refusal({ name: providerName, title }: Provider, { name, reason }: { name: CommonName; reason: string }) {
  return new RollcallError('not_supported', `${name} is not possible at ${title}: ${reason}`, {
    details: { operation: name, providerName, reason },
  });
}

function staleTarget(name: CommonName, cause: ZodError): RollcallError {
  const message = `${name}: the ledger holds what this is about in a form of an earlier version: sync first.`;
  return new RollcallError('invalid_input', message, { cause });
}

interface ErasedMapping {
  call(input: Readonly<Record<string, unknown>>, target: Target | undefined): OperationCall;
}
