import type { ToldUse } from '@rollcall/db';
import { providers } from '@rollcall/provider-registry';

/** Which attributes of a kind tell of its use, by provider. */
export function toldUse(kind: string): ToldUse {
  return byKind.get(kind) ?? {};
}

/** Whether anybody ever tells of its use: of inboxes, an import may. */
export function isUseTold({ kind, provider }: { readonly kind: string; readonly provider: string }): boolean {
  return kind === 'inbox' || toldUse(kind)[provider]?.usedAt !== undefined;
}

const byKind = new Map<string, Record<string, ToldUse[string]>>();
for (const { name, kinds } of Object.values(providers)) {
  for (const { kind, says, key } of kinds) {
    const told = { holdsMail: says?.holdsMail, usedAt: key?.usedAt };
    if (told.holdsMail === undefined && told.usedAt === undefined) continue;
    byKind.set(kind, { ...byKind.get(kind), [name]: told });
  }
}
