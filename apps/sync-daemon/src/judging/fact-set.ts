import type { Tx } from '@rollcall/db';
import { type Judgement, judge, type Rule } from '@rollcall/ledger';
import type { Provider } from '@rollcall/provider-kit';
import type { FindingRule, Instant } from '@rollcall/schema';

/** Facts, and the rules about them. */
interface FactSet<Facts> {
  /** What the log calls it. */
  readonly name: string;
  readonly rules: readonly Rule<Facts>[];
  /** All that these rules are to be shown of the workspace, in pages: memory stays flat however much there is. */
  facts(tx: Tx, terms: JudgingTerms): AsyncIterable<readonly Facts[]>;
}

/** What facts are read by. */
export interface JudgingTerms {
  /** The database's time. */
  readonly at: Instant;
  /** Those at which the workspace has connections: what they declare of their kinds says what their attributes mean. */
  readonly providers: readonly Provider[];
  /** Aborted when the daemon stops. */
  readonly signal: AbortSignal;
}

/** The same for whoever has the rules judge, and need not know what they are shown. */
export interface JudgedSet {
  readonly name: string;
  readonly rules: readonly FindingRule[];
  /** What those of its rules that are wanted say of all facts. Throws `RuleFailure`. */
  judgements(tx: Tx, terms: JudgingTerms, wanted: readonly FindingRule[]): AsyncIterable<readonly Judgement[]>;
}

/** Pairs facts with the rules about them. */
export function factSet<Facts>({ name, rules, facts }: FactSet<Facts>): JudgedSet {
  return {
    name,
    rules: rules.map(({ id }) => id),
    async *judgements(tx, terms, wanted) {
      const asked = rules.filter(({ id }) => wanted.includes(id));
      for await (const page of facts(tx, terms)) {
        terms.signal.throwIfAborted();
        yield judge(asked, page, terms.at);
      }
    },
  };
}
