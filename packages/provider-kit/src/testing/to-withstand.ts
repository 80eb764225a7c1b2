import { believesAbsence, certify, type ListingEvidence } from '@rollcall/ledger';
import { type CertifiedPage, RunId } from '@rollcall/schema';
import { expect } from 'vitest';
import type { KindSpec, Page, Scope, Session } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';
import type { ListingFault } from './listing-fault.ts';
import { spoilListing } from './spoil-listing.ts';

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /**
     * That a session withstands a fault of its listings: a listing that suffers it shows all there is, ends in a
     * `ProviderError`, or has a certificate of which no absence is derived. `await` it; it reads the kind three times.
     */
    toWithstand(fault: ListingFault, listing: { readonly kind: KindSpec; readonly scope?: Scope }): Promise<void>;
  }
}

/** To be registered once, by `expect.extend`. */
export const withstanding = {
  async toWithstand(
    session: Session,
    fault: ListingFault,
    { kind, scope = { kind: kind.kind } }: { readonly kind: KindSpec; readonly scope?: Scope },
  ): Promise<{ pass: boolean; message: () => string }> {
    const whole = await read(session, scope);
    const outcome = await outcomeOf({ session, fault, kind, scope, whole });
    const said = `a listing of ${kind.kind} that suffers ${JSON.stringify(fault)}`;
    return {
      pass: outcome.withstands,
      message: () => `${said} ${outcome.withstands ? 'must not be withstood' : 'must be'}: ${outcome.because}`,
    };
  },
};

expect.extend(withstanding);

interface Reading {
  readonly pages: readonly CertifiedPage[];
  readonly ids: readonly string[];
}

async function read(session: Session, scope: Scope): Promise<Reading> {
  const pages: CertifiedPage[] = [];
  const ids: string[] = [];
  for await (const page of session.list(scope, AbortSignal.timeout(readMsMax))) {
    const shown = idsOf(page);
    ids.push(...shown);
    pages.push({ ...page.evidence, count: shown.length, firstId: shown[0] ?? null, lastId: shown.at(-1) ?? null });
  }
  return { pages, ids };
}

/** A sandbox answers in milliseconds. */
const readMsMax = 10_000;

function idsOf({ items }: Page): readonly string[] {
  return [...items].map(({ externalId }) => externalId);
}

async function outcomeOf({
  session,
  fault,
  kind,
  scope,
  whole,
}: {
  session: Session;
  fault: ListingFault;
  kind: KindSpec;
  scope: Scope;
  whole: Reading;
}): Promise<{ readonly withstands: boolean; readonly because: string }> {
  let spoilt: Reading;
  try {
    spoilt = await read(spoilListing(session, fault), scope);
  } catch (error) {
    if (error instanceof ProviderError) return { withstands: true, because: `it ends in ${error.kind}` };
    throw error;
  }
  const shown = new Set(spoilt.ids);
  const hidden = whole.ids.filter((id) => !shown.has(id));
  if (hidden.length === 0) return { withstands: true, because: 'it shows all there is' };
  const certificate = certify(evidenceOf(kind, { spoilt, whole, hidden: hidden.length }));
  const said = `it hides ${hidden.length} of ${whole.ids.length} and is ${certificate.grade}: ${certificate.reason}`;
  return { withstands: !believesAbsence(certificate.grade), because: said };
}

/** What the engine would grade: the ledger holds what was there, and a second pass shows it. */
function evidenceOf(
  kind: KindSpec,
  { spoilt, whole, hidden }: { spoilt: Reading; whole: Reading; hidden: number },
): ListingEvidence {
  return {
    runId: RunId.parse('01900000-0000-7000-8000-000000000001'),
    startedAt: '2026-01-01T00:00:00.000Z',
    pages: spoilt.pages,
    seen: spoilt.ids.length,
    duplicates: spoilt.ids.length - new Set(spoilt.ids).size,
    ...{ restarts: [], failure: null, history: [], lost: [], isRebaseline: false, earlier: null, sampled: null },
    ...{ knownLive: whole.ids.length, vanishing: hidden, explainedAbsent: 0, explainedNew: 0 },
    canAsk: kind.readable,
    best: { grade: kind.bestGrade, reason: kind.gradeReason },
    secondPass:
      spoilt.pages.at(-1)?.end === 'whole_document'
        ? null
        : { pages: whole.pages.length, seen: whole.ids.length, agreed: false },
    documentVersion: '1',
    mappingVersion: 1,
  };
}
