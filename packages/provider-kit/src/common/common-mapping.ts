import type { Kind, Presence } from '@rollcall/schema';
import type { OperationCall } from '../openapi.ts';
import type { CommonName, commonOperations, ParsedInput } from './common-operations.ts';

/** The resource that a common operation is about, as the ledger holds it. */
export interface Target {
  readonly kind: Kind;
  readonly externalId: string;
  readonly name: string;
  readonly presence: Presence;
  /** External id of the parent, for kinds that are listed per parent. */
  readonly parent: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * How a provider carries out a common operation: by exactly one of its documented operations, or not at all. `call`
 * throws `ProviderError` for an input that this provider cannot do (`not_supported`) or must have otherwise (`rejected`).
 */
export type CommonMapping<Name extends CommonName, Call extends OperationCall = OperationCall> =
  | {
      /** Every operation that `call` may answer. */
      readonly operations: readonly Call['operationId'][];
      /** The provider documents the operation, and does not say that it can be used for this. */
      readonly unconfirmed?: true;
      /** What may be left out of the common input, and must be given here. */
      readonly needs?: 'password';
      call(input: ParsedInput<Name>, target: TargetOf<Name>): Call;
    }
  /** The reason, as a sentence. */
  | { readonly notSupported: string };

/** Every common operation at one provider. */
export type AnyCommonMappings<Call extends OperationCall = OperationCall> = {
  readonly [Name in CommonName]: CommonMapping<Name, Call>;
};

/** The same, held to the provider's own operations (`CallsOf`). */
export type CommonMappings<Calls> = AnyCommonMappings<
  {
    readonly [Id in keyof Calls & string]: {
      readonly operationId: Id;
      readonly input: Calls[Id] extends { readonly input: infer Input } ? Input & OperationCall['input'] : never;
    };
  }[keyof Calls & string]
>;

type TargetOf<Name extends CommonName> = (typeof commonOperations)[Name] extends { readonly target: unknown }
  ? Target
  : undefined;
