import { type Act, capabilitiesOf, type KindCapabilities, type Provider } from '@rollcall/provider-kit';
import type { Undo } from '@rollcall/schema';
import type { ResolvedItem } from './resolve-items.ts';

/** Whether what an item does can be taken back at its provider. What is not known to be possible is not promised. */
export function undoOf(item: ResolvedItem): Undo {
  const { provider, spec, call } = item;
  const own = `${provider.name}.${spec.operationId}`;
  if (spec.effect(call.input) === 'destroy') {
    return { possible: 'no', by: null, reason: `${own} destroys for good.` };
  }
  const [act, ...others] = actsOf(item);
  if (act === undefined || others.some(({ verb }) => verb !== act.verb)) {
    return { possible: 'no', by: null, reason: 'Nothing is known that takes it back.' };
  }
  const { create, delete: end } = waysOf(provider, act.kind);
  switch (act.verb) {
    case 'create':
      return end === undefined
        ? { possible: 'no', by: null, reason: `${provider.title} has no operation that ends a ${act.kind}.` }
        : {
            possible: 'yes',
            by: end,
            reason: `Ends the ${act.kind} again; what it cost stays spent, for all that is known.`,
          };
    case 'delete':
      return create === undefined
        ? { possible: 'no', by: null, reason: `${provider.title} has no operation that makes a ${act.kind}.` }
        : { possible: 'partly', by: create, reason: `Makes another ${act.kind} of that name; what was in it is gone.` };
    case 'update':
      return { possible: 'partly', by: own, reason: 'What it was before is said again, as far as the ledger has it.' };
    case 'rotate':
      return { possible: 'no', by: null, reason: 'Nobody knows the secret that was before.' };
    case 'list':
    case 'read':
      return { possible: 'no', by: null, reason: 'Nothing is known that takes it back.' };
    default:
      return act.verb satisfies never;
  }
}

/** A common operation does one thing to one kind, whatever else its provider's own can do. */
function actsOf({ does, spec, target, expectations }: ResolvedItem): readonly Act[] {
  if (does.is === 'own') return spec.acts;
  const { verb, kinds } = does.common;
  const about = target?.kind ?? expectations[0]?.kind;
  const kind = kinds.find((candidate) => candidate === about) ?? kinds[0];
  return kind === undefined ? [] : [{ kind, verb }];
}

function waysOf(provider: Provider, kind: string): { readonly create?: string; readonly delete?: string } {
  let known = capabilities.get(provider);
  if (known === undefined) {
    known = capabilitiesOf(provider).kinds;
    capabilities.set(provider, known);
  }
  const ways = known.find((one) => one.kind === kind);
  const [create, end] = [ways?.create[0]?.operation, ways?.delete[0]?.operation];
  return { ...(create === undefined ? {} : { create }), ...(end === undefined ? {} : { delete: end }) };
}

/** What a provider can do never changes while this process runs. */
const capabilities = new WeakMap<Provider, readonly KindCapabilities[]>();
