import { describe } from 'vitest';
import type { Provider } from '../provider.ts';
import { testCommon } from './test-common.ts';
import { testDeclarations } from './test-declarations.ts';
import { testErrors } from './test-errors.ts';
import { testListings } from './test-listings.ts';
import { testOperations } from './test-operations.ts';
import { testRestores } from './test-restores.ts';
import { testSecrecy } from './test-secrecy.ts';
import { testWithstanding } from './test-withstanding.ts';

/**
 * The contract that every provider keeps, tested against its own sandbox. It knows nothing of any one provider: what it
 * plants, it plants through the sandbox's control interface, and what it expects, it reads from what the provider
 * declares and documents.
 */
export function describeProvider(provider: Provider): void {
  describe(provider.name, () => {
    describe('declares itself consistently', () => testDeclarations(provider));
    describe('lists', () => testListings(provider));
    describe('withstands, of its listings:', () => testWithstanding(provider));
    describe('turns into the right error', () => testErrors(provider));
    describe('keeps secret', () => testSecrecy(provider));
    describe('carries out its operations', () => testOperations(provider));
    describe('has of the operations that all share:', () => testCommon(provider));
    describe('puts back', () => testRestores(provider));
  });
}
