import type { DnsFacts, DnsHolder } from '../../facts/dns.ts';
import { placeOf } from '../../facts/dns-answers.ts';
import { domainRule } from './domain-rule.ts';

/** What a provider signs by, and sends bounces to, is of another domain than the mail says it is from. */
export const dmarcUnaligned = domainRule({
  id: 'dmarc_unaligned',
  severity: 'alarm',
  title:
    'Neither DKIM nor SPF of what a provider sends is of the domain that the mail is from: DMARC fails for all of it.',
  remedy: 'Have the provider sign by the domain itself, or relax the mode of the DMARC record.',
  find(facts) {
    const { dmarc } = facts.authority;
    if (dmarc.state === 'unknown') return { undecided: dmarc.problem ?? 'its DMARC record is unknown' };
    if (dmarc.state !== 'valid') return null;
    const unaligned = facts.holders.filter((holder) => isUnaligned(facts, holder));
    if (unaligned.length === 0) return null;
    const names = unaligned.map(({ connection }) => connection).join(' and ');
    return {
      severity: dmarc.policy === 'none' ? 'notice' : 'alarm',
      sentence: `DMARC fails for what ${names} sends from ${facts.domain}: neither DKIM nor SPF is of that domain.`,
      remedy: `Have ${names} sign by ${facts.domain} itself${relaxing(facts, unaligned)}.`,
      evidence: [
        `At fault is ${names}, which signs by another domain than the policy asks for.`,
        `DKIM must be ${dmarc.dkimMode}, SPF ${dmarc.spfMode}, with ${facts.domain}.`,
        ...unaligned.flatMap(({ keys }) => keys.map(({ name }) => `It signs by ${name}.`)),
        ...unaligned.flatMap(({ bounceDomain }) => (bounceDomain === null ? [] : [`SPF is asked of ${bounceDomain}.`])),
      ],
    };
  },
});

/** Where a record that is less strict would do, that record. */
function relaxing(facts: DnsFacts, unaligned: readonly DnsHolder[]): string {
  const { dmarc } = facts.authority;
  const [record] = dmarc.records;
  const relaxed = { ...dmarc, dkimMode: 'relaxed', spfMode: 'relaxed' } as const;
  const then = { ...facts, authority: { ...facts.authority, dmarc: relaxed } };
  if (record === undefined || unaligned.some((holder) => isUnaligned(then, holder))) return '';
  const own = record.split(';').map((term) => term.trim());
  const others = own.filter((term) => term !== '' && !/^a(dkim|spf)\s*=/i.test(term));
  const by = [...others, 'adkim=r', 'aspf=r'].join('; ');
  return `; or, ${placeOf(facts)}, replace TXT _dmarc.${dmarc.recordDomain} "${record}" by "${by}"`;
}

/** Only where both are known: a provider that may sign by what it does not show is not accused. */
function isUnaligned(facts: DnsFacts, { keys, bounceDomain }: DnsHolder): boolean {
  const { dkimMode, spfMode } = facts.authority.dmarc;
  const signs = keys.map(({ name }) => name.replace(/^.*\._domainkey\./, ''));
  if (signs.length === 0 || bounceDomain === null) return false;
  return !signs.some((name) => isAligned(facts, name, dkimMode)) && !isAligned(facts, bounceDomain, spfMode);
}

function isAligned({ domain, authority }: DnsFacts, name: string, mode: 'relaxed' | 'strict' | null): boolean {
  if (name === domain) return true;
  const above = authority.dmarc.organizationalDomain;
  return mode !== 'strict' && above !== null && (name === above || name.endsWith(`.${above}`));
}
