import type { ReportHead, ReportHeadline } from '@rollcall/schema';
import { amountText, boundText, instantText, valueText } from './values.ts';
import { visible } from './visible.ts';

// What the formats that people read say in the same words.

/** The time that a report is about. */
export function periodText({ period, asOf }: Pick<ReportHead, 'period' | 'asOf'>): string {
  if (period === null) return `As of ${instantText(asOf)}`;
  return `From ${boundText(period.from)} up to, and without, ${boundText(period.to)} (UTC)`;
}

export const stateTexts: Readonly<Record<ReportHead['state'], string>> = {
  complete: 'Complete',
  open: 'Open: its period has not ended',
  incomplete: 'Incomplete: it has no totals',
};

/** What a headline costs, where that is known to the last unit. */
export function costText({ cost }: ReportHeadline): string | undefined {
  return cost === null ? undefined : amountText({ ...cost, unit: 'confirmed' });
}

/** What was listed, and how old the oldest of it is. */
export function coverageText({ coverage }: ReportHead): string {
  const oldest = coverage.oldestAt === null ? '' : `; the oldest listing began ${instantText(coverage.oldestAt)}`;
  return `Stands on: ${visible(coverage.sentence)}${oldest}.`;
}

/** Why it is not complete, but for what the headline says as well: people read it once. */
export function reasonsBeside({ reasons, headline }: Pick<ReportHead, 'reasons' | 'headline'>): ReportHead['reasons'] {
  return reasons.filter(({ sentence }) => !headline.some((one) => one.sentence === sentence));
}

/** What it takes to make the same report again, and to prove what it stands on: each with its name. */
export function standing(
  head: Omit<ReportHead, 'headline' | 'reasons' | 'since'>,
): readonly (readonly [name: string, text: string])[] {
  const { checkpoint } = head;
  const log =
    checkpoint === null
      ? [['Checkpoint', 'None was signed yet'] as const]
      : ([
          [
            'Checkpoint',
            `${checkpoint.number} of ${valueText(checkpoint.size, 'count')} events, signed ${instantText(checkpoint.at)}`,
          ],
          ['Root of the log', checkpoint.root],
        ] as const);
  return [
    ['Workspace', `${visible(head.workspace.name)} (${head.workspace.id})`],
    ['State as of', instantText(head.asOf)],
    ['By what was known', instantText(head.knownAt)],
    ...Object.entries(head.filters).map(([name, value]) => [`Only ${name}`, visible(value)] as const),
    ...log,
    ['Digest of what it says', head.digest],
    ['Ruleset', String(head.ruleset)],
  ];
}

/** What is said of the report of the same that was issued before. */
export function sinceText(since: NonNullable<ReportHead['since']>): string {
  const before = `the report of ${instantText(since.knownAt)} (digest ${since.digest.slice(0, 12)})`;
  return since.changes.length === 0
    ? `It says the same as ${before}.`
    : `What differs from ${before}, which this one replaces.`;
}
