import type {
  Automatism,
  CallCost,
  DnsTerms,
  Expectation,
  Grade,
  KeyAttributes,
  Kind,
  KindSays,
  Moves,
  PageEvidence,
  ReputationAttributes,
  WorkAttributes,
} from '@rollcall/schema';
import type { z } from 'zod';
import type { Budget, RateBucket } from './budget.ts';
import type { AnyCommonMappings } from './common/common-mapping.ts';
import type { OpenApiDocument, OperationCall, OperationSpec } from './openapi.ts';
import type { AnyRestores } from './restore/restores.ts';
import type { AttributeRoles } from './roles.ts';
import type { SandboxFactory } from './sandbox/sandbox.ts';
import type { ShapeObserver } from './shapes/shape-observer.ts';
import type { TransportLimits } from './transport-limits.ts';

/**
 * A company's API as the engine sees it. It reports and never decides: it yields pages with their evidence, and has no
 * way to say that something is gone.
 */
export interface Provider {
  /** The name in the registry, in `--provider` and in `providers.<name>`. */
  readonly name: string;
  /** The company's name as it writes it. */
  readonly title: string;
  readonly document: OpenApiDocument;
  /** Raised when `map.ts` gives another meaning to the same bytes; the next run is then a rebaseline. */
  readonly mappingVersion: number;
  /**
   * Shape of the credential, as JSON. Every string in it is a secret. The description of a field is what `connections add
   * --help` says of it; what the provider documents its beginning to be stands in its meta data as `beginsWith`, so that
   * it is not sent to another provider.
   */
  readonly credential: z.ZodType<Readonly<Record<string, unknown>>>;
  /**
   * The provider's own settings of a connection, each described with its meaning and unit. What is assumed where one is
   * left out, and should be confirmed by a person, stands in its meta data as `assumed`.
   */
  readonly settings: z.ZodType<Readonly<Record<string, unknown>>>;
  readonly baseUrl: string;
  readonly buckets: Readonly<Record<string, RateBucket>>;
  /**
   * How long the provider may take over one request, in ms, where that is longer than the transport usually waits. Its
   * client waits as long; calls, their records and slots keep to it.
   */
  readonly requestMsMax?: number;
  /** Parents before children. */
  readonly kinds: readonly KindSpec[];
  /** Every documented operation, by its operationId. */
  readonly operations: Readonly<Record<string, OperationSpec>>;
  /** What listings must show once the operation took effect. Empty for what leaves no trace in the inventory. */
  expectations(call: OperationCall): readonly Expectation[];
  /** What the result of an operation tells of a resource and no listing ever shows: further attributes, never a secret. */
  learned?(call: OperationCall, result: unknown): readonly Learned[];
  /** What a call does to money, where the provider documents it; left out, or undefined, where it does not. */
  cost?(call: OperationCall): CallCost | undefined;
  /** The operations that mean the same across providers: what each is here, or why it is not possible. */
  readonly common: AnyCommonMappings;
  /** What of a change can be undone here that the common operations do not, and how; or why it cannot be. */
  readonly restores: AnyRestores;
  /** What it documents of the DNS of domains that are used there; left out where that is nothing. */
  readonly dns?: DnsTerms;
  open(account: AccountAccess): Session;
  readonly sandbox: SandboxFactory;
}

/**
 * A provider that also carries its types: those of its operations (`CallsOf` its generated types), and what callers give
 * as the credential and the settings of a connection (`z.input` of their schemas).
 */
export type TypedProvider<Calls, Credential, Settings> = Provider & {
  readonly [types]?: { readonly calls: Calls; readonly credential: Credential; readonly settings: Settings };
};

/** Exists for the compiler only. */
declare const types: unique symbol;

