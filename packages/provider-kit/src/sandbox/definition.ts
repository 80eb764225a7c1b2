import type { IncomingHttpHeaders } from 'node:http';
import type { RateBucket } from '../budget.ts';
import type { DocumentedOperation } from '../document.ts';
import type { OpenApiDocument } from '../openapi.ts';
import type { SandboxClock } from './clock.ts';
import type { Control } from './control.ts';
import type { AnyReply, Handlers } from './handler.ts';
import type { ReadBody } from './http.ts';
import type { SandboxStory } from './story.ts';
import type { SandboxZone } from './zone.ts';

/** A provider's sandbox: what its server holds, and how it answers. */
export interface SandboxDefinition<Operations, State> {
  readonly provider: string;
  readonly document: OpenApiDocument;
  /** Where the API stands under the server's origin: `/api/v1`. */
  readonly basePath: string;
  /** The documented rate limits, by the names the document uses in `x-rollcall-bucket`. */
  readonly buckets: Readonly<Record<string, RateBucket>>;
  /** How many requests the provider answers at once, and what it says to one more; absent where it documents no cap. */
  readonly concurrency?: Concurrency;
  /** The kinds whose size can be asked for. */
  readonly kinds: readonly string[];
  /** Builds the data. Same arguments, same data; throws `SandboxError` when the sizes do not go together. */
  readonly seed: (options: SeedOptions) => State;
  /** A credential that `authenticate` accepts, in the shape `connections add` reads. */
  readonly credential: (state: State) => Readonly<Record<string, string>>;
  /** Settings that name what was seeded, in the shape of the provider's `settings`; left out where none are needed. */
  readonly settings?: (state: State) => Readonly<Record<string, unknown>>;
  /** Who is calling, for the rate limits; undefined when the request does not say so in a way that is accepted. */
  readonly authenticate: (headers: IncomingHttpHeaders, state: State) => string | undefined;
  /** What the provider says to a caller that may not make this operation; left out where every credential may do everything. */
  readonly authorize?: (request: {
    readonly state: State;
    readonly caller: string;
    readonly operation: DocumentedOperation;
  }) => AnyReply | undefined;
  /** The provider's own wording of a refusal. */
  readonly refuse: (refusal: Refusal) => AnyReply;
  /**
   * Rewrites a request that comes in another dialect than the documented one, before it is routed; undefined when this
   * server does not speak the dialect it came in. Left out where there is one dialect.
   */
  readonly translate?: (request: RawRequest, state: State) => RawRequest | undefined;
  /** Lets everything happen that is due by `nowMs`, before a request is answered. */
  readonly settle: (state: State, nowMs: number) => void;
  /**
   * What the provider does by itself in a day, once it is the next: it charges, and what is in use is used. Left out where
   * nothing happens without a call.
   */
  readonly pass?: (state: State) => void;
  /** What happens in a demonstration. Left out where nothing does. */
  readonly story?: (state: State) => SandboxStory;
  /** The zones of DNS that the provider serves. Left out where it serves none. */
  readonly zones?: (state: State) => readonly SandboxZone[];
  readonly control: (state: State) => Control;
  readonly handlers: Handlers<Operations, State>;
}

/** A request before it is routed. */
export interface RawRequest {
  readonly method: string;
  /** Under the base path, without the query. */
  readonly path: string;
  readonly body: ReadBody;
}

/** A cap on the requests that are answered at once. */
export interface Concurrency {
  readonly max: number;
  readonly refuse: () => AnyReply;
}

/** What a sandbox's data is made from. */
export interface SeedOptions {
  readonly seed: number;
  readonly sizes: Sizes;
  /** What every time of the data comes from. */
  readonly clock: SandboxClock;
  /** Nothing is to be wrong on purpose. */
  readonly clean: boolean;
}

/** How many of each kind. */
export type Sizes = Readonly<Record<string, number>>;

/** Why a request does not reach its handler. */
export type Refusal =
  | { readonly reason: 'no_route' }
  /** The headers tell a credential that is missing from one that is wrong. */
  | { readonly reason: 'unauthorized'; readonly headers: IncomingHttpHeaders }
  | { readonly reason: 'rate_limited'; readonly retryAfterSeconds: number }
  | { readonly reason: 'invalid'; readonly message: string }
  /** The sandbox itself has a mistake. */
  | { readonly reason: 'failure' }
  /** Somebody planted it; without a code, the one that is documented for the status. */
  | { readonly reason: 'fault'; readonly status: number; readonly code: string | undefined };
