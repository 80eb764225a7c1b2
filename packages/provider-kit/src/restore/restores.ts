import type { Kind } from '@rollcall/schema';
import type { Target } from '../common/common-mapping.ts';
import type { CommonName } from '../common/common-operations.ts';
import type { OperationCall } from '../openapi.ts';

/** A resource that came, went or changed, and what it was before. */
export interface Drifted {
  readonly change: 'appeared' | 'changed' | 'vanished';
  /** As the ledger holds it now; of one that vanished, as it was. */
  readonly target: Target;
  /** Whole, as it was before; of one that appeared, as it is. */
  readonly before: { readonly name: string; readonly attributes: Readonly<Record<string, unknown>> };
  /** The attributes that a change is about, `name` among them. */
  readonly differs: readonly string[];
}

/** One call that a restoration is made of: a common operation, or one of the provider's own. */
export type RestoreStep<Call extends OperationCall = OperationCall> =
  | { readonly common: CommonName; readonly input: Readonly<Record<string, unknown>> }
  | Call;

/** How something is put back. */
export interface RestoreWay<Call extends OperationCall = OperationCall> {
  /** Every operation that `steps` may answer: common ones by their names, its own by their operationIds. */
  readonly operations: readonly (CommonName | Call['operationId'])[];
  /** What is lost all the same, as a sentence. What comes nearest is not what was: it is done only when asked for. */
  readonly nearest?: string;
  /** What a person should know before it is done, as a sentence. */
  readonly warning?: string;
  /** A password must be given, which is a new one: `steps` has it as its second argument. */
  readonly needs?: 'password';
  /**
   * The calls, to be made in this order, each once the one before has succeeded. Throws `ProviderError` (`not_supported`)
   * with the reason, as a sentence, for what cannot be put back of this one.
   */
  steps(drifted: Drifted, password: string): readonly RestoreStep<Call>[];
}

/** How something is put back, or why it cannot be, as a sentence. */
export type Restore<Call extends OperationCall = OperationCall> = RestoreWay<Call> | { readonly notPossible: string };

/** What undoes a change of one kind. What is left out is what the common operations can do of it. */
export interface KindRestores<Call extends OperationCall = OperationCall> {
  /** Takes away one that appeared. */
  readonly appeared?: Restore<Call>;
  /** Makes one that vanished again. */
  readonly vanished?: Restore<Call>;
  /** Gives the former name back. */
  readonly name?: Restore<Call>;
  /** Of every attribute with the role `content`; those with the same way are put back by it at once. */
  readonly attributes?: Readonly<Record<string, Restore<Call>>>;
}

/** What a provider can put back, by kind. */
export type AnyRestores<Call extends OperationCall = OperationCall> = Readonly<Record<Kind, KindRestores<Call>>>;

/** The same, held to the provider's own operations (`CallsOf`). */
export type Restores<Calls> = AnyRestores<
  {
    readonly [Id in keyof Calls & string]: {
      readonly operationId: Id;
      readonly input: Calls[Id] extends { readonly input: infer Input } ? Input & OperationCall['input'] : never;
    };
  }[keyof Calls & string]
>;

/** For a `KindRestores`: attributes that are put back by one and the same way, or cannot be for the same reason. */
export function each<Call extends OperationCall>(
  attributes: readonly string[],
  restore: Restore<Call>,
): Readonly<Record<string, Restore<Call>>> {
  return Object.fromEntries(attributes.map((attribute) => [attribute, restore]));
}
