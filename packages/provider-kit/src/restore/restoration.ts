import type { Kind } from '@rollcall/schema';
import { z } from 'zod';
import { isCommonName } from '../common/common-operations.ts';
import type { KindSpec, Provider } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';
import { commonRestores } from './common-restores.ts';
import type { Drifted, KindRestores, Restore, RestoreStep, RestoreWay } from './restores.ts';

/** What of a provider its restorations follow from. */
export type Restoring = Pick<Provider, 'name' | 'kinds' | 'restores' | 'common'>;

/** One call of a restoration, as `rollcall call` takes it. */
export interface RestoringCall {
  /** `dns.add`, or `provider.operation`. */
  readonly procedure: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** What it puts back: `appeared`, `vanished`, or attributes, `name` among them. */
  readonly restores: readonly string[];
}

/** What undoes a drift: calls, and what of it stays as it is. */
export interface Restoration {
  /** In this order, each once the one before has succeeded. */
  readonly calls: readonly RestoringCall[];
  /** What cannot be put back, and why. */
  readonly left: readonly { readonly what: string; readonly reason: string }[];
  /** Sentences that a person should read first: what is lost, what comes back otherwise. */
  readonly warnings: readonly string[];
  /** What would come nearest, of what is left; null where nothing does, or it was asked for. */
  readonly nearest: string | null;
  /** Whether a call holds a new password. */
  readonly needsPassword: boolean;
}

/**
 * The calls that undo a drift at this provider. Pure, and makes no request. What comes only near to what was is among the
 * calls where `nearest` asks for it; `password` is what a call that needs one is given.
 */
export function restorationOf(
  provider: Restoring,
  drifted: Drifted,
  { nearest = false, password = '' }: { readonly nearest?: boolean; readonly password?: string } = {},
): Restoration {
  const parts: Parts = { calls: [], left: [], warnings: [], nearer: [], needs: [] };
  for (const [restore, restores] of waysOf(provider, drifted)) {
    if ('notPossible' in restore) {
      parts.left.push(...restores.map((what) => ({ what, reason: restore.notPossible })));
    } else if (restore.nearest !== undefined && !nearest) {
      parts.left.push(...restores.map((what) => ({ what, reason: 'it cannot be made what it was.' })));
      parts.nearer.push(restore.nearest);
    } else {
      take(parts, { provider, drifted, password, restore, restores });
    }
  }
  const { calls, left, warnings, nearer, needs } = parts;
  return { calls, left, warnings, nearest: nearer.join(' ') || null, needsPassword: needs.length > 0 };
}

interface Parts {
  readonly calls: RestoringCall[];
  readonly left: { what: string; reason: string }[];
  readonly warnings: string[];
  readonly nearer: string[];
  readonly needs: string[];
}

interface Taken {
  readonly provider: Restoring;
  readonly drifted: Drifted;
  readonly password: string;
  readonly restore: RestoreWay;
  readonly restores: readonly string[];
}

function take(parts: Parts, { provider, drifted, password, restore, restores }: Taken): void {
  let steps: readonly RestoreStep[];
  try {
    steps = restore.steps(drifted, password);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    parts.left.push(...restores.map((what) => ({ what, reason: error.message })));
    return;
  }
  parts.calls.push(...steps.map((step) => ({ ...callOf(provider, step), restores })));
  parts.warnings.push(...[restore.nearest, restore.warning].filter((said) => said !== undefined));
  if (restore.needs !== undefined) parts.needs.push(restore.needs);
}

function callOf({ name }: Restoring, step: RestoreStep): Pick<RestoringCall, 'procedure' | 'input'> {
  if ('common' in step) return { procedure: step.common, input: step.input };
  return { procedure: `${name}.${step.operationId}`, input: step.input };
}

/** Each way that the drift takes, with what it puts back: attributes that share a way are put back at once. */
function waysOf(provider: Restoring, drifted: Drifted): ReadonlyMap<Restore, readonly string[]> {
  const restores = restoresOf(provider, drifted.target.kind);
  if (drifted.change !== 'changed') return new Map([[restores[drifted.change], [drifted.change]]]);
  const ways = new Map<Restore, string[]>();
  for (const attribute of drifted.differs) {
    const restore = partOf(restores, attribute);
    if (restore === undefined) continue;
    ways.set(restore, [...(ways.get(restore) ?? []), attribute]);
  }
  return ways;
}

function partOf(restores: AllRestores, attribute: string): Restore | undefined {
  if (attribute === 'name') return restores.name;
  return attribute === 'parent' ? moved : restores.attributes[attribute];
}

const moved = nothing('moves one back to where it was listed');

/**
 * Everything that undoes a change of the kind: what the provider declares, else what the common operations can do. Of what
 * follows from the rest of a resource nothing is said: it comes back with the rest.
 */
export function restoresOf(provider: Restoring, kind: Kind): AllRestores {
  const spec = provider.kinds.find((each) => each.kind === kind);
  if (spec === undefined) throw new TypeError(`${provider.name} has no resources of kind "${kind}"`);
  const declared = provider.restores[kind] ?? {};
  const common = commonRestores(provider, kind);
  return {
    appeared: declared.appeared ?? common.appeared ?? nothing('takes one away'),
    vanished: declared.vanished ?? common.vanished ?? nothing('makes one'),
    name: declared.name ?? common.name ?? nothing('renames one'),
    attributes: { ...identities(spec), ...declared.attributes },
  };
}

type AllRestores = Required<Omit<KindRestores, 'attributes'>> & {
  readonly attributes: Readonly<Record<string, Restore>>;
};

function nothing(does: string): Restore {
  return { notPossible: `no operation of its API ${does}.` };
}

function identities({ attributes }: KindSpec): Readonly<Record<string, Restore>> {
  const stay = Object.entries(attributes).filter(([, { role }]) => role === 'identity');
  return Object.fromEntries(stay.map(([attribute]) => [attribute, another]));
}

const another: Restore = {
  notPossible: 'it stays for as long as a resource lives: this is another one, and the former is gone.',
};

/** What can be put back of a kind at a provider. */
export const RestoreCapability = z.object({
  /** `appeared`, `vanished`, `name`, or an attribute. */
  what: z.string(),
  /** As `rollcall call` takes them; none where it cannot be put back. */
  operations: z.array(z.string()).readonly(),
  /** What is lost all the same; null where nothing is. */
  nearest: z.string().nullable(),
  /** Why it cannot be put back; null where it can. */
  reason: z.string().nullable(),
});
export type RestoreCapability = Readonly<z.infer<typeof RestoreCapability>>;

/** What can be put back of a kind, and why the rest cannot. */
export function restoreCapabilities(provider: Restoring, kind: Kind): readonly RestoreCapability[] {
  const { attributes, ...life } = restoresOf(provider, kind);
  return Object.entries({ ...life, ...attributes }).map(([what, restore]) => {
    if ('notPossible' in restore) return { what, operations: [], nearest: null, reason: restore.notPossible };
    const operations = restore.operations.map((name) => (isCommonName(name) ? name : `${provider.name}.${name}`));
    return { what, operations, nearest: restore.nearest ?? null, reason: null };
  });
}
