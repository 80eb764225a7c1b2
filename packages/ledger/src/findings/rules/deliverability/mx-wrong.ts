import type { DnsContent } from '@rollcall/schema';
import type { DnsFacts, SaidRecord } from '../../facts/dns.ts';
import { answerTo, faultOf, hasSame, placeOf, recordText } from '../../facts/dns-answers.ts';
import { domainRule } from './domain-rule.ts';

/** Mail to the domain does not go where its inboxes are. */
export const mxWrong = domainRule({
  id: 'mx_wrong',
  severity: 'alarm',
  title: 'Mail to a domain does not go to the servers of the provider that has its inboxes.',
  remedy: 'Set the MX records that the provider asks for, and remove others that come before them.',
  find(facts) {
    const { domain } = facts;
    const expecting = facts.holders
      .map(({ connection, expected }) => ({
        connection,
        records: expected.filter((one) => one.type === 'MX' && one.name === domain),
      }))
      .filter(({ records }) => records.length > 0);
    const [only] = expecting;
    if (only === undefined) return null;
    const told = answerTo(facts, domain, 'MX');
    if (told.is === 'unknown') return { undecided: told.why };
    // Where two providers each want the mail, none of them is right before a person says which; that none gets it is wrong.
    if (expecting.length > 1) return told.records.every(takesNone) ? wantedByMany(facts, expecting) : null;
    const mx = told.records.map((record): SaidRecord => ({ ...record, type: 'MX', name: domain }));
    const missing = only.records.filter((record) => !hasSame(told.records, record));
    const worst = Math.max(...only.records.map(({ priority }) => priority ?? 0));
    const others = mx.filter((record) => !hasSame(only.records, record) && (record.priority ?? 0) <= worst);
    const [first] = missing;
    if (first === undefined && others.length === 0) return null;
    const are = mx.length === 0 ? 'none' : mx.map(({ content, priority }) => `${priority} ${content}`).join(', ');
    const add = missing.map((record) => `add ${recordText(record)}`);
    const remove = others.map((record) => `remove ${recordText(record)}`);
    return {
      sentence:
        first === undefined
          ? `Mail to ${domain} also goes elsewhere than to ${only.connection}: its MX records are ${are}.`
          : `Mail to ${domain} does not go to ${only.connection}: its MX records are ${are}.`,
      remedy: `To change ${placeOf(facts)}: ${[...add, ...remove].join('; ')}.`,
      evidence: [
        faultOf(facts, first ?? { name: domain, type: 'MX' }),
        ...only.records.map((record) => `${only.connection} expects ${recordText(record)}.`),
        ...mx.map((record) => `Its servers answer ${recordText(record)}.`),
      ],
    };
  },
});

interface Expecting {
  readonly connection: string;
  readonly records: readonly SaidRecord[];
}

/** A domain that says by its record that it takes no mail (RFC 7505). */
function takesNone({ content }: DnsContent): boolean {
  return content === '.';
}

function wantedByMany(facts: DnsFacts, expecting: readonly Expecting[]) {
  const names = expecting.map(({ connection }) => connection).join(' and ');
  const choice = expecting.map(
    ({ connection, records }) => `${records.map(recordText).join(' and ')} for ${connection}`,
  );
  return {
    sentence: `Mail to ${facts.domain} goes nowhere: it has no MX record, or one that says so, and ${names} expect its mail.`,
    remedy: `Decide which of them is to have its mail; then, to change ${placeOf(facts)}: add ${choice.join(', or ')}.`,
    evidence: [
      faultOf(facts, { name: facts.domain, type: 'MX' }),
      ...expecting.flatMap(({ connection, records }) =>
        records.map((record) => `${connection} expects ${recordText(record)}.`),
      ),
    ],
  };
}
