import type { ReportHead } from '@rollcall/schema';
import { instantText } from '../values.ts';
import { visible } from '../visible.ts';

/** So many stand beside each other on paper at most: none is narrower than a few letters. */
const columnsMax = 40;

/** How it looks on a screen. What is good, of note or alarming has a sign of its own beside its colour. */
export const screenStyle = `:root {
  --paper: #fff; --ink: #1f2933; --soft: #5b6673; --faint: #e3e7ec; --shade: #f6f7f9; --accent: #0b5cad;
  --good: #17663a; --notice: #8a5200; --alarm: #a61b1b; --good-shade: #eef7f1; --notice-shade: #fff6e5; --alarm-shade: #fdeeee;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #14181d; --ink: #e4e8ed; --soft: #9ca7b3; --faint: #2c343d; --shade: #1b2128; --accent: #7db8f2;
    --good: #7bd3a0; --notice: #f0b95a; --alarm: #ff9a93; --good-shade: #14261c; --notice-shade: #2b2112; --alarm-shade: #301a1b;
  }
  .chart svg text { fill: #c5ced8; }
  .chart svg line { stroke: #39434e; }
}
* { box-sizing: border-box; }
html { font-size: 15px; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { max-width: 74rem; margin: 0 auto; padding: 2rem 1.5rem 4rem; overflow-wrap: anywhere; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .3rem; letter-spacing: -.01em; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 .5rem; }
p { margin: 0 0 .6rem; }
a { color: var(--accent); }
section, footer { margin-top: 2.6rem; padding-top: 1.4rem; border-top: 1px solid var(--faint); }
.over { color: var(--soft); font-size: .85rem; margin: 0; }
.period { color: var(--soft); }
.state { display: inline-block; margin-left: .4rem; padding: .05rem .6rem; border-radius: 1rem; font-size: .82rem; border: 1px solid currentColor; }
.state.complete { color: var(--good); } .state.open { color: var(--notice); } .state.incomplete { color: var(--alarm); }
ul.reasons, ul.headline { list-style: none; padding: 0; margin: 1.2rem 0; }
.reasons li { padding: .5rem .9rem; border-left: 3px solid var(--notice); background: var(--shade); margin-bottom: .4rem; }
.headline li { position: relative; padding: .65rem 1rem .65rem 2.6rem; border-radius: .4rem; margin-bottom: .5rem; }
.headline li p, .reasons li p { margin: 0; }
.headline li::before { position: absolute; left: 1rem; top: .65rem; font-weight: 700; }
.headline .good { background: var(--good-shade); } .headline .notice { background: var(--notice-shade); } .headline .alarm { background: var(--alarm-shade); }
.headline .good::before, .mark.good::before { content: "✓"; color: var(--good); }
.headline .notice::before, .mark.notice::before { content: "●"; color: var(--notice); }
.headline .alarm::before, .mark.alarm::before { content: "▲"; color: var(--alarm); }
.mark::before { margin-right: .35em; font-size: .9em; }
.mark.alarm { color: var(--alarm); font-weight: 600; }
.cost { white-space: nowrap; font-variant-numeric: tabular-nums; }
.headline .alarm .cost { color: var(--alarm); }
.headline .remedy, .reasons .remedy { color: var(--soft); font-size: .92rem; }
.remedy::before { content: "→ "; }
.coverage { color: var(--soft); font-size: .9rem; }
nav ol { columns: 16rem; margin: 1.2rem 0 0; padding-left: 1.3rem; font-size: .92rem; }
.note { color: var(--soft); max-width: 52rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: .8rem; margin: 1rem 0; }
.tiles div { border: 1px solid var(--faint); border-radius: .4rem; padding: .7rem .9rem; break-inside: avoid; }
.tiles div.alarm { border-color: var(--alarm); } .tiles div.notice { border-color: var(--notice); }
.tiles dt { color: var(--soft); font-size: .85rem; }
.tiles dd { margin: .1rem 0 0; font-size: 1.3rem; font-weight: 600; line-height: 1.25; font-variant-numeric: tabular-nums; }
.tiles dd.unknown { color: var(--soft); font-weight: 400; }
.tiles dd.coverage { font-size: .78rem; font-weight: 400; line-height: 1.35; margin-top: .3rem; }
.chart { margin: 1.2rem 0; break-inside: avoid; }
.chart figcaption { font-weight: 600; font-size: .92rem; margin-bottom: .3rem; }
.chart svg { display: block; width: 100%; max-width: 46rem; height: auto; }
summary { color: var(--soft); font-size: .85rem; cursor: pointer; }
.wide { position: relative; overflow-x: auto; margin: .8rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; }
th, td { text-align: left; vertical-align: top; padding: .38rem .7rem; border-bottom: 1px solid var(--faint); min-width: 3.5rem; }
th { color: var(--soft); font-weight: 600; border-bottom-color: var(--soft); vertical-align: bottom; overflow-wrap: normal; }
th:first-child, td:first-child { padding-left: 0; } th:last-child, td:last-child { padding-right: 0; }
td { overflow-wrap: normal; unicode-bidi: isolate; }
td.long { overflow-wrap: anywhere; min-width: 16rem; }
td.line { min-width: 9.5rem; }
code { font: .92em ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
th.n { white-space: normal; }
.t { white-space: nowrap; font-variant-numeric: tabular-nums; }
.was { color: var(--soft); text-decoration: line-through; }
.rest.paper { display: none; }
.none, .rest { color: var(--soft); font-size: .9rem; }
footer dl { margin: 0; font-size: .88rem; }
footer dl div { display: grid; grid-template-columns: 12rem 1fr; gap: 1rem; padding: .2rem 0; }
footer dt { color: var(--soft); } footer dd { margin: 0; overflow-wrap: anywhere; }
.vh { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 40rem) {
  main { padding: 1.2rem 1rem 3rem; } h1 { font-size: 1.5rem; }
  footer dl div { grid-template-columns: 1fr; gap: 0; }
  .tiles { grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); }
}`;

