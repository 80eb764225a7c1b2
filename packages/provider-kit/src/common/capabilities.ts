import { Automatism, Grade, Kind } from '@rollcall/schema';
import { z } from 'zod';
import type { Act, OperationSpec, Verb } from '../openapi.ts';
import type { KindSpec, Provider } from '../provider.ts';
import { RestoreCapability, restoreCapabilities } from '../restore/restoration.ts';
import { AttributeRole } from '../roles.ts';
import { type CommonName, commonNames, commonOperation } from './common-operations.ts';

/** One way of doing something to a kind. */
const Way = z.object({
  /** As `rollcall call` takes it. */
  operation: z.string(),
  /** Whether the provider itself says that it exists; else it is inferred, or known from others. */
  confirmed: z.boolean(),
});
export type Way = z.infer<typeof Way>;

const Ways = z.array(Way).readonly();

/** What can be done with one kind at one provider. */
const KindCapabilities = z.object({
  kind: Kind,
  /** The best grade that a listing can earn, and why. */
  bestGrade: Grade.exclude(['refused']),
  gradeReason: z.string(),
  /** Listed from the connection's settings: no request lists it. */
  configured: z.boolean(),
  /** What a difference in each attribute means, and why. */
  attributes: z.record(z.string(), AttributeRole).readonly(),
  /** What the provider changes by itself. */
  automatisms: z.array(Automatism).readonly(),
  /** What of a change can be undone, and how. */
  restores: z.array(RestoreCapability).readonly(),
  list: Ways,
  read: Ways,
  create: Ways,
  update: Ways,
  delete: Ways,
  rotate: Ways,
});
export type KindCapabilities = z.infer<typeof KindCapabilities>;

/** A common operation at one provider: what it is there, or why it is not possible. */
const CommonCapability = z.object({
  operation: z.enum(commonNames),
  summary: z.string(),
  ways: Ways,
  /** Null where it is possible. */
  reason: z.string().nullable(),
});
type CommonCapability = z.infer<typeof CommonCapability>;

export const Capabilities = z.object({
  provider: z.string(),
  title: z.string(),
  kinds: z.array(KindCapabilities).readonly(),
  common: z.array(CommonCapability).readonly(),
});
export type Capabilities = z.infer<typeof Capabilities>;

/** What a provider can do, from what it declares and documents. */
export function capabilitiesOf(provider: Provider): Capabilities {
  const { name, title, kinds } = provider;
  const common = commonNames.map((operation) => commonCapability(provider, operation));
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
