import type { FindingRule, FindingSeverity, Instant } from '@rollcall/schema';
import type { DnsFacts } from '../../facts/dns.ts';
import { whereabouts } from '../../facts/dns-answers.ts';
import type { Judgement, Rule } from '../../rule.ts';

/** What is wrong with a domain, what to do, and what was seen. */
interface DomainProblem {
  readonly sentence: string;
  readonly remedy: string;
  /** The first says which side is at fault. */
  readonly evidence: readonly string[];
  readonly severity?: FindingSeverity;
}

/** Nothing is wrong; or nobody knows, and why. */
type DomainOutcome = DomainProblem | null | { readonly undecided: string };

interface DomainRule {
  readonly id: FindingRule;
  readonly severity: FindingSeverity;
  readonly title: string;
  readonly remedy: string;
  /** Of a domain that is there. `wholly` is for rules of those that are not. */
  find(facts: DnsFacts): DomainOutcome;
  readonly wholly?: boolean;
}

/** A domain that came to a provider so lately may have its records still on the way. */
const graceMs = 48 * 3_600_000;
/** What was asked longer ago says nothing of now. */
const ageMsMax = 48 * 3_600_000;
/** What nobody has looked at for so long is not held against anybody any more: DNS is asked about nothing, or no daemon runs. */
const standingMsMax = 7 * 24 * 3_600_000;

/**
 * A rule about the DNS of one domain. It says nothing of a domain that is not there, of which one finding is enough, nor of one that
 * nobody knows about, or that has just come.
 */
export function domainRule({ id, severity, title, remedy, find, wholly = false }: DomainRule): Rule<DnsFacts> {
  return {
    ...{ id, family: 'deliverability', severity, title, remedy },
    judge(facts, now) {
      const fingerprint = `${id} ${facts.domain}`;
      const undecided = (why: string): Judgement[] => [{ fingerprint, undecided: why }];
      const ageMs = Date.parse(now) - Date.parse(facts.checkedAt);
      if (ageMs > standingMsMax) return [];
      if (ageMs > ageMsMax) return undecided('its DNS was not asked for two days');
      if (isNew(facts, now)) return undecided('it has just come to its provider, and its records may be on the way');
      const where = whereabouts(facts);
      if (typeof where !== 'string') return undecided(where.why);
      if (where === 'nowhere' && !wholly) return [];
      const found = find(facts);
      if (found === null) return [];
      if ('undecided' in found) return undecided(found.undecided);
      return [{ ...aboutDomain(facts), ...found, rule: id, fingerprint, severity: found.severity ?? severity }];
    },
  };
}

function isNew({ holders }: DnsFacts, now: Instant): boolean {
  return holders.some(({ madeAt }) => madeAt !== null && Date.parse(now) - Date.parse(madeAt) < graceMs);
}

/** Where several connections have the domain, what is found tells of all of them. */
function aboutDomain({ domain, holders }: DnsFacts) {
  const [only] = holders.length === 1 ? holders : [];
  return {
    ...{ money: null, operationId: null, eventId: null, connectionId: only?.connectionId ?? null },
    subject: { kind: 'domain', externalId: only?.externalId ?? domain, name: domain },
  };
}