/** Columns that do not fit onto paper beside the first so many of a table. */
const paperStyle = Array.from({ length: columnsMax }, (_, index) => index + 1)
  .map((count) => `  .paper-${count} :is(th, td):nth-child(n + ${count + 1}) { display: none; }`)
  .join('\n');

/** How it is printed to A4: what it is and which page stands at the foot of each. */
export function printStyle(head: ReportHead): string {
  const what = `${visible(head.title)} · ${visible(head.workspace.name)}`;
  const known = `known at ${instantText(head.knownAt)} · digest ${head.digest.slice(0, 16)}`;
  return `@page {
  size: A4 portrait; margin: 16mm 15mm 20mm;
  @bottom-left { content: ${cssText(shortened(what))} "\\A " ${cssText(known)}; white-space: pre; font: 7.5pt/1.4 system-ui, sans-serif; color: #5b6673; }
  @bottom-right { content: counter(page) " of " counter(pages); font: 7.5pt/1.4 system-ui, sans-serif; color: #5b6673; }
}
@page lying { size: A4 landscape; }
@media print {
  html { font-size: 9.5pt; } body { line-height: 1.4; }
  main { max-width: none; padding: 0; }
  nav, details, header .coverage a { display: none; }
  h1 { font-size: 18pt; } h2 { font-size: 12.5pt; }
  h2, figcaption, .note { break-after: avoid; }
  section, footer { margin-top: 7mm; padding-top: 4mm; }
  p, li { orphans: 3; widows: 3; }
  .headline li, .reasons li, footer { break-inside: avoid; }
  .headline li, .reasons li, .tiles div, .mark { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .tiles { grid-template-columns: repeat(4, 1fr); gap: 2.5mm; } .tiles dd { font-size: 11.5pt; } .tiles dd.coverage { font-size: 7pt; } .tiles dt { font-size: 8pt; }
  .wide { overflow: visible; } .lying { page: lying; }
  table { font-size: 8pt; } th, td { padding: 1.1mm 1.6mm; min-width: 0; } td.long { min-width: 26mm; } td.line { min-width: 0; }
  .rest.paper { display: block; }
${paperStyle}
  thead { display: table-header-group; } tr { break-inside: avoid; }
}`;
}

/** A margin has one line of it. */
const footLengthMax = 110;

function shortened(text: string): string {
  const letters = [...text];
  return letters.length > footLengthMax ? `${letters.slice(0, footLengthMax - 1).join('')}…` : text;
}

/** Text as CSS has it in quotes: whatever could end the quotes or the style sheet is written as its code point. */
function cssText(text: string): string {
  return `"${text.replaceAll(/[^\p{L}\p{N} ·.,:()-]/gu, (character) => `\\${character.codePointAt(0)?.toString(16)} `)}"`;
}
