import type { Provider, TypedProvider } from '@rollcall/provider-kit';
import { RollcallError } from '@rollcall/schema';
import * as registered from './providers.ts';

/** Every provider that Rollcall knows, by its name. */
export const providers: Readonly<Record<string, Provider>> = { ...registered };

/** Input and output of every documented operation: `ProviderCalls['name']['operationId']`. */
export type ProviderCalls = { readonly [Name in keyof ProviderTypes]: ProviderTypes[Name]['calls'] };

/** What a connection to each provider is given: `ProviderAccess['name']['credential']`, and its `settings`. */
export type ProviderAccess = {
  readonly [Name in keyof ProviderTypes]: Pick<ProviderTypes[Name], 'credential' | 'settings'>;
};

type ProviderTypes = { readonly [Name in keyof typeof registered]: TypesOf<(typeof registered)[Name]> };

type TypesOf<Typed> =
  Typed extends TypedProvider<infer Calls, infer Credential, infer Settings>
    ? { readonly calls: Calls; readonly credential: Credential; readonly settings: Settings }
    : never;

/** The provider of that name. Throws `RollcallError` (`unknown_provider`) that lists the names there are. */
export function providerNamed(name: string): Provider {
  const provider = Object.hasOwn(providers, name) ? providers[name] : undefined;
  if (provider !== undefined) return provider;
  const names = Object.keys(providers).join(', ');
  throw new RollcallError('unknown_provider', `There is no provider of that name. Use one of: ${names}.`);
}
