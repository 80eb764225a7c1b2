import type { DeclaredKind } from '@rollcall/db';
import type { KindSpec, Provider } from '@rollcall/provider-kit';

/** The kinds of which these providers declare what is asked for, with that. */
export function declaredKinds<Declared>(
  providers: readonly Provider[],
  of: (spec: KindSpec) => Declared | undefined,
): readonly DeclaredKind<Declared>[] {
  return providers.flatMap(({ name, kinds }) =>
    kinds.flatMap((spec) => {
      const declared = of(spec);
      return declared === undefined ? [] : [{ provider: name, kind: spec.kind, declared }];
    }),
  );
}
