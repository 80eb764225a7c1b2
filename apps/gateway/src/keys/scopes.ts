import type { Caller } from '@rollcall/db';
import { type GrantedScope, RollcallError } from '@rollcall/schema';

/** Whether a key has a scope. Operations on everything are operations on each kind. */
export function hasScope({ scopes }: Pick<Caller, 'scopes'>, wanted: GrantedScope): boolean {
  return scopes.includes(wanted) || (isOfOneKind(wanted) && scopes.includes('operations:write'));
}

/** Whether a key has operations on some kind at least. */
export function hasSomeOperations({ scopes }: Pick<Caller, 'scopes'>): boolean {
  return scopes.some((scope) => scope === 'operations:write' || isOfOneKind(scope));
}

/** The kind that a scope is limited to; undefined for a whole scope. */
export function kindOfScope(scope: GrantedScope): string | undefined {
  return isOfOneKind(scope) ? scope.slice(ofOneKind.length) : undefined;
}

/**
 * Throws `scope_missing` unless the key may write to all of these kinds. What touches no kind of the inventory, and so
 * nothing that a part could allow, needs the whole scope.
 */
export function assertMayWrite(caller: Pick<Caller, 'scopes'>, kinds: readonly string[]): void {
  const parts = [...new Set(kinds)].map((kind): GrantedScope => `${ofOneKind}${kind}`);
  if (hasScope(caller, 'operations:write')) return;
  if (parts.length > 0 && parts.every((part) => hasScope(caller, part))) return;
  throw scopeMissing('operations:write', parts);
}

/** The refusal of a key without a scope. `parts`: those that would do together in its stead. */
export function scopeMissing(scope: GrantedScope, parts: readonly GrantedScope[] = []): RollcallError {
  const instead = parts.length === 0 ? '' : `, or ${parts.join(' and ')}`;
  return new RollcallError('scope_missing', `This key lacks the scope ${scope}${instead}: use one that has it.`, {
    details: { scope, ...(parts.length === 0 ? {} : { parts }) },
  });
}

const ofOneKind = 'operations:write:';

function isOfOneKind(scope: GrantedScope): scope is `operations:write:${string}` {
  return scope.startsWith(ofOneKind);
}
