import { ProviderError, retold } from './provider-error.ts';

/**
 * What a write has to know beforehand, asked by safe requests. Whatever fails there, a lost answer included, the write itself
 * was never sent: the `ProviderError` says so, and has no status, since that of another request would be taken for its own.
 */
export async function askFirst<Known>(ask: () => Promise<Known>): Promise<Known> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    throw retold(error, { applied: 'no', status: undefined });
  }
}