/** A kind as this provider lists it. */
export interface KindSpec {
  readonly kind: Kind;
  /** The best grade a listing of this kind can earn here, and why. Plausible ones are never read a second time. */
  readonly bestGrade: Exclude<Grade, 'refused'>;
  readonly gradeReason: string;
  /** How often it is listed unless a connection says otherwise: a cron line in UTC, and why no more and no less often. */
  readonly schedule: { readonly cron: string; readonly reason: string };
  /** One listing covers one parent of this kind; absent when one listing covers the whole connection. */
  readonly perParent?: Kind;
  /** A deleted owner takes these resources with it: `attribute` holds the owner's name, or null where there is none. */
  readonly ownedBy?: { readonly kind: Kind; readonly attribute: string };
  /**
   * For kinds whose external id is a name: the attribute that a renamed resource keeps, and why it can be relied on. One
   * that vanished and one that appeared with the same value of it are the same resource.
   */
  readonly renamedBy?: { readonly attribute: string; readonly reason: string };
  /** The role of every attribute that the mapping yields, and of no other: what of a difference means something. */
  readonly attributes: AttributeRoles;
  /** The attributes that hold the provider's own times of a resource: when it was made, and when it last changed. */
  readonly times?: { readonly made?: string; readonly changed?: string };
  /** The attribute that names the resource which brought one of this kind, such as an order, and the kind of that. */
  readonly broughtBy?: { readonly kind: Kind; readonly attribute: string };
  /** What the provider changes by itself; left out where it is not known to. */
  readonly automatisms?: readonly Automatism[];
  /**
   * The settings of a connection that a listing of this kind depends on: they decide `which` things it shows, or only
   * `how` they are read. What changes together with one of these is our own doing, and what comes and goes with one of
   * the former; without this, all settings are taken for such.
   */
  readonly shapedBy?: Readonly<Record<string, 'which' | 'how'>>;
  /**
   * For kinds whose listing shows the newest first: a run reads from its beginning to `overlapDays` before the newest that
   * is known, and all of it every `fullEveryDays` (7 at most). `orderedBy` is the attribute that the order goes by, an
   * instant in ISO 8601. The reason says on what grounds the order is expected; pages in any other have everything listed.
   */
  readonly incremental?: {
    readonly orderedBy: string;
    readonly overlapDays: number;
    readonly fullEveryDays: number;
    readonly reason: string;
  };
  /**
   * For kinds whose items never change once they are final: so long after the instant in `datedBy`. That such a one
   * changed or vanished is an alarm, and one that appears long after its time a notice.
   */
  readonly final?: { readonly datedBy: string; readonly afterDays: number; readonly reason: string };
  /**
   * For kinds whose items move the money of wallets: which, and how what they are is told. A run that lists them reads the
   * wallets before and after, so that balance and transactions are of one moment.
   */
  readonly moves?: Moves;
  /** For kinds whose items are work that the provider does by itself: how far it is. */
  readonly work?: WorkAttributes;
  /** For kinds of which the provider tells how they are seen by those who receive mail. */
  readonly reputation?: ReputationAttributes;
  /** For kinds that are keys to the provider's own API. When one was used last is kept beside the ledger: it makes no drift. */
  readonly key?: KeyAttributes;
  /** What its attributes mean to whoever knows no provider. */
  readonly says?: KindSays;
  /** Listed from the connection's settings: no request is made, and the provider does not vouch for it. */
  readonly configured?: true;
  /** Whether the provider answers for one resource by its external id. */
  readonly readable: boolean;
}

/** One thing as a listing shows it, already in the ledger's words. */
export interface Item {
  readonly externalId: string;
  readonly name: string;
  /** Allow-listed, in a fixed key order: equal meaning gives equal JSON. Holds no secret. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** A page of a listing. `items` is read once, and throws `ProviderError` (`unrecognised`) at the first malformed one. */
export interface Page {
  /** Those of `openPage`, or any others. Only the former can be told by their bytes. */
  readonly items: Iterable<Item> & { readonly inBytes?: ItemsInBytes<Item> };
  readonly evidence: PageEvidence;
}

/** Items that stand in a page as its bytes, each a row of its own: told apart by their bytes, and parsed only when that is wanted. */
export interface ItemsInBytes<Mapped> {
  readonly count: number;
  /** SHA-256 (hex) of the item's bytes, secrets taken out. */
  rawDigestAt(index: number): string;
  /** Parses, checks and maps the item. Throws `ProviderError` (`unrecognised`). */
  readAt(index: number): Mapped;
}

export interface Scope {
  readonly kind: Kind;
  /** External id and name of the parent, for kinds listed per parent. */
  readonly parent?: { readonly externalId: string; readonly name: string };
}

/** Attributes that a listing does not show. */
export interface Learned {
  readonly kind: Kind;
  readonly externalId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Everything a provider needs to act for one connection. */
export interface AccountAccess {
  readonly baseUrl: string;
  /** Parsed by `credential`. In memory only. */
  readonly credential: Readonly<Record<string, unknown>>;
  /** Parsed by `settings`. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly budget: Budget;
  /** Deadlines and size caps other than the usual ones; tests shorten them. */
  readonly limits?: Partial<TransportLimits>;
  /** Is shown what the provider answers, to note where that leaves its document; left out where nobody keeps it. */
  readonly shapes?: ShapeObserver | undefined;
}

/** One connection, open. Every method throws `ProviderError` and nothing else. */
export interface Session {
  /**
   * The account that the credential opens; pinned when the connection is added. Null where the provider does not tell
   * whose account it is; the credential was tried all the same.
   */
  identify(signal: AbortSignal): Promise<{ readonly id: string; readonly name: string } | null>;
  /**
   * Tries all that the settings name, so that what is wrong there is told when it is given and not by the next run. Left
   * out where there is nothing that `identify` does not try. Makes safe requests only.
   */
  trySettings?(signal: AbortSignal): Promise<void>;
  /** Pages in order; the last one carries `evidence.end`. Makes safe requests only. */
  list(scope: Scope, signal: AbortSignal): AsyncIterable<Page>;
  /** One resource by name; undefined when the provider says it does not exist. Only for readable kinds. */
  read(kind: Kind, externalId: string, signal: AbortSignal): Promise<Item | undefined>;
  /** One documented operation; input already validated. Answers what the provider documents inside its envelope. */
  call(call: OperationCall, signal: AbortSignal): Promise<unknown>;
  close(): Promise<void>;
}
