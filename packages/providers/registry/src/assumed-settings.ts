import { describedFields } from './described-fields.ts';
import { providers } from './provider-named.ts';

/**
 * The settings that a connection does without though much depends on them, each with what is assumed instead: a person
 * should confirm it, or say otherwise. None for a provider that this version does not know.
 */
export function assumedSettings(
  provider: string,
  config: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const settings = Object.hasOwn(providers, provider) ? providers[provider]?.settings : undefined;
  if (settings === undefined) return {};
  const open = Object.entries(describedFields(settings)).filter(
    ([name, { assumed }]) => assumed !== undefined && config[name] === undefined,
  );
  return Object.fromEntries(open.map(([name, { assumed }]) => [name, assumed]));
}
