import type { Change, Expectation, Instant, OperationId, OperationState } from '@rollcall/schema';

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
  readonly change: Extract<Change, 'appeared' | 'vanished'>;
  readonly externalId: string | null;
  readonly name: string | null;
  /** How many unnamed resources it explains; 0 for a claim by id or name. */
  readonly count: number;
  /** The operation was under way while the listing was read: this change is left to the next run. */
  readonly defers: boolean;
  readonly evidence: string;
}

/**
 * What our own operations explain in a listing of `kind`. An operation explains what it was sent for when it was sent
 * since the scope was last believed, or when nothing has confirmed it yet (its effect may come late).
 */
export function claimsOf(
  operations: readonly OperationOnRecord[],
  listing: { readonly kind: string; readonly startedAt: Instant; readonly previousAt: Instant | null },
): readonly Claim[] {
  return operations
    .filter((operation) => mayExplain(operation, listing.previousAt))
    .flatMap((operation) =>
      operation.expectations
        .filter((expectation) => expectation.kind === listing.kind)
        .map((expectation) => claim(operation, expectation, listing.startedAt)),
    );
}

function mayExplain(operation: OperationOnRecord, previousAt: Instant | null): boolean {
  if (operation.dispatchedAt === null) return false;
  switch (operation.state) {
    case 'dispatched':
    case 'succeeded':
    case 'unknown':
      return true;
    case 'confirmed':
      return previousAt === null || operation.dispatchedAt >= previousAt;
    case 'accepted':
    case 'failed':
    case 'contradicted':
      return false;
    default:
      return operation.state satisfies never;
  }
}

function claim(operation: OperationOnRecord, expectation: Expectation, listingStartedAt: Instant): Claim {
  return {
    operationId: operation.id,
    change: expectation.becomes === 'absent' ? 'vanished' : 'appeared',
    externalId: expectation.becomes === 'absent' ? expectation.externalId : null,
    name: expectation.becomes === 'present' ? expectation.name : null,
    count: expectation.becomes === 'more' ? expectation.count : 0,
    defers: operation.answeredAt === null || operation.answeredAt > listingStartedAt,
    evidence: sentence(operation),
  };
}

function sentence({ procedure, state, dispatchedAt }: OperationOnRecord): string {
  const sent = `${procedure} was sent for it at ${dispatchedAt}`;
  return state === 'unknown' ? `${sent}, and its answer was lost` : sent;
}
