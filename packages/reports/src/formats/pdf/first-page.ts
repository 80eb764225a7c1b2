import type { ReportHead, ReportHeadline } from '@rollcall/schema';
import type { Content } from 'pdfmake';
import { sinceRows } from '../since-rows.ts';
import { withTimes } from '../values.ts';
import { costText, coverageText, periodText, reasonsBeside, sinceText, standing, stateTexts } from '../wording.ts';
import { printable, prose } from './fonts.ts';
import { colour, shade } from './style.ts';
import { plainTable } from './table.ts';

/** What is read first: what it is, what is wrong, what that costs and what to do, and how far it can be believed. */
export function firstPage(head: ReportHead): Content {
  const state = { complete: colour.good, open: colour.notice, incomplete: colour.alarm }[head.state];
  return {
    stack: [
      { text: printable(head.workspace.name), color: colour.soft },
      { text: printable(head.title), fontSize: 19, bold: true, margin: [0, 0, 0, 2] },
      {
        text: [
          { text: `${periodText(head)}    `, color: colour.soft },
          { text: stateTexts[head.state], color: state, bold: true },
        ],
        margin: [0, 0, 0, 8],
      },
      ...reasonsBeside(head).map(({ sentence, remedy }) =>
        box({ severity: undefined, sentence, cost: undefined, remedy }),
      ),
      ...head.headline.map((headline) => box({ ...headline, cost: costText(headline) })),
      { text: printable(coverageText(head)), color: colour.soft, margin: [0, 6, 0, 0] },
      ...(head.since === null ? [] : sincePart(head.since)),
    ],
  };
}

interface Boxed {
  readonly severity: ReportHeadline['severity'] | undefined;
  readonly sentence: string;
  readonly cost: string | undefined;
  readonly remedy: string | null;
}

/** A line of the headline in its colour, which is said in a word as well. */
function box({ severity, sentence, cost, remedy }: Boxed): Content {
  const ink = severity === undefined ? colour.notice : colour[severity];
  const word = severity === undefined ? 'Note' : { good: 'Good', notice: 'Notice', alarm: 'Alarm' }[severity];
  const said = [
    { text: prose(sentence) },
    ...(cost === undefined ? [] : [{ text: `  ${printable(cost)}`, bold: true, color: ink }]),
  ];
  return {
    table: {
      widths: [38, '*'],
      dontBreakRows: true,
      body: [
        [
          { text: word, bold: true, color: ink },
          {
            stack: [
              { text: said },
              ...(remedy === null ? [] : [{ text: ['To do: ', ...prose(remedy)], color: colour.soft }]),
            ],
          },
        ],
      ],
    },
    layout: {
      fillColor: () => (severity === undefined ? colour.shade : shade[severity]),
      ...{ hLineWidth: () => 0, vLineWidth: (line) => (line === 0 ? 2 : 0), vLineColor: () => ink },
      ...{ paddingLeft: () => 8, paddingRight: () => 8, paddingTop: () => 5, paddingBottom: () => 5 },
    },
    margin: [0, 0, 0, 4],
  };
}

function sincePart(since: NonNullable<ReportHead['since']>): Content[] {
  const { shown, rest } = sinceRows(since);
  const rows = shown.map(({ what, before, now, why }) => [what, before, now, withTimes(why)]);
  return [
    { text: 'Since it was issued', fontSize: 12, bold: true, outline: true, margin: [0, 16, 0, 3] },
    { text: printable(sinceText(since)), color: colour.soft, margin: [0, 0, 0, 4] },
    ...(rows.length === 0
      ? []
      : [plainTable({ titles: ['What', 'Before', 'Now', 'Why'], widths: [145, 90, 90, '*'], right: [1, 2], rows })]),
    ...(rest === undefined ? [] : [{ text: rest, color: colour.soft, margin: [0, 3, 0, 0] } as const]),
  ];
}

/** What it takes to make it again, and to prove what it stands on: at the end. */
export function standingPart(head: ReportHead, { afterLying }: { readonly afterLying: boolean }): Content {
  return {
    ...(afterLying ? { pageBreak: 'before', pageOrientation: 'portrait' } : {}),
    unbreakable: true,
    margin: [0, 20, 0, 0],
    stack: [
      { text: 'What this stands on', fontSize: 13, bold: true, outline: true, margin: [0, 0, 0, 4] },
      {
        table: {
          widths: [110, '*'],
          body: standing(head).map(([name, text]) => [
            { text: printable(name), color: colour.soft },
            { text: printable(text) },
          ]),
        },
        layout: 'noBorders',
      },
    ],
  };
}
