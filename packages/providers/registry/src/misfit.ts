import type { Provider } from '@rollcall/provider-kit';
import type { z } from 'zod';
import { describedFields } from './described-fields.ts';
import { providers } from './provider-named.ts';

/** A field at fault, and what it must be. Repeats no value: it may be a secret. */
interface FieldFault {
  readonly field: string;
  readonly message: string;
}

/** What is wrong with a credential or with settings, from what their schema said of them. */
export function faultsOf(given: unknown, { issues }: z.ZodError): readonly FieldFault[] {
  return issues.flatMap((issue): readonly FieldFault[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ field: shortened(key), message: 'is no field of it' }));
    }
    const field = issue.path.map(String).join('.');
    if (issue.path.length > 0 && valueAt(given, issue.path) === undefined) return [{ field, message: 'is missing' }];
    if (issue.message.startsWith('must ')) return [{ field, message: issue.message }];
    const message = issue.code === 'invalid_type' ? `must be of type ${issue.expected}` : `is wrong: ${issue.message}`;
    return [{ field, message }];
  });
}

/**
 * The fields of a credential that are of another provider, told by how both document their credentials to begin. A
 * credential that goes to the wrong provider is told to a stranger, and should be replaced.
 */
export function foreignFields(provider: Provider, given: Readonly<Record<string, unknown>>): readonly FieldFault[] {
  const own = beginningsOf(provider);
  return Object.entries(given).flatMap(([field, value]) => {
    if (typeof value !== 'string') return [];
    const begins = (beginning: string) => value.trim().startsWith(beginning);
    if (own.some(begins)) return [];
    for (const other of Object.values(providers)) {
      const beginning = beginningsOf(other).find(begins);
      if (beginning !== undefined) {
        return [
          {
            field,
            message: `begins with ${beginning}, as those of ${other.title} do: give the one of ${provider.title}`,
          },
        ];
      }
    }
    return [];
  });
}

/** Every documented beginning of any field of a provider's credential. */
function beginningsOf({ credential }: Provider): readonly string[] {
  return Object.values(describedFields(credential)).flatMap(({ beginsWith }) => beginsWith);
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (isIndexable(value) ? Reflect.get(value, key) : undefined), given);
}

function isIndexable(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** A key may be a secret that was put in its place. */
function shortened(key: string): string {
  return key.length > fieldLengthMax ? `${key.slice(0, 4)}…` : key;
}

const fieldLengthMax = 30;
