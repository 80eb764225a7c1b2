import { type Page, ProviderError, type Scope, type Session } from '@rollcall/provider-kit';

/** What a run has seen of its credential. */
export interface Access {
  /**
   * Whether the provider accepted the credential: it refused when nobody's account could be opened with it, or every kind
   * that was listed was refused. A permission that is missing for some kinds is no such thing. Undefined when nothing
   * tells, as while a provider is down.
   */
  verdict(kinds: {
    readonly all: readonly string[];
  }): { accepted: true } | { accepted: false; error: ProviderError } | undefined;
}

type Answer = 'accepted' | 'unclear' | ProviderError;

/** The same session, of which is noted whether what it asks is let in. */
export function watchAccess(session: Session): { session: Session; access: Access } {
  let account: Answer = 'unclear';
  const listed = new Map<string, Answer>();
  const note = (kind: string, answer: Answer): void => {
    if (listed.get(kind) !== 'accepted') listed.set(kind, answer);
  };
  return {
    session: {
      identify: async (signal) => {
        try {
          const identified = await session.identify(signal);
          account = 'accepted';
          return identified;
        } catch (error) {
          account = answerIn(error);
          throw error;
        }
      },
      list: (scope, signal) => noted(session.list(scope, signal), { scope, note }),
      read: (kind, externalId, signal) => session.read(kind, externalId, signal),
      call: (call, signal) => session.call(call, signal),
      close: () => session.close(),
    },
    access: {
      verdict: ({ all }) => {
        if (account instanceof ProviderError) return { accepted: false, error: account };
        const answers = all.flatMap((kind) => listed.get(kind) ?? []);
        const refusals = answers.filter((answer) => answer instanceof ProviderError);
        // Of some kinds, "forbidden" may be said for good; that the credential is wrong is said of it, not of a kind.
        const unauthorized = refusals.find(({ kind }) => kind === 'unauthorized');
        const error = unauthorized ?? (refusals.length === all.length ? refusals[0] : undefined);
        if (error !== undefined && refusals.length === answers.length) return { accepted: false, error };
        return account === 'accepted' || answers.includes('accepted') ? { accepted: true } : undefined;
      },
    },
  };
}

async function* noted(
  pages: AsyncIterable<Page>,
  { scope, note }: { scope: Scope; note: (kind: string, answer: Answer) => void },
): AsyncIterable<Page> {
  try {
    for await (const page of pages) {
      note(scope.kind, 'accepted');
      yield page;
    }
  } catch (error) {
    note(scope.kind, answerIn(error));
    throw error;
  }
}

function answerIn(error: unknown): Answer {
  const isRefusal = error instanceof ProviderError && (error.kind === 'unauthorized' || error.kind === 'forbidden');
  return isRefusal ? error : 'unclear';
}
