import { type OperationCall, ProviderError } from '@rollcall/provider-kit';
import type { ElasticEmailClient, Settings } from './client.ts';

/** By the provider's help page (2026-11-20); a sub-account has as many of its own. */
const apiKeysMax = 15;

/**
 * The keys of a sub-account are touched only where they are listed as well, so that every change can be seen to have
 * happened. Throws `ProviderError` (`rejected`) before anything is sent.
 */
export function requireKnownSubaccount({ operationId, input }: OperationCall, { subaccounts }: Settings): void {
  const named = input['subaccount'] ?? input['Subaccount'];
  if (typeof named !== 'string' || subaccounts.includes(named.toLowerCase())) return;
  throw new ProviderError(
    'rejected',
    `${operationId}: the sub-account ${named} is not among "subaccounts" in the configuration of this connection: add it there first.`,
  );
}

/**
 * Counts the keys before one is created. Throws `ProviderError` (`conflict`) when there is no room for another; a key
 * that may create and not list goes ahead, and the provider has the word.
 */
export async function requireFreeKey(
  { api }: ElasticEmailClient,
  { operationId, input }: OperationCall,
  signal: AbortSignal,
): Promise<void> {
  const subaccount = input['Subaccount'];
  const query = typeof subaccount === 'string' ? { subaccount } : {};
  const keys = await api.GET('/security/apikeys', { params: { query }, signal }).catch((error: unknown) => {
    if (error instanceof ProviderError && error.kind === 'forbidden') return { data: [] };
    throw error;
  });
  if (!Array.isArray(keys.data) || keys.data.length < apiKeysMax) return;
  const whose = typeof subaccount === 'string' ? `The sub-account ${subaccount}` : 'The account';
  throw new ProviderError(
    'conflict',
    `${operationId}: ${whose} has ${keys.data.length} API keys, and the provider allows ${apiKeysMax}: delete one first.`,
  );
}
