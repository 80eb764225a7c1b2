import type { CommonOperation, OperationSpec, Provider } from '@rollcall/provider-kit';
import type { Kind } from '@rollcall/schema';

type Input = Readonly<Record<string, unknown>>;

/**
 * The kinds that a key needs to write to for a common operation: what is named, and what a cascade may take along. Not all
 * that the provider's own operation might do otherwise: what is done here is known.
 */
export function writtenKinds(provider: Provider, { common, input }: { common: CommonOperation; input: Input }): Kind[] {
  const kind = kindOf(common, input);
  if (input['cascade'] !== true) return [kind];
  return [kind, ...takenKinds(provider, kind).map((taken) => taken.kind)];
}

/** The same for a provider's own operation, which takes along whatever goes with what it deletes, unasked. */
export function actedOnKinds(provider: Provider, { acts }: OperationSpec): Kind[] {
  const taken = acts.flatMap(({ kind, verb }) => (verb === 'delete' ? takenKinds(provider, kind) : []));
  return [...new Set([...acts, ...taken].map(({ kind }) => kind))];
}

/** The one of the operation's kinds that the input means. */
export function kindOf({ kinds }: Pick<CommonOperation, 'kinds'>, input: Input): Kind {
  return kinds.find((candidate) => candidate === input['kind']) ?? kinds[0] ?? '';
}

/** What goes with a resource of this kind, and which of its attributes names that. */
export function takenKinds(provider: Provider, kind: Kind): { kind: Kind; attribute: string }[] {
  return (
    provider.kinds
      // What is listed under its owner is a part of it: a domain always has records.
      .filter(({ ownedBy: owner, perParent }) => owner?.kind === kind && perParent !== kind)
      .map(({ kind: owned, ownedBy: owner }) => ({ kind: owned, attribute: owner?.attribute ?? '' }))
  );
}
