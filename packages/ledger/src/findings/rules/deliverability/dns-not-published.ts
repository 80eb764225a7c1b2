import type { DnsContent } from '@rollcall/schema';
import type { DnsFacts, SaidRecord } from '../../facts/dns.ts';
import { answerTo, hasSame, keeperOf, recordText } from '../../facts/dns-answers.ts';
import { few } from '../../few.ts';
import { domainRule } from './domain-rule.ts';

/** What a provider says it published is not what the servers answer: it did not, or the zone was edited elsewhere. */
export const dnsNotPublished = domainRule({
  id: 'dns_not_published',
  severity: 'alarm',
  title: 'The servers of a domain do not answer with the records that its provider says it published.',
  remedy: 'Have the provider publish its records again, or take over what was changed elsewhere.',
  find(facts) {
    const keeper = keeperOf(facts);
    // Servers that are not the provider's need not hold its records: that is another finding.
    if (keeper === undefined || !keeper.isDelegated) return null;
    const { published, connection } = keeper.holder;
    const unlike = compare(facts, published ?? []);
    const [first] = unlike.differing;
    if (first === undefined) return unlike.unknown === undefined ? null : { undecided: unlike.unknown };
    const isEdited = unlike.differing.some(({ records }) => records.length > 0);
    const names = few(unlike.differing.map(({ type, name }) => `${type} ${name}`));
    return {
      sentence: isEdited
        ? `The servers of ${facts.domain} answer otherwise than ${connection} says it published: ${names}.`
        : `The servers of ${facts.domain} lack what ${connection} says it published: ${names}.`,
      remedy: isEdited
        ? `Find out who edits the zone beside ${connection}; then have ${connection} publish it again, or set there what is right: ${unlike.changes.join('; ')}.`
        : `Have ${connection} publish its records again: ${unlike.changes.join('; ')}.`,
      evidence: [
        isEdited
          ? `At fault is the zone, which was edited elsewhere than at ${connection}, or is an older copy.`
          : `At fault is ${connection}, which says that it published them.`,
        ...unlike.differing.flatMap((one) => seen(connection, one)),
      ],
    };
  },
});

interface Differing {
  readonly type: string;
  readonly name: string;
  readonly said: readonly SaidRecord[];
  readonly records: readonly DnsContent[];
}

/** Types that are the zone's own affair, or whose answers are not compared. */
const passedOver: ReadonlySet<string> = new Set(['NS', 'SOA', 'URI', 'SSHFP', 'HTTPS', 'SVCB', 'NAPTR', 'LOC', 'CERT']);

function compare(facts: DnsFacts, published: readonly SaidRecord[]) {
  const groups = Map.groupBy(
    published.filter(({ type }) => !passedOver.has(type)),
    ({ type, name }) => `${type} ${name}`,
  );
  const differing: Differing[] = [];
  let unknown: string | undefined;
  for (const said of groups.values()) {
    const { type = '', name = '' } = said[0] ?? {};
    const told = answerTo(facts, name, type);
    if (told.is === 'unknown' || told.by !== 'authority')
      unknown ??= told.is === 'unknown' ? told.why : 'its servers do not answer';
    else if (
      said.some((record) => !hasSame(told.records, record)) ||
      told.records.some((record) => !hasSame(said, record))
    ) {
      differing.push({ type, name, said, records: told.records });
    }
  }
  const changes = differing.flatMap(({ type, name, said, records }) => [
    ...said.filter((record) => !hasSame(records, record)).map((record) => `add ${recordText(record)}`),
    ...records
      .filter((record) => !hasSame(said, record))
      .map((record) => `remove ${recordText({ ...record, type, name })}`),
  ]);
  return { differing, changes, unknown };
}

function seen(connection: string, { type, name, said, records }: Differing): string[] {
  const answered = records.map((record) => recordText({ ...record, type, name }));
  return [
    `${connection} says ${said.map(recordText).join(' and ')}.`,
    `The servers answer ${answered.join(' and ') || `that there is no ${type} ${name}`}.`,
  ];
}
