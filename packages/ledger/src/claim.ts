import type { Change, Confidence, Expectation, Instant, OperationId, OperationState } from '@rollcall/schema';

/** An operation of ours as attribution sees it. */
export interface OperationOnRecord {
  readonly id: OperationId;
  readonly procedure: string;
  readonly state: OperationState;
  readonly expectations: readonly Expectation[];
  readonly dispatchedAt: Instant | null;
  /** When its answer was recorded; null while it is under way. */
  readonly answeredAt: Instant | null;
}

/** What an operation explains in a listing of one kind: by external id, by name, or by number. */
export interface Claim {
  readonly operationId: OperationId;
  readonly change: Extract<Change, 'appeared' | 'changed' | 'vanished'>;
  readonly externalId: string | null;
  readonly name: string | null;
  /** The owner that it was to delete: what the owner takes with it is explained, too. */
  readonly ownerExternalId: string | null;
  /** What the change it explains must lead to; null where any of that id or name is explained. */
  readonly attributes: Readonly<Record<string, unknown>> | null;
  /** How many unnamed resources it explains; 0 for a claim by id or name. */
  readonly count: number;
  /** The operation was under way while the listing was read: this change is left to the next run. */
  readonly defers: boolean;
  readonly evidence: string;
  readonly confidence: Confidence;
}

/**
 * What our own operations explain in a listing of `kind`. An operation explains what it was sent for when it was sent
 * since the scope was last believed, or when nothing has confirmed it yet (its effect may come late).
 */
export function claimsOf(
  operations: readonly OperationOnRecord[],
  listing: {
    readonly kind: string;
    /** The kind whose deletion takes resources of `kind` with it. */
    readonly ownerKind?: string | undefined;
    readonly startedAt: Instant;
    readonly previousAt: Instant | null;
  },
): readonly Claim[] {
  const { kind, ownerKind, startedAt, previousAt } = listing;
  return operations
    .filter((operation) => mayExplain(operation, previousAt))
    .flatMap((operation) =>
      operation.expectations.flatMap((expectation) => {
        if (expectation.kind === kind) return [claim(operation, expectation, startedAt)];
        if (expectation.kind !== ownerKind || expectation.becomes !== 'absent') return [];
        return [ownerClaim(operation, expectation, startedAt)];
      }),
    );
}

function mayExplain(operation: OperationOnRecord, previousAt: Instant | null): boolean {
  if (operation.dispatchedAt === null) return false;
  switch (operation.state) {
    case 'dispatched':
    case 'succeeded':
    case 'unknown':
    // What came later than we waited for was asked for all the same.
    case 'contradicted':
      return true;
    case 'confirmed':
      return previousAt === null || operation.dispatchedAt >= previousAt;
    case 'accepted':
    case 'failed':
      return false;
    default:
      return operation.state satisfies never;
  }
}

function claim(operation: OperationOnRecord, expectation: Expectation, listingStartedAt: Instant): Claim {
  return {
    operationId: operation.id,
    change: changes[expectation.becomes],
    externalId: 'externalId' in expectation ? expectation.externalId : null,
    name: expectation.becomes === 'present' ? expectation.name : null,
    ownerExternalId: null,
    attributes: attributesOf(expectation),
    count: expectation.becomes === 'more' ? expectation.count : 0,
    defers: operation.answeredAt === null || operation.answeredAt > listingStartedAt,
    evidence: sentence(operation),
    confidence: confidenceOf(operation, isExact(expectation)),
  };
}

/** Whether an expectation tells the one resource, and what becomes of it. */
function isExact(expectation: Expectation): boolean {
  switch (expectation.becomes) {
    case 'present':
    case 'absent':
      return true;
    case 'changed':
      return expectation.attributes !== undefined;
    case 'more':
      return false;
    default:
      return expectation satisfies never;
  }
}

/** What was answered and tells the one resource is certain; each thing that is wanting takes a step from that. */
function confidenceOf({ state }: OperationOnRecord, isExact: boolean): Confidence {
  // Listings said that it did nothing: that it came so late after all is one explanation among others.
  if (state === 'contradicted') return 'possible';
  const isAnswered = state === 'succeeded' || state === 'confirmed';
  if (isAnswered) return isExact ? 'certain' : 'likely';
  return isExact ? 'likely' : 'possible';
}

/** An order explains what it brings from the first moment on, before that is as it is to become. */
function attributesOf(expectation: Expectation): Claim['attributes'] {
  switch (expectation.becomes) {
    case 'present':
    case 'changed':
      return expectation.attributes ?? null;
    case 'absent':
    case 'more':
      return null;
    default:
      return expectation satisfies never;
  }
}

const changes: Readonly<Record<Expectation['becomes'], Claim['change']>> = {
  present: 'appeared',
  absent: 'vanished',
  more: 'appeared',
  changed: 'changed',
};

function ownerClaim(
  operation: OperationOnRecord,
  { kind, externalId }: Extract<Expectation, { becomes: 'absent' }>,
  listingStartedAt: Instant,
): Claim {
  return {
    operationId: operation.id,
    change: 'vanished',
    externalId: null,
    name: null,
    ownerExternalId: externalId,
    attributes: null,
    count: 0,
    defers: operation.answeredAt === null || operation.answeredAt > listingStartedAt,
    evidence: sentence(operation, `its ${kind}`),
    confidence: confidenceOf(operation, false),
  };
}

function sentence({ procedure, state, dispatchedAt }: OperationOnRecord, target = 'it'): string {
  const sent = `${procedure} was sent for ${target} at ${dispatchedAt}`;
  if (state === 'contradicted') return `${sent}, and listings did not show it in time`;
  return state === 'unknown' ? `${sent}, and its answer was lost` : sent;
}
