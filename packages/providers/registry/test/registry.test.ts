import { RollcallError } from '@rollcall/schema';
import { expect, expectTypeOf, test } from 'vitest';
import { type ProviderCalls, providerNamed, providers } from '../src/index.ts';

test('each provider is registered under its own name', () => {
  for (const [name, provider] of Object.entries(providers)) expect(provider.name).toBe(name);
});

test.each(Object.keys(providers))('%s is found by its name', (name) => {
  expect(providerNamed(name)).toBe(providers[name]);
});

test.each(['nobody', '', '__proto__', 'toString'])('%s is no provider, and the error lists those there are', (name) => {
  expect(() => providerNamed(name)).toThrow(RollcallError);
  expect(() => providerNamed(name)).toThrow(Object.keys(providers).join(', '));
});

test('the operations of each provider are typed', () => {
  expectTypeOf<keyof ProviderCalls>().toExtend<string>();
  expectTypeOf<ProviderCalls[keyof ProviderCalls]>().not.toBeNever();
  expectTypeOf<ProviderCalls[keyof ProviderCalls]>().not.toBeAny();
});
