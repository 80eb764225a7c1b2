import type { Automatism, Grade, Kind } from '@rollcall/schema';
import type { Act, OperationSpec, Verb } from '../openapi.ts';
import type { KindSpec, Provider } from '../provider.ts';
import { type RestoreCapability, restoreCapabilities } from '../restore/restoration.ts';
import type { AttributeRoles } from '../roles.ts';
import { type CommonName, commonOperation, commonOperations, isCommonName } from './common-operations.ts';

/** One way of doing something to a kind. */
export interface Way {
  /** As `rollcall call` takes it. */
  readonly operation: string;
  /** Whether the provider itself says that it exists; else it is inferred, or known from others. */
  readonly confirmed: boolean;
}

/** What can be done with one kind at one provider. */
export interface KindCapabilities extends Readonly<Record<Verb, readonly Way[]>> {
  readonly kind: Kind;
  /** The best grade that a listing can earn, and why. */
  readonly bestGrade: Exclude<Grade, 'refused'>;
  readonly gradeReason: string;
  /** Listed from the connection's settings: no request lists it. */
  readonly configured: boolean;
  /** What a difference in each attribute means, and why. */
  readonly attributes: AttributeRoles;
  /** What the provider changes by itself. */
  readonly automatisms: readonly Automatism[];
  /** What of a change can be undone, and how. */
  readonly restores: readonly RestoreCapability[];
}

/** A common operation at one provider: what it is there, or why it is not possible. */
export interface CommonCapability {
  readonly operation: CommonName;
  readonly summary: string;
  readonly ways: readonly Way[];
  /** Null where it is possible. */
  readonly reason: string | null;
}

export interface Capabilities {
  readonly provider: string;
  readonly title: string;
  readonly kinds: readonly KindCapabilities[];
  readonly common: readonly CommonCapability[];
}

/** What a provider can do, from what it declares and documents. */
export function capabilitiesOf(provider: Provider): Capabilities {
  const { name, title, kinds } = provider;
  const common = Object.keys(commonOperations)
    .filter(isCommonName)
    .map((operation) => commonCapability(provider, operation));
  return { provider: name, title, kinds: kinds.map((kind) => kindCapabilities(provider, { kind, common })), common };
}

function commonCapability(provider: Provider, operation: CommonName): CommonCapability {
  const { summary } = commonOperation(operation);
  const mapping = provider.common[operation];
  if ('notSupported' in mapping) return { operation, summary, ways: [], reason: mapping.notSupported };
  const ways = mapping.operations
    .flatMap((id) => provider.operations[id] ?? [])
    .map((spec) => wayOf(provider, spec))
    .map((way) => ({ ...way, confirmed: way.confirmed && mapping.unconfirmed !== true }));
  return { operation, summary, ways, reason: null };
}

function kindCapabilities(
  provider: Provider,
  { kind: spec, common }: { kind: KindSpec; common: readonly CommonCapability[] },
): KindCapabilities {
  const { kind, bestGrade, gradeReason, configured = false, attributes, automatisms = [] } = spec;
  const ways = (verb: Verb): readonly Way[] => {
    const single = Object.values(provider.operations)
      .filter(({ acts }) => acts.some((act) => isSame(act, { kind, verb })))
      .map((operation) => wayOf(provider, operation));
    // What no one operation does may be a common one made of several: a rotation creates, and revokes later.
    return single.length > 0 ? single : common.flatMap((capability) => composed(provider, capability, { kind, verb }));
  };
  return {
    ...{ kind, bestGrade, gradeReason, configured, attributes, automatisms },
    restores: restoreCapabilities(provider, kind),
    ...{ list: ways('list'), read: ways('read'), create: ways('create') },
    ...{ update: ways('update'), delete: ways('delete'), rotate: ways('rotate') },
  };
}

function composed(provider: Provider, { operation, ways }: CommonCapability, { kind, verb }: Act): readonly Way[] {
  const common = commonOperation(operation);
  if (common.verb !== verb || !common.kinds.includes(kind) || ways.length === 0) return [];
  const isOfKind = ways.some((way) =>
    provider.operations[way.operation.slice(provider.name.length + 1)]?.acts.some((act) => act.kind === kind),
  );
  return isOfKind ? [{ operation, confirmed: ways.every(({ confirmed }) => confirmed) }] : [];
}

function wayOf({ name }: Provider, { operationId, isConfirmed }: OperationSpec): Way {
  return { operation: `${name}.${operationId}`, confirmed: isConfirmed };
}

function isSame(one: Act, other: Act): boolean {
  return one.kind === other.kind && one.verb === other.verb;
}
