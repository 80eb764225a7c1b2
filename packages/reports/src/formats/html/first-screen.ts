import type { ReportHead, ReportHeadline } from '@rollcall/schema';
import { type SinceRow, sinceRows } from '../since-rows.ts';
import { visible } from '../visible.ts';
import { costText, coverageText, periodText, reasonsBeside, sinceText, stateTexts } from '../wording.ts';
import { escaped, prose } from './escaped.ts';

/** What a person reads first: what it is, what is wrong, what that costs and what to do, and how far it can be believed. */
export function firstScreen(head: ReportHead): string {
  const reasons = reasonsBeside(head);
  return `<header>
<p class="over">${escaped(visible(head.workspace.name))}</p>
<h1>${escaped(visible(head.title))}</h1>
<p class="period">${escaped(periodText(head))} <span class="state ${head.state}">${escaped(stateTexts[head.state])}</span></p>
${reasons.length === 0 ? '' : `<ul class="reasons">\n${reasons.map(reasonItem).join('\n')}\n</ul>\n`}<ul class="headline">
${head.headline.map(headlineItem).join('\n')}
</ul>
<p class="coverage">${escaped(coverageText(head))} <a href="#standing">What this stands on</a></p>
</header>
${head.since === null ? '' : sincePart(head.since)}`;
}

function reasonItem({ sentence, remedy }: ReportHead['reasons'][number]): string {
  return `<li>${prose(sentence)}${remedyPart(remedy)}</li>`;
}

function headlineItem(headline: ReportHeadline): string {
  const cost = costText(headline);
  return `<li class="${headline.severity}"><p><span class="vh">${headline.severity}: </span>${prose(headline.sentence)}${
    cost === undefined ? '' : ` <strong class="cost">${escaped(cost)}</strong>`
  }</p>${remedyPart(headline.remedy)}</li>`;
}

function remedyPart(remedy: string | null): string {
  return remedy === null ? '' : `<p class="remedy">${prose(remedy)}</p>`;
}

function sincePart(since: NonNullable<ReportHead['since']>): string {
  const { shown, rest } = sinceRows(since);
  const table = `<div class="wide" role="region" aria-label="What changed" tabindex="0"><table>
<thead><tr><th scope="col">What</th><th scope="col" class="n">Before</th><th scope="col" class="n">Now</th><th scope="col">Why</th></tr></thead>
<tbody>
${shown.map(changeRow).join('\n')}
</tbody>
</table></div>
${rest === undefined ? '' : `<p class="rest">${rest}</p>\n`}`;
  return `<section id="since">
<h2>Since it was issued</h2>
<p class="note">${escaped(sinceText(since))}</p>
${shown.length === 0 ? '' : table}</section>
`;
}

function changeRow({ what, before, now, why }: SinceRow): string {
  return `<tr><td>${escaped(visible(what))}</td><td class="n was">${escaped(before)}</td><td class="n">${escaped(now)}</td><td>${prose(why)}</td></tr>`;
}
