import type { ReportHead } from '@rollcall/schema';
import type { WalletPart } from './facts.ts';
import { flowsBetween, flowsFrom, sumOf } from './sums.ts';
import type { ToldPart } from './wallet-table.ts';
import { coverSentence, told } from './words.ts';

type Reason = ReportHead['reasons'][number];

/** What a reader must know before they believe the figures, each with what to do. */
export function walletReasons(parts: readonly ToldPart[], isOpen: boolean): readonly Reason[] {
  return parts.flatMap(({ part, wallets }) => [
    ...coverage(part, isOpen),
    ...units(part),
    ...wallets
      .filter(({ why }) => why !== null)
      .map(({ name, why }) => reason(`There are no totals of wallet ${name} at ${part.connection}: ${why}.`)),
    ...wallets
      .filter(({ undecided, why }) => undecided !== null && why === null)
      .map(({ name, undecided }) =>
        reason(
          `Running balances of wallet ${name} at ${part.connection} could not be followed everywhere: ${undecided}.`,
        ),
      ),
    ...oddities(part),
  ]);
}

function coverage(part: WalletPart, isOpen: boolean): readonly Reason[] {
  const { connection, cover, boundaries } = part;
  const clock =
    cover.clockMoved === 0
      ? []
      : [
          reason(
            `${cover.clockMoved} listings of ${connection} are not used: by their times they ended before they began, or before they were asked for.`,
            'Look at the clock of the machine that the sync daemon runs on.',
          ),
        ];
  if (!cover.isCovered) {
    const remedy = `Run "rollcall sync ${connection} --full", then make the report again.`;
    return [reason(`No total is printed of ${connection}: ${coverSentence(cover)}.`, remedy), ...clock];
  }
  if (!isOpen) return clock;
  return [
    reason(`The period has not ended: of ${connection}, figures are until ${told(boundaries.at(-1) ?? '')}.`),
    ...clock,
  ];
}

function units({ connection, flows }: WalletPart): readonly Reason[] {
  const found = new Set(flows.map(({ unit }) => unit));
  const remedy = `Say it: "rollcall connections update ${connection} --config" with the unit that the provider's dashboard shows.`;
  return [
    ...(found.has('assumed')
      ? [reason(`The unit of amounts of ${connection} is assumed, and nobody confirmed it.`, remedy)]
      : []),
    ...(found.has('unknown')
      ? [reason(`Nobody knows in which unit amounts of ${connection} are: they are shown as they came.`, remedy)]
      : []),
  ];
}

function oddities(part: WalletPart): readonly Reason[] {
  if (!part.cover.isCovered) return [];
  const { connection, flows, boundaries } = part;
  const [from, end] = [boundaries[0] ?? '', boundaries.at(-1) ?? ''];
  const timeless = sumOf(flows.filter(({ segment }) => segment === null)).count;
  const unknown = sumOf(flowsBetween(part, flows, { from, to: end })).unknown;
  const ahead = flowsFrom(part, flows, from).reduce((sum, flow) => sum + flow.ahead, 0);
  return [
    ...(timeless === 0
      ? []
      : [reason(`${timeless} transactions of ${connection} have no time: they are in no period.`)]),
    ...(ahead === 0
      ? []
      : [
          reason(
            `${ahead} transactions of ${connection} were dated later than they were listed: they are in the period that they name, in which they may not have moved.`,
          ),
        ]),
    ...(unknown === 0
      ? []
      : [reason(`What ${unknown} transactions of ${connection} move is not known: they are in bins of their own.`)]),
  ];
}

function reason(sentence: string, remedy: string | null = null): Reason {
  return { sentence, remedy };
}
